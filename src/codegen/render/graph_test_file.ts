/** `graph_test.ts`: the wiring, and the whole graph under seeds. Made once, and the user's from then on. */
import { channelLabel } from "../../protocol/mod.ts";
import type { Design, DesignActor } from "../design.ts";
import { documentation } from "./comments.ts";
import { firstMessages } from "./first_messages.ts";
import { exampleFunction } from "./kinds.ts";
import { labelOf } from "./labels.ts";
import { call, type Code, importOf, laidOut, literal, object } from "./layout.ts";
import type { ModuleView } from "./module_view.ts";

/** So many messages whoever is played sends on each of its outputs. */
const MESSAGES = 30;

/** The test's text. */
export function graphTestFile(design: Design, views: ReadonlyMap<string, ModuleView>): string {
  const body = [wiringTest(design), ...runTests(design, views)].join("\n");
  // A label may have these words in it.
  const performers = ["sending", "starting", "taking"].filter((name) =>
    new RegExp(`[\\s(]${name}(?:\\(${MESSAGES}|[,)])`).test(body)
  );
  return [
    [
      importOf(["deepStrictEqual", "ok"], "node:assert"),
      importOf(
        body.includes("playFirst") ? ["simulate", "type Stage"] : ["simulate"],
        "@steady-state/deno/testing",
      ),
      importOf(performers, "./generated/common/performers.ts"),
      importOf(["buildGraph"], "./main.ts"),
      body.includes("messages.") ? 'import * as messages from "./messages.ts";\n' : "",
    ].join(""),
    body,
  ].join("\n");
}

function wiringTest({ actors, channels }: Design): string {
  const labels = new Map(actors.map((actor) => [actor.id, labelOf(actor)]));
  const lines = channels.flatMap(({ name, capacity, isBundle, lanes }) =>
    lanes.map(({ from, fromPort, to, toPort }, lane) => {
      const label = channelLabel({ name, lane: isBundle ? lane : null });
      return `${label} (${capacity}): ${labels.get(from)}.${fromPort} -> ${
        labels.get(to)
      }.${toPort}`;
    })
  );
  const list: Code = { open: "[", items: lines.sort().map(literal), close: "]", isTall: true };
  return [
    'Deno.test("main.ts joins whom graph.dot joins", () => {\n',
    "  const { actors, channels } = buildGraph().telemetry.topology;\n",
    "  const end = (index: number, port: string) => {\n",
    "    const { name, instance } = actors[index];\n",
    "    return instance === null ? `${name}.${port}` : `${name} ${instance}.${port}`;\n",
    "  };\n",
    "  const lines = channels.map(({ name, lane, capacity, from, fromPort, to, toPort }) => {\n",
    "    const label = lane === null ? name : `${name}[${lane}]`;\n",
    "    return `${label} (${capacity}): ${end(from, fromPort)} -> ${end(to, toPort)}`;\n",
    "  });\n",
    `  ${laidOut([call("deepStrictEqual", "lines.sort()", list), ";"], 2)}\n`,
    "});\n",
  ].join("");
}

function runTests(design: Design, views: ReadonlyMap<string, ModuleView>): string[] {
  const of = (wanted: (view: ModuleView) => boolean) =>
    design.actors.filter(({ module }) => wanted(views.get(module)!));
  const sources = of(({ isSource }) => isSource);
  const sinks = of(({ inputs, outputs }) => inputs.length > 0 && outputs.length === 0);
  const { drained, fed, ...straight } = expected(design, views, sources);
  const { starters, busy: begun } = firstMessages(design, views, MESSAGES);
  const busy = [...new Set([...straight.busy, ...begun])].sort();
  const played = [
    ...sources.map((actor) => [actor, "sending"] as const),
    ...starters.map((actor) => [actor, "starting"] as const),
  ];
  const plays = played.map(([actor, performer]) =>
    play(actor, call(performer, `${MESSAGES}`, examplesOf(views.get(actor.module)!)), 2)
  );
  return [
    labelsText("Channels on which something has to be sent.", "busy", busy),
    `${busy}` === `${drained}` && busy.length > 1
      ? "/** Channels in which nothing may be left: all of these. */\nconst drained = busy;\n"
      : labelsText("Channels in which nothing may be left.", "drained", drained),
    labelsText("Channels on which what comes from outside goes.", "fed", fed),
    plays.length === 0 ? "" : [
      documentation(["What comes from outside.", ...startersText(starters)]),
      "function playFirst(stage: Stage): void {\n",
      ...plays,
      "}\n",
    ].join(""),
    deathsTest(plays.length > 0, sinks, busy.length > 0, drained.length > 0),
    fed.length === 0 ? "" : stopTest(),
  ].filter((text) => text !== "");
}

function startersText(starters: readonly DesignActor[]): string[] {
  if (starters.length === 0) return [];
  const names = starters.map(labelOf).join(" and ");
  return starters.length === 1
    ? [
      `Nothing comes to ${names}, nor to who sends to it: so it is played, and sends the first messages.`,
    ]
    : [
      `Nothing comes to ${names}, nor to who sends to them: so they are played, and send the first messages.`,
    ];
}

function deathsTest(
  isFed: boolean,
  sinks: readonly DesignActor[],
  hasBusy: boolean,
  hasDrained: boolean,
): string {
  const channels = hasBusy || hasDrained ? ", channels" : "";
  return [
    isFed
      ? hasDrained
        ? 'Deno.test("all that is sent is taken, whatever dies", async () => {\n'
        : 'Deno.test("messages go round, whatever dies", async () => {\n'
      : 'Deno.test("it runs and stops clean, whatever dies", async () => {\n',
    "  // Deaths by chance are no message's fault.\n",
    "  const intensity = { restarts: 1000, withinMs: 60_000 };\n",
    "  const draw = () => buildGraph({ intensity, showstopper: 1000 });\n",
    "  const faults = { death: 0.005, deathAtStore: 0.005 };\n",
    "  await simulate(draw, { seeds: 3, faults, faultsFor: 1000 }, async (stage) => {\n",
    isFed ? "    playFirst(stage);\n" : "",
    ...sinks.map((actor) => play(actor, "taking", 4)),
    '    await stage.advance("2 s"); // deaths are over by then: a stop is to be clean\n',
    "    stage.stop();\n",
    `    const { clean${channels} } = await stage.finished;\n`,
    "    ok(clean);\n",
    hasBusy || hasDrained ? "    for (const { label, sent, left } of channels) {\n" : "",
    hasBusy
      ? "      if (busy.includes(label)) ok(sent > 0, `nothing was sent on ${label}`);\n"
      : "",
    hasDrained ? "      if (drained.includes(label)) deepStrictEqual(left, 0, label);\n" : "",
    hasBusy || hasDrained ? "    }\n" : "",
    "  });\n",
    "});\n",
  ].join("").replace(hasBusy ? "" : "sent, ", "").replace(hasDrained ? "" : ", left", "");
}

function stopTest(): string {
  return [
    'Deno.test("a stop leaves nothing behind", async () => {\n',
    "  await simulate(() => buildGraph(), { seeds: 3 }, async (stage) => {\n",
    "    playFirst(stage); // they go on to their last message\n",
    "    await stage.until(() => true);\n",
    "    stage.stop();\n",
    "    const { clean, channels } = await stage.finished;\n",
    "    ok(clean);\n",
    "    for (const { label, sent, left } of channels) {\n",
    `      if (fed.includes(label)) deepStrictEqual(sent, ${MESSAGES}, label);\n`,
    "      if (drained.includes(label)) deepStrictEqual(left, 0, label);\n",
    "    }\n",
    "  });\n",
    "});\n",
  ].join("");
}

function labelsText(what: string, name: string, labels: readonly string[]): string {
  if (labels.length === 0) return "";
  const list: Code = { open: "[", items: labels.map(literal), close: "]", isTall: false };
  return `/** ${what} */\n${laidOut([`const ${name} = `, list, ";"])}\n`;
}

function play(actor: DesignActor, performer: Code, indent: number): string {
  const code = call("stage.perform", literal(labelOf(actor)), performer);
  return `${" ".repeat(indent)}${laidOut([code, ";"], indent)}\n`;
}

/** For each output, what makes its messages. */
function examplesOf({ outputs }: ModuleView): Code {
  return object(Object.fromEntries(outputs.map(({ name, type }) => [name, exampleFunction(type)])));
}

/** Labels of the channels on which something must have been sent, and of those in which nothing may be left. */
function expected(
  { actors, channels }: Design,
  views: ReadonlyMap<string, ModuleView>,
  sources: readonly DesignActor[],
): { readonly busy: string[]; readonly drained: string[]; readonly fed: string[] } {
  const lanes = channels.flatMap(({ name, isBundle, lanes }) =>
    lanes.map((lane, at) => ({
      ...lane,
      isBundle,
      label: channelLabel({ name, lane: isBundle ? at : null }),
    }))
  );
  const moduleOf = new Map(actors.map(({ id, module }) => [id, module]));
  const isCyclic = (id: string, port: string) =>
    views.get(moduleOf.get(id) ?? "")?.inputs.find(({ name }) => name === port)?.isInCycle ?? false;
  // Of what goes into a cycle nobody knows how often it comes round.
  const straight = lanes.filter(({ to, toPort }) => !isCyclic(to, toPort));
  const starts = new Set(sources.map(({ id }) => id));
  const reached = new Set(starts);
  for (const id of reached) for (const { from, to } of straight) if (from === id) reached.add(to);
  return {
    busy: straight.filter(({ from }) => reached.has(from)).map(({ label }) => label),
    drained: straight.map(({ label }) => label).sort(),
    fed: straight.filter(({ from, isBundle }) => !isBundle && starts.has(from))
      .map(({ label }) => label),
  };
}
