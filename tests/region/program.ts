/**
 * The program that is killed: `program.ts FILE [more=N] [last=N] [pace=N] [stop=MS]`. It prints `started`, and `{"result": …}` when its graph has come to its end. `FILE` is `-` for a graph in memory of its own.
 */
import { Graph, json } from "../../mod.ts";
import {
  asker,
  fan,
  guest,
  LANES,
  oracle,
  origin,
  packer,
  pair,
  price,
  row,
  sink,
  source,
  worker,
} from "./actors.ts";
import { bytes, text, u32 } from "../../mod.ts";

const [file = "-", ...settings] = Deno.args;
const settingOf = (name: string): number =>
  Number(settings.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? -1);

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
const numbers = graph.channel("numbers", u32, { capacity: 32 });
const origins = graph.channel("origins", origin, { capacity: 64 });
const rows = graph.bundle("rows", row, { girth: LANES, capacity: 8 });
const notes = graph.channel("notes", json<{ n: number; even: boolean; text: string }>(), {
  capacity: 16,
});
const guests = graph.channel("guests", u32, { capacity: 8 });
const texts = graph.bundle("texts", text, { girth: LANES, capacity: 16 });
const blobs = graph.channel("blobs", bytes, { capacity: 16 });
const calls = graph.channel("calls", price, { capacity: 16 });
const answers = graph.channel("answers", price.answers, { capacity: 16 });
const echoes = graph.channel("echoes", pair, { capacity: 16 });
const workers = graph.troupe("workers");
const office = graph.troupe("office");

graph.actor("SOURCE", source, {
  ports: { numbers: numbers.tx, origins: origins.tx },
  args: {
    more: settingOf("more"),
    last: settingOf("last"),
    // A program may change between two processes, as long as it draws the same graph.
    pace: Math.max(1, settingOf("pace")),
  },
});
graph.actor("FAN", fan, {
  ports: { numbers: numbers.rx, rows: rows.tx, notes: notes.tx, guests: guests.tx },
  troupe: office,
});
for (let lane = 0; lane < LANES; lane++) {
  graph.actor("WORKER", worker, {
    instance: lane,
    ports: { rows: rows.rx[lane]!, texts: texts.tx[lane]! },
    troupe: workers,
  });
}
graph.actor("GUEST", guest, {
  ports: { guests: guests.rx, echoes: echoes.tx },
  restart: "temporary",
  troupe: office,
});
graph.actor("PACKER", packer, { ports: { notes: notes.rx, blobs: blobs.tx } });
graph.actor("ASKER", asker, { ports: { blobs: blobs.rx, calls: calls.tx }, troupe: office });
graph.actor("ORACLE", oracle, { ports: { calls: calls.rx, answers: answers.tx }, troupe: office });
graph.actor("SINK", sink, {
  ports: {
    texts: texts.rx,
    answers: answers.rx,
    origins: origins.rx,
    echoes: echoes.rx,
  },
});

await graph.start();
console.log("started");
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
const channels = report.channels.map(({ label, sent, taken, left }) => ({
  label,
  sent,
  taken,
  left,
}));
console.log(JSON.stringify({ result: { states, letters: letters.sort(), channels } }));
Deno.exit(0);
