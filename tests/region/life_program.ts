/**
 * `life_program.ts FILE CASE [name=value…]`: one process of a small graph in that file. It prints what it sees, a line of JSON each.
 */
import { Graph, type StopReport, u32 } from "../../mod.ts";
import { brief, deadly, late, steady, stubborn } from "./life_actors.ts";

const [file = "", what = "", ...given] = Deno.args;
const argOf = (name: string, otherwise: number): number => {
  const found = given.find((one) => one.startsWith(`${name}=`));
  return found === undefined ? otherwise : Number(found.slice(name.length + 1));
};
const say = (line: Record<string, unknown>) => console.log(JSON.stringify(line));
const sayEnd = ({ clean, actors, channels }: StopReport) =>
  say({
    clean,
    actors: Object.fromEntries(
      actors.map(({ label, outcome, state, restarts }) => [label, { outcome, state, restarts }]),
    ),
    left: channels.reduce((sum, { left }) => sum + left, 0),
  });

const graph = new Graph("life", {
  region: { file },
  log: () => {},
  stopTimeoutMs: argOf("stopTimeoutMs", 10_000),
  intensity: {
    restarts: argOf("restarts", 1000),
    withinMs: 1000,
    backoff: { firstMs: 1, maxMs: 1 },
  },
  showstopper: argOf("showstopper", Infinity),
  onDeadLetter: ({ number, reason }) => say({ letter: number, reason }),
});
const numbers = graph.channel("numbers", u32, { capacity: argOf("room", 4) });
graph.actor(
  "SOURCE",
  what === "brief" || what === "late" ? brief : steady as unknown as typeof brief,
  {
    ports: { out: numbers.tx },
    ...((what === "brief" || what === "late") && { args: { count: argOf("count", 3) } }),
  },
);
if (what === "late") {
  const sums = graph.channel("sums", u32, { capacity: 4 });
  graph.actor("TAKER", late, { ports: { inp: numbers.rx, out: sums.tx } });
  const last = given.includes("stubborn") ? stubborn as unknown as typeof deadly : deadly;
  graph.actor("LAST", last, { ports: { inp: sums.rx } });
} else drawTaker();
await graph.start();

function drawTaker(): void {
  const taker = what === "stubborn" ? stubborn as unknown as typeof deadly : deadly;
  graph.actor("TAKER", taker, {
    ports: { inp: numbers.rx },
    restart: given.includes("temporary") ? "temporary" : "transient",
    args: what === "stubborn" ? {} : { killer: argOf("killer", -1), failer: argOf("failer", -1) },
  });
}

const until = argOf("until", -1);
const after = argOf("stopAt", -1);
let isReady = !given.includes("replay");
const poll = setInterval(() => {
  const taken = graph.state("TAKER").taken as number;
  if (until >= 0 && taken >= until) Deno.kill(Deno.pid, "SIGKILL");
  if (graph.deadLetters.length >= argOf("letters", Infinity)) Deno.kill(Deno.pid, "SIGKILL");
  if (given.includes("untilRemoved") && graph.actors()[1]!.status === "removed") {
    Deno.kill(Deno.pid, "SIGKILL");
  }
  const hasSourceEnded = given.includes("sourceEnds") && graph.actors()[0]!.status === "ended";
  if (!hasSourceEnded && (after < 0 || taken < after || !isReady)) return;
  clearInterval(poll);
  graph.stop().catch(() => {});
  if (given.includes("dieInStop")) {
    setInterval(() => {
      if (graph.actors()[what === "late" ? 1 : 0]!.status === "ended") {
        Deno.kill(Deno.pid, "SIGKILL");
      }
    }, 1);
  }
}, 1);
if (given.includes("replay")) {
  while (graph.deadLetters.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  const replay = graph.replay(graph.deadLetters.at(-1)!);
  const isReplayed = replay.then(() => true, () => false);
  if (given.includes("stop")) graph.stop().catch(() => {});
  say({ replayed: await isReplayed });
  isReady = true;
}
try {
  sayEnd(await graph.finished);
} catch (error) {
  sayEnd((error as { report: StopReport }).report);
}
Deno.exit(0);
