/**
 * One of two pods of a storm, as a process: it sends numbers on an aqueduct, or takes them and judges whether one is missing or there
 * twice. Once in a while it prints how far it is, as a line of JSON, and when it ends what its graph says of that. The sending one ends
 * when its input does, and the taking one when all has come.
 *
 * Run as `pod.ts JSON`, see {@link PodArgs}.
 */
import { type AqueductOptions, Graph, u32 } from "../../../mod.ts";
import { all, defineActor, rx, tx } from "../../../src/actor/mod.ts";
import type { LinkAddress } from "../../../src/links/mod.ts";

/** What a pod is told. */
export interface PodArgs {
  readonly role: "sends" | "takes";
  readonly does: "listen" | "connect";
  readonly address: LinkAddress;
  readonly acknowledge: "received" | "settled";
}

/** How far a pod is. */
export interface PodStanding {
  /** Numbers that were sent, or taken. */
  readonly count: number;
  readonly lost: number;
  readonly doubled: number;
  /** Crashes of its actors. */
  readonly crashes: number;
  /** Whether its graph has ended, and in good order. */
  readonly end: "good" | "bad" | "none";
}

/** How often a pod says how far it is, in milliseconds. */
const STANDING_MS = 20;
/** How many numbers are sent at a time. */
const BATCH = 50;

export const counter = defineActor(import.meta, "counter", {
  ports: { numbers: tx(u32) },
  state: { next: u32 },
  async run(actor) {
    const { ports: { numbers }, state } = actor;
    while (actor.isRunning(() => numbers.close())) {
      await actor.wait(all(numbers.vacant(), actor.timeout(1)));
      for (let i = 0; i < BATCH && numbers.trySend(state.next); i++) state.next++;
    }
  },
});

export const judge = defineActor(import.meta, "judge", {
  ports: { numbers: rx(u32) },
  state: { next: u32, lost: u32, doubled: u32 },
  async run(actor) {
    const { ports: { numbers }, state } = actor;
    while (actor.isRunning(() => numbers.isClosedAndEmpty)) {
      await actor.wait(numbers.avail());
      for (const number of numbers.takeBatch()) {
        if (number < state.next) state.doubled++;
        else {
          state.lost += number - state.next;
          state.next = number + 1;
        }
      }
    }
  },
});

function graphOf({ role, does, address, acknowledge }: PodArgs): Graph {
  const graph = new Graph(role, {
    intensity: { restarts: 1000, withinMs: 60_000 },
    stopTimeoutMs: 60_000,
  });
  const options: AqueductOptions = { [does]: address, capacity: 4096, stopTimeoutMs: 50_000 };
  if (role === "sends") {
    const { tx: numbers } = graph.aqueduct("numbers", u32, options);
    graph.actor("COUNTER", counter, { ports: { numbers } });
  } else {
    const { rx: numbers } = graph.aqueduct("numbers", u32, { ...options, acknowledge });
    graph.actor("JUDGE", judge, { ports: { numbers } });
  }
  return graph;
}

function standing(graph: Graph, role: PodArgs["role"], end: PodStanding["end"]): PodStanding {
  const state = graph.state(role === "sends" ? "COUNTER" : "JUDGE") as Record<string, number>;
  const { next: count = 0, lost = 0, doubled = 0 } = state;
  return { count, lost, doubled, crashes: graph.crashes.length, end };
}

if (import.meta.main) {
  const args: PodArgs = JSON.parse(Deno.args[0] ?? "{}");
  const graph = graphOf(args);
  await graph.start();
  const say = (end: PodStanding["end"]) =>
    console.log(JSON.stringify(standing(graph, args.role, end)));
  const saying = setInterval(say, STANDING_MS, "none");
  if (args.role === "sends") {
    await Deno.stdin.readable.pipeTo(new WritableStream());
    // The end of a source goes on to the other pod; a stop of the whole pod would be none.
    void graph.ref("COUNTER").stop("its input has ended");
  }
  const { clean } = await graph.finished;
  clearInterval(saying);
  say(clean ? "good" : "bad");
}
