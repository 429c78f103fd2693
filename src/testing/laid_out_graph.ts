import {
  type ChannelTotal,
  channelTotals,
  endedInputs,
  unreadOutputs,
} from "../graph/report/mod.ts";
import { ProbeReader, type ProbeSample } from "../probe/read.ts";
import { type ActorPlan, channelLabel, type TelemetrySource } from "../protocol/mod.ts";
import { readState } from "../state/mod.ts";
import { readMask } from "../turn/mod.ts";

/** What an actor does in each phase, in words. */
const DOING = {
  down: "is not at work",
  busy: "is in the middle of a turn",
  waiting: "waits for messages, time or a promise",
  blocked: "waits for room",
  outside: "awaits something else than a wait of its own",
} as const;

/** What went through a channel. */
export interface ChannelFlow extends ChannelTotal {
  readonly label: string;
}

/** A look at an actor. */
export interface ActorLook extends ProbeSample {
  readonly label: string;
}

/** A graph that lies in memory, as a test looks at it from outside. */
export class LaidOutGraph {
  readonly #source: TelemetrySource;
  readonly #actors: readonly ActorPlan[];

  /** @param actors in any order */
  constructor(source: TelemetrySource, actors: readonly ActorPlan[]) {
    this.#source = source;
    this.#actors = actors.toSorted((one, other) => one.index - other.index);
  }

  /** What the host knows of each, in the order in which they were drawn. */
  get actors(): readonly ActorPlan[] {
    return this.#actors;
  }

  get region(): SharedArrayBuffer {
    return this.#source.region;
  }

  /** What the host knows of an actor. */
  planOf(label: string): ActorPlan {
    const plan = this.#actors.find((actor) => actor.label === label);
    if (plan !== undefined) return plan;
    throw new TypeError(`Cannot find actor "${label}": the graph has none of that name`);
  }

  /** The state of an actor, as of its last turn that committed. */
  stateOf(label: string): Readonly<Record<string, unknown>> {
    const { state, journal } = this.planOf(label);
    return readState(this.region, state.at, state.cells, readMask(this.region, journal));
  }

  /** Messages in a channel. */
  inChannel(label: string): number {
    const { topology } = this.#source;
    const channel = topology.channels.findIndex((channel) => channelLabel(channel) === label);
    const { sent, taken } = channelTotals(this.region, topology)[channel] as {
      sent: number;
      taken: number;
    };
    return sent - taken;
  }

  /** What went through each channel in all. */
  get channels(): ChannelFlow[] {
    const { topology } = this.#source;
    const totals = channelTotals(this.region, topology);
    return topology.channels.map((channel, i) => ({
      label: channelLabel(channel),
      ...totals[i] as ChannelTotal,
    }));
  }

  /** What each actor has spent its time with so far. */
  samples(now: number): ActorLook[] {
    return this.#actors.map(({ label, probe }) => ({
      label,
      ...new ProbeReader(this.region, probe).sample(now),
    }));
  }

  /**
   * What each actor does, for whoever wonders why nothing goes on.
   *
   * @param hangs whether the thread of that actor stands still: what the actor says of itself is from before
   */
  doings(now: number, hangs: (label: string) => boolean = () => false): string {
    const doings = this.samples(now).flatMap(({ label, phase }) =>
      phase === "down" ? [] : [`${label} ${this.doingOf(label, now, hangs(label))}`]
    );
    return doings.join(", ") || "no actor is at work";
  }

  /** What an actor does, as the end of a sentence of which it is the subject. */
  doingOf(label: string, now: number, hangs: boolean): string {
    const { probe, ends } = this.planOf(label);
    if (hangs) return "hangs: its thread stands still";
    const { phase } = new ProbeReader(this.region, probe).sample(now);
    if (phase !== "waiting" && phase !== "blocked") return DOING[phase];
    const ended = endedInputs(this.region, ends).map((name) => `nothing more comes on ${name}`);
    const unread = unreadOutputs(this.region, ends).map((name) => `nobody takes from ${name}`);
    const missing = [...ended, ...unread].join(", ");
    return missing === "" ? DOING[phase] : `${DOING[phase]} (${missing})`;
  }
}
