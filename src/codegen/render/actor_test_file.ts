/** `actors/<module>_test.ts`: what wakes the actor, what it passes on, and how it ends. Made once, and the user's from then on. */
import type { DesignPort } from "../design.ts";
import { documentation } from "./comments.ts";
import { driverOf, durationText, isByRoom } from "./conditions.ts";
import { exampleText, isSameType } from "./kinds.ts";
import { array, call, type Code, importOf, laidOut, literal, numeral, object } from "./layout.ts";
import type { CallEnds, ModuleView } from "./module_view.ts";
import {
  LANES,
  longestMs,
  type Messages,
  mostMessages,
  type Occasion,
  occasionsOf,
  withoutLast,
} from "./occasions.ts";

/** So many messages go through each lane of an input in a test. */
const MESSAGES = 6;

/** The test's text. */
export function actorTestFile(view: ModuleView): string {
  const { module: { name, exportName }, inputs, calls } = view;
  const writer = new TestText(view);
  const tests = calls !== null ? [callsTest(writer, calls)] : [
    ...Map.groupBy(occasionsOf(driverOf(view), inputs), titleOf).entries()
      .map(([title, [occasion]]) => wakingTest(writer, title, occasion!)),
    inputs.length === 0 ? sourceTest(writer) : throughTest(writer),
  ];
  const text = tests.join("\n");
  const assertions = ["deepStrictEqual", "ok"].filter((name) => text.includes(`${name}(`));
  const about = calls === null
    ? `When ${exportName} has turns, what becomes of messages, and how it ends.`
    : `What becomes of the jobs of ${exportName}.`;
  return [
    [
      documentation([about]),
      importOf(assertions, "node:assert"),
      importOf(["rehearse"], "@steady-state/deno/testing"),
      text.includes("messages.") ? 'import * as messages from "../messages.ts";\n' : "",
      importOf([exportName], `./${name}.ts`),
    ].join(""),
    text,
  ].join("\n");
}

class TestText {
  readonly view: ModuleView;
  readonly #capacity: number;

  constructor(view: ModuleView) {
    this.view = view;
    const lanes = view.inputs.map(({ isBundle }) => isBundle ? LANES : 1);
    const total = MESSAGES * lanes.reduce((sum, count) => sum + count, 0);
    this.#capacity = Math.max(64, total, mostMessages(driverOf(view)));
  }

  /** A test with a scene. */
  test(title: string, ...lines: readonly string[]): string {
    const { exportName } = this.view.module;
    const rest = this.#capacity === 64 ? [] : [object({ capacity: numeral(this.#capacity) })];
    const scene = laidOut([
      "await using scene = ",
      call("await rehearse", exportName, ...rest),
      ";",
    ], 2);
    return [
      `Deno.test(${literal(`${exportName} ${title}`)}, async () => {\n`,
      `  ${scene}\n`,
      ...lines.map((line) => `  ${line}\n`),
      "});\n",
    ].join("");
  }

  /** Examples number `from` to `to - 1` are sent to a lane. */
  send(port: DesignPort, lane: number, from: number, to: number): string {
    const end = `scene.ports.${port.name}${port.isBundle ? `[${lane}]` : ""}`;
    const numbers = Array.from(
      { length: to - from },
      (_, i) => exampleText(port.type, `${from + i}`),
    );
    if (to - from <= MESSAGES) return laidOut([call(`${end}.send`, ...numbers), ";"], 2);
    const example = exampleText(port.type, "n");
    return laidOut(
      [`for (let n = ${from}; n < ${numeral(to)}; n++) `, call(`${end}.send`, example), ";"],
      2,
    );
  }

  /** Holds what it sends, or lets go of it: whoever sends as long as there is room would send without end. */
  hold(isHolding: boolean): string[] {
    const { outputs, inputs } = this.view;
    if (inputs.length > 0 || !isByRoom(driverOf(this.view))) return [];
    const held = isHolding ? "" : "false";
    return outputs.map(({ name, isBundle }) =>
      isBundle
        ? `for (const lane of scene.ports.${name}) lane.hold(${held});`
        : `scene.ports.${name}.hold(${held});`
    );
  }

  sendAll(messages: Messages, before: Messages = new Map()): string[] {
    return [...messages].flatMap(([name, lanes]) => {
      const port = this.view.inputs.find((input) => input.name === name)!;
      return lanes.flatMap((count, lane) => {
        const from = before.get(name)?.[lane] ?? 0;
        return count > from ? [this.send(port, lane, from, count)] : [];
      });
    });
  }
}

function wakingTest(
  writer: TestText,
  title: string,
  { messages, ms, last }: Occasion,
): string {
  const go = (time: number) =>
    time > 0 ? `await scene.advance(${numeral(time)});` : "await scene.settle();";
  const isUp = "ok(scene.state.turns > 0);";
  const sleeps = "deepStrictEqual(scene.state.turns, 0);";
  const beat = ms > 0 ? ms + 1 : 0;
  if (last === null) {
    const lines = [...writer.hold(true), ...writer.sendAll(messages), go(beat), isUp];
    return writer.test(title, ...lines);
  }
  if (last === "time") {
    return writer.test(title, ...writer.sendAll(messages), go(ms - 1), sleeps, go(2), isUp);
  }
  const before = withoutLast(messages, last);
  return writer.test(
    title,
    ...writer.sendAll(before),
    go(beat),
    sleeps,
    ...writer.sendAll(messages, before),
    go(0),
    isUp,
  );
}

function titleOf({ messages, ms }: Occasion): string {
  const parts = [...messages].map(([port, lanes]) => {
    const [count = 0] = lanes;
    const where = lanes.length > 1 ? `each of ${lanes.length} lanes of ${port}` : port;
    return `${count === 1 ? "a message" : `${count} messages`} on ${where}`;
  });
  const all = [...parts, ...(ms > 0 ? [durationText(ms)] : [])];
  return `is due ${all.length === 0 ? "at once" : `after ${all.join(" and ")}`}`;
}

/** A source sends numbered examples. */
function sourceTest(writer: TestText): string {
  const { outputs } = writer.view;
  const time = 3 * Math.max(1, longestMs(driverOf(writer.view)));
  const checks = outputs.flatMap((port) => {
    const lanes = port.isBundle ? `.flatMap(({ taken }) => taken)` : ".taken";
    const found = `scene.ports.${port.name}${lanes}`;
    const numbers = port.isBundle
      ? []
      : [equal(`scene.ports.${port.name}.taken.slice(0, 2)`, examples(port, 2))];
    return [`ok(${found}.length > 1);`, ...numbers, closed(port)];
  });
  return writer.test(
    "sends examples, and stops",
    ...writer.hold(true),
    `await scene.advance(${numeral(time)});`,
    "scene.stop();",
    ...writer.hold(false),
    "const { clean } = await scene.ended;",
    "deepStrictEqual(clean, true);",
    ...checks,
  );
}

function closed({ name, isBundle }: DesignPort): string {
  return isBundle
    ? `ok(scene.ports.${name}.every(({ isClosed }) => isClosed));`
    : `ok(scene.ports.${name}.isClosed);`;
}

/** Examples number 0 to `count - 1`. */
function examples({ type }: DesignPort, count: number): Code {
  return array(...Array.from({ length: count }, (_, n) => exampleText(type, `${n}`)));
}

function equal(actual: string, expected: Code): string {
  return laidOut([call("deepStrictEqual", actual, expected), ";"], 2);
}

/** Each message is taken, and passed on, once, also if the actor dies; and it ends when nothing more can come. */
function throughTest(writer: TestText): string {
  const { inputs, outputs, outer } = writer.view;
  const lanes = inputs.flatMap((port) =>
    Array.from({ length: port.isBundle ? LANES : 1 }, (_, lane) => ({ port, lane }))
  );
  const half = MESSAGES / 2;
  const time = longestMs(driverOf(writer.view)) + 1000;
  const title = outputs.length === 0 ? "takes each message" : "passes on what comes, once";
  return writer.test(
    `${title}, also if it dies`,
    ...lanes.map(({ port, lane }) => writer.send(port, lane, 0, half)),
    "await scene.settle();",
    "scene.crash();",
    "await scene.advance(1000);",
    ...lanes.map(({ port, lane }) => writer.send(port, lane, half, MESSAGES)),
    ...lanes.map(({ port, lane }) =>
      `scene.ports.${port.name}${port.isBundle ? `[${lane}]` : ""}.close();`
    ),
    // What is asked to stop goes on until its inputs are closed and empty; in a cycle it does not.
    ...(outer.length === inputs.length ? [] : [`await scene.advance(${numeral(time)});`]),
    "scene.stop();",
    "const { clean, crashes } = await scene.ended;",
    "deepStrictEqual([clean, crashes.length], [true, 1]);",
    ...lanes.map(({ port, lane }) =>
      equal(`scene.ports.${port.name}${port.isBundle ? `[${lane}]` : ""}.waiting`, "0")
    ),
    ...(outer.length < inputs.length && outputs.length > writer.view.leading.length
      ? [
        "// Of what has come back in a circle not all goes round again: see standIn() of its plan.",
      ]
      : []),
    ...outputs.flatMap((port) => [...outcome(port, writer.view), closed(port)]),
  );
}

function outcome(port: DesignPort, view: ModuleView): string[] {
  const { inputs, outer } = view;
  const [input, ...more] = inputs;
  const found = `scene.ports.${port.name}${
    port.isBundle ? ".flatMap(({ taken }) => taken)" : ".taken"
  }`;
  const count = (ports: readonly DesignPort[]) =>
    ports.reduce((sum, { isBundle }) => sum + MESSAGES * (isBundle ? LANES : 1), 0);
  const back = count(inputs.filter((one) => !outer.includes(one)));
  const total = count(outer) + backAgain(port, view, back);
  const isPlain = input !== undefined && more.length === 0 && !input.isBundle && !port.isBundle;
  if (!isPlain || total < MESSAGES) return [equal(`${found}.length`, `${total}`)];
  return [equal(found, examples(port, total))];
}

/** How many of so many messages that came back in a circle a stand-in sends on that output. */
function backAgain(
  port: DesignPort,
  { outputs, leading }: ModuleView,
  count: number,
): number {
  const circular = outputs.filter((one) => !leading.includes(one));
  const at = circular.indexOf(port);
  if (at < 0) return count;
  const rounds = Array.from({ length: count }, (_, round) => round);
  return rounds.filter((round) => round % (2 * circular.length) === 2 * at).length;
}

/** A call for each job, and its result in order. */
function callsTest(writer: TestText, { jobs, results }: CallEnds): string {
  const passes = results !== null && isSameType(jobs.type, results.type);
  const outcomes = results === null
    ? []
    : passes
    ? [equal(`scene.ports.${results.name}.taken`, examples(results, MESSAGES))]
    : [
      equal(
        `scene.ports.${results.name}.taken`,
        array(...Array.from({ length: MESSAGES }, () => exampleText(results.type, "0"))),
      ),
    ];
  return writer.test(
    "makes a call for each job, also if it dies",
    writer.send(jobs, 0, 0, MESSAGES),
    `scene.ports.${jobs.name}.close();`,
    "await scene.advance(50);",
    "scene.crash();",
    "const { clean, crashes, state } = await scene.ended;",
    `deepStrictEqual([clean, crashes.length, state.answered], [true, 1, ${MESSAGES}]);`,
    equal(`scene.ports.${jobs.name}.waiting`, "0"),
    ...outcomes,
  );
}
