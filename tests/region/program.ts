/**
 * The program that is killed: `program.ts FILE [more=N] [last=N] [pace=N] [stop=MS] [shape=N]`. It prints `started at N`, N being the next number of its source, and `{"result": …}` when its graph has come to its end, or `{"refused": …}` if the file is another graph's, of which
 * not all can be carried into this one. `FILE` is `-` for a graph in memory of its own.
 */
import { Graph, GraphError, json } from "../../mod.ts";
import * as actors from "./actors.ts";
import { bytes, text, u32 } from "../../mod.ts";
import { shapeOf } from "./shape.ts";

const { LANES, origin, pair, price, row } = actors;
const [file = "-", ...settings] = Deno.args;
const settingOf = (name: string): number =>
  Number(settings.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? -1);
const shape = shapeOf(Math.max(0, settingOf("shape")), LANES);

const told: unknown[] = [];
const graph = new Graph("killed", {
  ...(file === "-" ? {} : { region: { file } }),
  logLevel: "warn",
  log: () => {},
  intensity: {
    restarts: 1_000_000,
    withinMs: 1000,
    backoff: { firstMs: 1, maxMs: 2, jitter: "none" },
  },
  onDeadLetter: (letter) => told.push(letter),
});
const room = (channel: string, usual: number) => ({ capacity: usual * shape.room(channel) });
const drawChannels = {
  numbers: () => graph.channel("numbers", u32, room("numbers", 32)),
  origins: () => graph.channel("origins", origin, room("origins", 64)),
  rows: () => graph.bundle("rows", row, { girth: shape.girth, ...room("rows", 8) }),
  notes: () =>
    graph.channel("notes", json<{ n: number; even: boolean; text: string }>(), room("notes", 16)),
  guests: () => graph.channel("guests", u32, room("guests", 8)),
  texts: () => graph.bundle("texts", text, { girth: shape.girth, ...room("texts", 16) }),
  blobs: () => graph.channel("blobs", bytes, room("blobs", 16)),
  passed: () => shape.hasPasser ? graph.channel("passed", bytes, room("passed", 16)) : undefined,
  calls: () => graph.channel("calls", price, room("calls", 16)),
  answers: () => graph.channel("answers", price.answers, room("answers", 16)),
  echoes: () => graph.channel("echoes", pair, room("echoes", 16)),
  ticks: () => shape.hasPair ? graph.channel("ticks", u32, room("ticks", 4)) : undefined,
};
type Drawn = { [K in keyof typeof drawChannels]: ReturnType<(typeof drawChannels)[K]> };
const names = shape.ordered(Object.keys(drawChannels) as (keyof Drawn)[]);
const channels = Object.fromEntries(names.map((name) => [name, drawChannels[name]()])) as Drawn;
const { numbers, origins, rows, notes, guests, texts, blobs, passed, calls, answers, echoes } =
  channels;
const { ticks } = channels;

/** What a process needs to kill itself, and to note at which point. */
const KILLABLE = { permissions: { env: true, run: true, write: true } } as const;
const troupes = new Map<string, ReturnType<Graph["troupe"]>>();
function troupeFor(actor: string, usual: string | null): { troupe?: ReturnType<Graph["troupe"]> } {
  const name = shape.troupeOf(actor, usual);
  if (name === null) return {};
  // One of them is a process, which has its kill points, too.
  const troupe = troupes.get(name) ??
    (name === "workers" ? graph.process(name, KILLABLE) : graph.troupe(name));
  troupes.set(name, troupe);
  return { troupe };
}

const { fan, widerFan, packer, notedPacker, sink, widerSink } = actors;
const drawActors: readonly (() => void)[] = [
  () =>
    graph.actor("SOURCE", actors.source, {
      ports: { numbers: numbers.tx, origins: origins.tx },
      args: {
        more: settingOf("more"),
        last: settingOf("last"),
        // A program may change between two processes, as long as it draws the same graph.
        pace: Math.max(1, settingOf("pace")),
      },
    }),
  () =>
    graph.actor("FAN", shape.hasMoreCells ? widerFan as unknown as typeof fan : fan, {
      ports: { numbers: numbers.rx, rows: rows.tx, notes: notes.tx, guests: guests.tx },
      ...troupeFor("FAN", "office"),
    }),
  ...Array.from({ length: shape.girth }, (_, lane) => () =>
    graph.actor("WORKER", actors.worker, {
      instance: lane,
      ports: { rows: rows.rx[lane]!, texts: texts.tx[lane]! },
      ...troupeFor(`WORKER ${lane}`, "workers"),
    })),
  () =>
    graph.actor("GUEST", actors.guest, {
      ports: { guests: guests.rx, echoes: echoes.tx },
      restart: "temporary",
      ...troupeFor("GUEST", "office"),
    }),
  () =>
    graph.actor("PACKER", shape.hasMoreCells ? notedPacker as unknown as typeof packer : packer, {
      ports: { notes: notes.rx, blobs: blobs.tx },
    }),
  () => {
    if (passed === undefined) return;
    graph.actor("PASSER", actors.passer, {
      ports: { from: blobs.rx, to: passed.tx },
      ...troupeFor("PASSER", "office"),
    });
  },
  () =>
    graph.actor("ASKER", actors.asker, {
      ports: { blobs: (passed ?? blobs).rx, calls: calls.tx },
      ...troupeFor("ASKER", "office"),
    }),
  () =>
    graph.actor("ORACLE", actors.oracle, {
      ports: { calls: calls.rx, answers: answers.tx },
      ...troupeFor("ORACLE", "office"),
    }),
  () =>
    graph.actor("SINK", shape.hasMoreCells ? widerSink as unknown as typeof sink : sink, {
      ports: { texts: texts.rx, answers: answers.rx, origins: origins.rx, echoes: echoes.rx },
    }),
  () => {
    if (ticks === undefined) return;
    graph.actor("TICKER", actors.ticker, { ports: { ticks: ticks.tx } });
    graph.actor("HEARER", actors.hearer, { ports: { ticks: ticks.rx } });
  },
];
for (const draw of shape.ordered(drawActors)) draw();

try {
  await graph.start();
} catch (error) {
  if (!(error instanceof GraphError) || !error.message.includes("can be carried")) throw error;
  console.log(JSON.stringify({ refused: error.message }));
  Deno.exit(0);
}
console.log(`started at ${graph.state("SOURCE").next}`);
const stopMs = settingOf("stop");
if (stopMs >= 0) setTimeout(() => graph.stop().catch(() => {}), stopMs);
const report = await graph.finished;
const states = Object.fromEntries(report.actors.map(({ label, state, outcome }) => [
  label,
  { state, outcome },
]));
// How often an actor dies on a message differs with the deaths of processes; which messages are given up does not.
const letters = graph.deadLetters.map(({ actor, port, lane, number, message, reason, deaths }) =>
  JSON.stringify(
    port === null
      ? { actor, message, reason }
      : { actor, port, lane, number, message, isOften: deaths >= 3 },
  )
);
const counts = report.channels.map(({ label, sent, taken, left }) => [
  label,
  { sent, taken, left },
]);
console.log(
  JSON.stringify({
    result: { states, letters: letters.sort(), channels: Object.fromEntries(counts) },
  }),
);
Deno.exit(0);
