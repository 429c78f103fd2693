import { lookAtChannel } from "../../channel/ring/host.ts";
import type { Clock } from "../../world.ts";
import { type Phase, ProbeReader, type ProbeSample } from "../../probe/read.ts";
import { type ChannelEdge, channelLabel, type WorkerPlan } from "../../protocol/mod.ts";
import type { Tally } from "../../shutdown/tally.ts";
import { readState } from "../../state/mod.ts";
import type { Supervision } from "../../supervisor/mod.ts";
import { readMask } from "../../turn/mod.ts";
import { unreadOutputs } from "./missing_peers.ts";
import type { ChannelTotal } from "./channel_totals.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";
import type { ActorReport, StopReport } from "./stop_report.ts";

/** How an actor came to an end that was not its own. */
export interface Fate {
  readonly outcome: Exclude<ActorReport["outcome"], "ended">;
  readonly why: string;
}

/** What a run knows about its end. */
export interface RunEnd {
  readonly reason: string;
  readonly startedAt: number;
  readonly totals: readonly ChannelTotal[];
  /** Of the actors that did not end by themselves, by number. */
  readonly fates: ReadonlyMap<number, Fate>;
  /** Why each actor had not stopped when its time was over, by number. */
  readonly doing: readonly string[];
  /** Labels of the actors whose threads cannot be ended. */
  readonly zombies: readonly string[];
  /** Why the last state of durable actors is not kept. */
  readonly notKept: string | null;
}

/** What an actor does, as the end of a sentence. */
export const DOING: Record<Phase, string> = {
  down: "it has not begun",
  busy: "its turn does not end",
  waiting: "it waits for time or a promise",
  blocked: "it waits for room in an output",
  outside:
    "it waits outside in the middle of a turn, let it await actor.wait(actor.settled(promise)), which a stop cuts short",
};

/** An actor that has given more signs of life than this since the stop was asked for goes on, and its loop does not end. */
const MANY_SIGNS = 32;
const GOES_ON = "it goes on with its turns";
const NEVER_LOOKED =
  `${GOES_ON} and does not call actor.isRunning(), make that the condition of its loop`;
/** A loop that takes need not ask: its channel is to end. */
const STILL_FED = "a loop that takes ends when they are closed, any other by actor.isRunning()";

/** Channels that a sentence names. */
const MOST_NAMED = 5;

/** Tells from shared memory what the actors of a graph do, and what they have done in the end. */
export class Witness {
  readonly #plan: GraphPlan;
  readonly #clock: Clock;
  readonly #tally: Tally;
  readonly #supervision: Supervision;
  readonly #vetoes: ReadonlyMap<number, string>;
  readonly #whyCycling: (actor: number) => string | undefined;
  /** What each actor had spent in earlier processes, by number. */
  readonly #before: readonly ProbeSample[];
  /** Signs of life that each actor had given when the stop was asked for, by number; `undefined` before. */
  #signs: readonly number[] | undefined;

  constructor(
    plan: GraphPlan,
    tally: Tally,
    supervision: Supervision,
    vetoes: ReadonlyMap<number, string>,
    whyCycling: (actor: number) => string | undefined,
    clock: Clock,
  ) {
    this.#clock = clock;
    this.#plan = plan;
    this.#tally = tally;
    this.#supervision = supervision;
    this.#vetoes = vetoes;
    this.#whyCycling = whyCycling;
    this.#before = plan.actors.map((_, index) => this.#probe(index).sample(clock.now()));
  }

  /** Notes what a stop finds. */
  stopAsked(): void {
    this.#signs = this.#plan.actors.map((_, index) => this.#probe(index).progress);
  }

  /** Why the actor has not stopped although it was asked to; if it was not, what it does. */
  whyUnstopped(index: number, now: number): string {
    const cycling = this.#whyCycling(index);
    const why = this.#whyGoingOn(index, now);
    return cycling === undefined ? why : `${why}; ${cycling}`;
  }

  #whyGoingOn(index: number, now: number): string {
    if (this.#supervision.isDown(index)) {
      return this.#supervision.generation(index) === 0
        ? "it has not begun, its worker is still loading"
        : "it is being restarted";
    }
    const vote = this.#tally.vote(index);
    const veto = this.#vetoes.get(index);
    // One that is being asked again has not changed its mind yet.
    if (vote === "veto" || (vote === "asked" && veto !== undefined)) {
      // What an actor says is what it waits for: read as a reason it would say the opposite.
      return veto === undefined
        ? "it vetoes, and gives no reason"
        : `it vetoes until this is so: ${veto}`;
    }
    const doing = this.#doing(index, now);
    if (this.#signs === undefined) return doing;
    return vote === "accept"
      ? `it agreed, and its run does not return: ${doing}`
      : `it never voted: ${doing}`;
  }

  #doing(index: number, now: number): string {
    const { plan: { ends } } = this.#plan.actors[index] as PlannedActor;
    const deed = this.#deed(index, now);
    const unread = unreadOutputs(this.#plan.region, ends);
    if (unread.length === 0) return deed;
    return `${deed}; nobody takes from ${
      channelsText(unread)
    } any more, let it look at what send and trySend return`;
  }

  #deed(index: number, now: number): string {
    const { progress } = this.#probe(index);
    const signs = (progress - (this.#signs?.[index] ?? progress)) | 0;
    if (signs > MANY_SIGNS) {
      const fed = this.#openInputs(index);
      return fed.length === 0
        ? NEVER_LOOKED
        : `${GOES_ON}, and more may come on ${fed.join(", on ")}: ${STILL_FED}`;
    }
    const phase = this.#phase(index, now);
    const mate = phase === "busy" ? undefined : this.#busyMate(index, now);
    if (mate !== undefined) return `it shares its worker with ${mate}, whose turn does not end`;
    const inputs = phase === "waiting" ? this.#openInputs(index) : [];
    return inputs.length === 0 ? DOING[phase] : `it waits for input on ${inputs.join(", on ")}`;
  }

  /** The inputs on which something may come yet, and who would have to close them. */
  #openInputs(index: number): string[] {
    const { region, topology, actors } = this.#plan;
    const { plan: { ends } } = actors[index] as PlannedActor;
    return ends.flatMap(({ channel, at, direction }) => {
      if (direction === "tx" || lookAtChannel(region, at).closed) return [];
      const edge = topology.channels[channel] as ChannelEdge;
      const { label } = (actors[edge.from] as PlannedActor).plan;
      return [`channel "${channelLabel(edge)}", which ${label} has not closed`];
    });
  }

  #phase(index: number, now: number): Phase {
    return this.#probe(index).sample(now).phase;
  }

  #probe(index: number): ProbeReader {
    const { plan } = this.#plan.actors[index] as PlannedActor;
    return new ProbeReader(this.#plan.region, plan.probe);
  }

  /** The label of a troupe mate that keeps the thread to itself. */
  #busyMate(index: number, now: number): string | undefined {
    const { worker } = this.#plan.actors[index] as PlannedActor;
    return this.#plan.actors.find(({ worker: other, plan }) =>
      other === worker && plan.index !== index && this.#supervision.isAlive(plan.index) &&
      this.#phase(plan.index, now) === "busy"
    )?.plan.label;
  }

  /** The report on a run that is over: of its threads only zombies are left, if any. */
  report(end: RunEnd): StopReport {
    const now = this.#clock.now();
    const { topology } = this.#plan;
    const actors = this.#plan.actors.map((actor) => this.#reportActor(actor, now, end));
    return {
      graph: this.#plan.graph,
      reason: end.reason,
      clean: actors.every(({ outcome }) => outcome === "ended" || outcome === "removed") &&
        end.notKept === null,
      notKept: end.notKept,
      ranMs: now - end.startedAt,
      actors,
      channels: topology.channels.map((channel, i) => {
        const totals = end.totals[i] as ChannelTotal;
        return { label: channelLabel(channel), ...totals, left: totals.sent - totals.taken };
      }),
    };
  }

  #reportActor({ plan, worker }: PlannedActor, now: number, end: RunEnd): ActorReport {
    const { region, workers } = this.#plan;
    const { index, name, instance, label, state, journal } = plan;
    const unstopped = { outcome: "unstopped", why: end.doing[index] as string } as const;
    const { outcome, why } = end.fates.get(index) ??
      (this.#supervision.isAlive(index) ? unstopped : { outcome: "ended", why: "" } as const);
    const spent = this.#probe(index).sample(now);
    const before = this.#before[index] as ProbeSample;
    return {
      name,
      instance,
      label,
      worker: (workers[worker] as WorkerPlan).name,
      outcome,
      why,
      restarts: this.#supervision.restarts(index),
      turns: spent.turns,
      busyMs: spent.busyMs - before.busyMs,
      waitingMs: spent.waitingMs - before.waitingMs,
      blockedMs: spent.blockedMs - before.blockedMs,
      outsideMs: spent.outsideMs - before.outsideMs,
      ports: portTotals(plan, end.totals),
      // Whoever still runs may be writing it.
      state: end.zombies.includes(label)
        ? {}
        : readState(region, state.at, state.cells, readMask(region, journal)),
    };
  }
}

function channelsText(names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMED).map((name) => `channel "${name}"`).join(", ");
  const more = names.length - MOST_NAMED;
  return more > 0 ? `${named} and ${more} more` : named;
}

/** Messages sent or taken in all, by port. */
function portTotals(
  { ends }: PlannedActor["plan"],
  totals: readonly ChannelTotal[],
): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { port, channel, direction } of ends) {
    const { sent, taken } = totals[channel] as ChannelTotal;
    sums[port] = (sums[port] ?? 0) + (direction === "tx" ? sent : taken);
  }
  return sums;
}
