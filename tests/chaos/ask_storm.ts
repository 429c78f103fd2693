/**
 * Twenty askers in the host, while the actors that answer them die in every way that there is. Prints what became of the asks as JSON.
 *
 * `deno run -A --no-lock tests/chaos/ask_storm.ts SEED`
 */
import { type AskError, Graph, type StopError } from "@steady-state/deno";
import { deadline } from "../fixtures/strain.ts";
import { Random } from "../contract/random.ts";
import { desk, doubling, gate, isRefused } from "./ask_actors.ts";
import { Fate, type Fault } from "./fate.ts";
import { FAULT_KINDS, pointOf } from "./fault_kinds.ts";

const ASKERS = 20;
const ASKS = 25;
const DESKS = 2;
const FAULTS_OF_A_KIND = 3;
/** How often a point is come to, at least, by an actor that lives on. */
const VISITS = 300;

const LABELS = ["GATE", ...Array.from({ length: DESKS }, (_, i) => `DESK ${i}`)];

const random = new Random(Number(Deno.args[0] ?? 1));

/** Deals the faults out among the actors, at random moments. */
function fatesOf(): ReadonlyMap<string, Fate> {
  const dealt = new Map(LABELS.map((label) => [label, [] as Fault[]]));
  for (const kind of FAULT_KINDS) {
    for (let i = 0; i < FAULTS_OF_A_KIND; i++) {
      const label = LABELS[random.below(LABELS.length)] as string;
      const visit = 1 + random.below(VISITS);
      dealt.get(label)!.push({ visit: pointOf(kind) === "before end" ? Infinity : visit, kind });
    }
  }
  return new Map(
    [...dealt].map(([label, own]) => [label, Fate.of(own.sort((a, b) => a.visit - b.visit))]),
  );
}

const fates = fatesOf();
let crashes = 0;
const graph = new Graph("asks", {
  intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
  showstopper: Infinity,
  log: () => {},
  onCrash: () => crashes++,
});
const tasks = graph.channel("tasks", doubling, { capacity: 8 });
const admitted = graph.bundle("admitted", doubling, { girth: DESKS, capacity: 4 });
const answers = graph.bundle("answers", doubling.answers, { girth: DESKS + 1, capacity: 4 });
const service = graph.service(tasks, answers, { timeoutMs: deadline(60_000) });
const hangTimeoutMs = deadline(100);
const args = (label: string) => ({ fate: fates.get(label)!.memory });
graph.actor("GATE", gate, {
  ports: { tasks: tasks.rx, admitted: admitted.tx, refusals: answers.tx[DESKS]! },
  args: args("GATE"),
  hangTimeoutMs,
});
const office = graph.troupe("office");
admitted.rx.forEach((lane, i) =>
  graph.actor("DESK", desk, {
    instance: i,
    ports: { tasks: lane, answers: answers.tx[i]! },
    args: args(`DESK ${i}`),
    troupe: office,
    hangTimeoutMs,
  })
);

const wrong: string[] = [];
let refused = 0;

async function ask(n: number): Promise<void> {
  try {
    const answer = await service.ask({ key: n % 7, n });
    if (answer !== 2 * n || isRefused(n)) wrong.push(`${n}: ${answer}`);
  } catch (error) {
    const { reason = String(error), refusal, message } = error as Partial<AskError>;
    if (reason === "refused" && isRefused(n) && refusal === `${n} is refused`) refused++;
    else wrong.push(`${n}: ${reason}, ${message}`);
  }
}

async function asker(who: number): Promise<void> {
  for (let i = 0; i < ASKS; i++) {
    await ask(who * ASKS + i);
    if (random.below(40) === 0) {
      await graph.restart(LABELS[random.below(LABELS.length)] as string, "the storm");
    }
  }
}

await graph.start();
await Promise.all(Array.from({ length: ASKERS }, (_, who) => asker(who)));
const stopped = await graph.stop().then(() => "clean", (error) => (error as StopError).message);
const struck = [...fates.values()].flatMap((fate) => fate.struck);
console.log(JSON.stringify({
  totals: service.totals,
  refused,
  wrong,
  crashes,
  kinds: new Set(struck).size,
  struck: struck.length,
  stopped,
}));
Deno.exit(0);
