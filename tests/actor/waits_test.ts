import { assert, assertEquals } from "@std/assert";
import { type ActorOptions, Graph, type LogRecord, u32 } from "@steady-state/deno";
import { juggler, lab } from "../fixtures/lab_actors.ts";
import { collector, counter, leaver, mayfly, patient } from "../fixtures/plain_actors.ts";
import { actorIn, within } from "../fixtures/watch.ts";

/** What stands around the lab. */
interface Setup {
  /** Numbers that come in before the input closes; `null`: none, and it stays open. */
  readonly numbers?: number | null;
  /** Who takes the output. */
  readonly reader?: "collector" | "nobody";
  readonly log?: LogRecord[];
}

const CAPACITY = 4;

/** Where the lab stands, and how it waits. */
const STRATEGIES: Readonly<Record<string, Pick<ActorOptions<never, never>, "waitStrategy">>> = {
  "solo": {},
  "solo, never spinning": { waitStrategy: "park" },
  "solo, never parking": { waitStrategy: "spin" },
  "in a troupe": {},
};
type Where = string;

/** Makes the experiment, in a worker of its own or in a troupe with all others, and returns what it found. */
async function experiment(name: string, where: Where, setup: Setup = {}): Promise<unknown> {
  const { numbers = null, reader = "collector", log = [] } = setup;
  await using graph = new Graph("lab", {
    log: (record) => log.push(record),
    intensity: { restarts: 0, withinMs: 1000 },
  });
  const home = where === "in a troupe" ? { troupe: graph.troupe("ensemble") } : {};
  const input = graph.channel("input", u32, { capacity: 8 });
  const output = graph.channel("output", u32, { capacity: CAPACITY });
  if (numbers === null) graph.actor("FEED", patient, { ports: { numbers: input.tx }, ...home });
  else {
    graph.actor("FEED", counter, {
      ports: { numbers: input.tx },
      args: { count: numbers },
      ...home,
    });
  }
  graph.actor("LAB", lab, {
    ports: { input: input.rx, output: output.tx },
    args: { experiment: name },
    ...home,
    ...STRATEGIES[where],
  });
  graph.actor("READER", reader === "collector" ? collector : leaver, {
    ports: { numbers: output.rx },
    ...home,
  });
  await graph.start();
  let ended = false;
  graph.telemetry.onLife(({ subject, what }) => {
    if (subject !== "LAB" || what !== "ended") return;
    ended = true;
    graph.stop("the experiment is over").catch(() => {});
  });
  const report = await within(graph.finished, `experiment ${name}`);
  assert(ended || actorIn(report, "LAB").outcome === "ended");
  return actorIn(report, "LAB").state.found;
}

for (const where of Object.keys(STRATEGIES)) {
  const made = (name: string, setup?: Setup) => experiment(name, where, setup);

  Deno.test(`Rx.avail holds for so many messages, and is without hope once the channel is closed: ${where}`, async () => {
    assertEquals(await made("avail", { numbers: 5 }), {
      first: true,
      enough: true,
      rest: true,
      taken: [0, 1, 2, 3, 4],
      closed: true,
    });
  });

  Deno.test(`Rx.avail is without hope for more messages than are left in a closed channel: ${where}`, async () => {
    assertEquals(await made("availTooFew", { numbers: 5 }), { four: true, six: false });
  });

  Deno.test(`Tx.vacant and drained hold once the reader made room: ${where}`, async () => {
    assertEquals(await made("vacant"), { full: 0, met: true, room: true, drained: true });
  });

  Deno.test(`Tx.vacant is without hope once the reader is gone: ${where}`, async () => {
    assertEquals(await made("vacantAbandoned", { reader: "nobody" }), {
      met: false,
      abandoned: true,
    });
  });

  Deno.test(`Actor.periodic keeps a fixed beat that includes the work, and skips missed beats: ${where}`, async () => {
    assertEquals(await made("beat"), []);
  });

  Deno.test(`Actor.timeout is never early, and 0 is met at once: ${where}`, async () => {
    assertEquals(await made("timeout"), { met: true, early: false, none: true });
  });

  Deno.test(`Actor.settled holds for promises that resolve, that reject, and that are settled: ${where}`, async () => {
    assertEquals(await made("settled"), [true, true, true, true]);
  });

  Deno.test(`Actor.stopping holds from the stop on: ${where}`, async () => {
    assertEquals(await made("stopping"), { before: false, met: true, again: true });
  });

  Deno.test(`Actor.wait for a stop is met by one that comes between two looks: ${where}`, async () => {
    assertEquals(await made("stopsMeanwhile"), true);
  });

  Deno.test(`Actor.wait is cut short by a stop once: ${where}`, async () => {
    assertEquals(await made("cutOnce"), { first: false, second: true, third: true });
  });

  Deno.test(`all and any hold, and lose hope, by their parts: ${where}`, async () => {
    assertEquals(await made("allAny", { numbers: 3 }), {
      both: true,
      either: true,
      hopelessAll: false,
      hopelessAny: false,
      hope: true,
    });
  });

  Deno.test(`Actor.wait does not let a loop spin that waits in vain and vetoes: ${where}`, async () => {
    const closed = await made("vainClosed", { numbers: 1 }) as number;
    assert(closed >= 9 && closed < 100, `${closed} rounds on a closed input`);
    const open = await made("vainOpen") as number;
    assert(open >= 2 && open < 5, `${open} rounds on a silent input`);
  });

  Deno.test(`Actor.send waits for room, and a stop does not cut it short: ${where}`, async () => {
    assertEquals(await made("sends"), 100);
  });

  Deno.test(`Actor.send says when nobody will ever take: ${where}`, async () => {
    const refused = await made("sendsToNobody", { reader: "nobody" }) as number;
    assert(refused >= 10 - CAPACITY, `${refused} refused`);
  });

  Deno.test(`Actor.take waits for messages, and says when none will come: ${where}`, async () => {
    assertEquals(await made("takes", { numbers: 5 }), [0, 1, 2, 3, 4, "none", "none"]);
  });

  Deno.test(`Actor.take is not cut short by a stop, but ends with its channel: ${where}`, async () => {
    assertEquals(await made("takesThroughStop", { numbers: 5 }), {
      taken: 5,
      closed: true,
      waitCutShort: true,
    });
  });

  Deno.test(`timers and sockets go on while an actor's waits are always satisfied: ${where}`, async () => {
    const answers = ["served", "served", "served", "served", "served"];
    assertEquals(await made("busy"), { answers, many: true });
  });

  Deno.test(`waits that can never be are refused with the value: ${where}`, async () => {
    assertEquals(await made("refusals"), [
      'RangeError: Cannot wait for messages on channel "input": 9 asked for, give 1 to its capacity 8',
      'RangeError: Cannot wait for room on channel "output": 0 messages asked for, give 1 to its capacity 4',
      'RangeError: Cannot wait periodically in actor "LAB": the period is 0 ms, give a number above 0',
      'RangeError: Cannot wait periodically in actor "LAB": the period is NaN ms, give a number above 0',
      'RangeError: Cannot wait in actor "LAB": the timeout is -1 ms, give a number from 0 on',
      'RangeError: Cannot wait in actor "LAB": the timeout is Infinity ms, give a number from 0 on',
      'TypeError: Cannot make an effect id in actor "LAB": {} is none of its channel ends, give a port or one lane of a bundle',
      'RangeError: Cannot number a message of channel "input": its offset is 0, and the turn has taken 0, the channel holds 0; give 0 for the next one, -1 for the one taken last',
    ]);
  });

  Deno.test(`Actor.commit says whether there was anything to commit: ${where}`, async () => {
    assertEquals(await made("commits"), {
      nothing: false,
      something: true,
      again: false,
      closing: true,
      last: true,
    });
  });

  Deno.test(`Actor.log reaches the graph's log, from its level on, whatever the data: ${where}`, async () => {
    const log: LogRecord[] = [];
    await experiment("logs", where, { log });
    const records = log.filter(({ source }) => source === "LAB");
    assertEquals(records.map(({ level, text, data }) => [level, text, data]), [
      ["info", "plain", undefined],
      ["warn", "with data", { deep: [1, new Map([[1, 2]])] }],
      ["error", "uncloneable", "[Function (anonymous)]"],
    ]);
    assert(records.every(({ time }) => Math.abs(time - Date.now()) < 60_000));
  });

  Deno.test(`Actor.settled leaves one reaction at a promise, however often it is waited for: ${where}`, async () => {
    assertEquals(await made("settledOften"), {
      reactions: 1,
      met: true,
      refused: 'TypeError: Cannot wait in actor "LAB": settled() was given 5, give a promise',
    });
  });

  Deno.test(`an actor's labels and reasons may be anything: ${where}`, async () => {
    assertEquals(await made("hostileTexts"), 2);
  });

  Deno.test(`messages that an actor's code posts by itself harm nobody: ${where}`, async () => {
    assertEquals(await made("hostile"), true);
  });

  Deno.test(`an actor may hold both ends of a channel: ${where}`, async () => {
    await using graph = new Graph("g");
    const { tx, rx } = graph.channel("ball", u32, { capacity: 2 });
    const home = where === "in a troupe" ? { troupe: graph.troupe("ensemble") } : {};
    graph.actor("JUGGLER", juggler, {
      ports: { up: tx, down: rx },
      ...home,
      ...STRATEGIES[where],
    }).actor("MAYFLY", mayfly, { ...home });
    await graph.start();
    const report = await within(graph.finished, "the end");
    assertEquals(actorIn(report, "JUGGLER").state, { caught: 1000 });
  });

  Deno.test(`Actor.batch holds for a whole batch, after its time, and for what is left: ${where}`, async () => {
    assertEquals(await made("batches", { numbers: 7 }), {
      sizes: [3, 3, 1],
      end: false,
      early: false,
      refused:
        'RangeError: Cannot wait for a batch in actor "LAB": withinMs is -1, give a number from 0 on',
    });
    assertEquals(await made("lateBatch", { numbers: 2 }), { met: true, count: 2, early: false });
  });
}
