/**
 * When a cycle has come to rest.
 *
 * @module
 */
import { type ChannelLook, lookAtChannel, movesIn, sealChannel } from "../../channel/ring/host.ts";
import type { World } from "../../world.ts";
import { Ringer } from "../../memory/doorbell.ts";
import { ProbeReader, restAt, restIn, restsBetween } from "../../probe/read.ts";
import { type ChannelEdge, channelLabel } from "../../protocol/mod.ts";
import { lastCommitted } from "../../turn/mod.ts";
import type { Cycle, GraphPlan, PlannedActor } from "../plan/mod.ts";
import { type AskWorker, RollCall } from "./roll_call.ts";
import { Stillness } from "./stillness.ts";

/** What the watch needs of the run. */
export interface CycleHands {
  /** Whether a generation of the actor is at work. */
  isRunning(actor: number): boolean;
  /** Whether the actor has not ended for good, nor sleeps. */
  isAlive(actor: number): boolean;
  /** Whether a dead letter is on its way into a channel. */
  isReplaying(): boolean;
  /** Asks a worker to have all look that were rung, and to answer with that call. Returns whether there is one. */
  ask: AskWorker;
  /** A cycle has come to rest and is closed. */
  onRest(cycle: string): void;
}

/** Between two looks at each cycle. */
const LOOK_MS = 250;
/** … while the graph stops. */
const STOPPING_LOOK_MS = 10;

/** How many times in a row an actor must have waited for a moment, and done nothing when it came, to have nothing to do. */
const IDLE_WAITS = 2;

/** The part of the time for the stop after which a cycle in which nothing moves is at rest, whatever wakes its members. */
const PATIENCE = 0.5;

/** What is seen of a cycle at one moment. */
interface Sight {
  readonly inner: readonly ChannelLook[];
  /** Whether something can still come from outside. */
  readonly fed: boolean;
  /** Turns committed by its members, added up and wrapping: it changes whenever one commits. */
  readonly turns: number;
  /** How each member rests, as its probe's word; 0 for one that is gone, or sleeps. */
  readonly rests: readonly number[];
}

/** A cycle that is not closed yet. */
interface OpenCycle {
  readonly cycle: Cycle;
  readonly label: string;
  /** Byte offsets of the members' probes. */
  readonly probes: readonly number[];
  /** How long nothing has moved in it. */
  readonly stillness: Stillness;
  /** Workers of its members, and of those that may end what comes from outside. */
  readonly workers: ReadonlySet<number>;
  /** The sight since which no member has committed anything. */
  idle: Sight | undefined;
  /** What it was like when it was first seen at rest, and whether all have looked since then. */
  candidate: { readonly rests: readonly number[]; readonly roll: RollCall } | undefined;
}

/**
 * Closes the cycles of a graph that have come to rest. In a cycle each actor keeps its output open until its input ends, so that
 * none would ever be the first. Only who sees all of them knows that nothing will come any more.
 *
 * A cycle is at rest when nothing can come from outside, its channels are empty and all its members rest (see the probe's layout).
 * That is known, not guessed. First the members are asked, then the channels, then the members again. If all looks like rest, the
 * cycle is a candidate, no more: of what the members store without atomics, the last may be on its way, and one of them may have been
 * rung and not have looked yet, because what comes from outside has just been closed, and that was what it waited for. So then all
 * workers that could have rung or been rung are called (see the roll call), and once all have answered, members and channels are looked
 * at again. A member whose rest is still the same has rested from the first look on until its worker's answer, because what its thread
 * had stored up to then has arrived. All these times have the moment in common at which the calls went out: then all members rested at
 * once. What is in the channels then is seen, too, because it was stored before the answers; and as they are found empty, none of those
 * who rested has anything to go on for.
 *
 * And as all that could wake a member is a peer, nothing will ever move again; but for a stop, which the host
 * itself asks for, and which every member must have noticed before it counts as at rest in a graph that stops; and for dead letters
 * that are put back, during which nothing is closed.
 *
 * A member that waits for a moment may act by itself when it comes. So before a stop it never counts as at rest: it is a source of
 * its own. While the graph stops it does once it has been woken and has committed nothing, {@link IDLE_WAITS} times in a row, or
 * when nothing has moved in the cycle for half the time there is to stop: what it sends later is not lost in silence, because a sealed
 * channel still takes and hands on messages, and what nobody takes is reported.
 *
 * Closing seals all channels of the cycle: for their readers they are closed and empty, and all agree to end.
 */
export class CycleWatch {
  readonly #plan: GraphPlan;
  readonly #world: World;
  readonly #hands: CycleHands;
  readonly #open: OpenCycle[];
  #calls = 0;
  readonly #closed: Cycle[] = [];
  #endLooks: (() => void) | undefined;
  /** When a cycle in which nothing moves counts as at rest, in milliseconds of stillness; `undefined` before a stop. */
  #patienceMs: number | undefined;
  /** Between two looks. */
  #periodMs = LOOK_MS;

  constructor(plan: GraphPlan, hands: CycleHands, world: World) {
    this.#world = world;
    const { cycles, actors } = plan;
    this.#plan = plan;
    this.#hands = hands;
    this.#open = cycles.map((cycle) => ({
      cycle,
      label: labelOf(cycle, actors),
      probes: cycle.members.map((actor) => this.#actor(actor).plan.probe),
      stillness: new Stillness(),
      workers: new Set([
        ...cycle.members.map((actor) => this.#actor(actor).worker),
        ...cycle.entries.map((channel) => this.#actor(plan.writerOf(channel)).worker),
      ]),
      idle: undefined,
      candidate: undefined,
    }));
  }

  /** Looks at the cycles from now on. Nothing happens in a graph that has none. */
  begin(): void {
    this.#lookEvery(LOOK_MS);
  }

  /** A stop is asked for, and may take so long. */
  stopping(withinMs: number): void {
    this.#patienceMs = withinMs * PATIENCE;
    if (this.#endLooks !== undefined) this.#lookEvery(STOPPING_LOOK_MS);
  }

  /** The graph has come to its end. */
  end(): void {
    this.#endLooks?.();
    this.#endLooks = undefined;
  }

  #lookEvery(ms: number): void {
    this.end();
    if (this.#open.length === 0) return;
    this.#periodMs = ms;
    this.#endLooks = this.#world.every(ms, () => this.#lookAtAll());
  }

  #lookAtAll(): void {
    for (const open of [...this.#open]) this.#lookOnce(open);
  }

  #lookOnce(open: OpenCycle): void {
    const rests = this.#hands.isReplaying() ? undefined : this.#restsOf(open);
    const { candidate } = open;
    if (rests === undefined || (candidate !== undefined && !areSame(candidate.rests, rests))) {
      open.candidate = undefined;
    }
    if (rests === undefined) return;
    const now = this.#world.now();
    if (open.candidate === undefined) {
      const roll = new RollCall(++this.#calls, open.workers, this.#hands.ask, now);
      open.candidate = { rests, roll };
    } else {
      open.candidate.roll.remind(now);
    }
    // They may have no threads any more.
    this.#closeIfSo(open);
  }

  /** A worker has answered a call, maybe one of these. */
  answered(worker: number, call: number | undefined): void {
    for (const open of [...this.#open]) {
      const { candidate } = open;
      if (candidate === undefined || candidate.roll.call !== call) continue;
      candidate.roll.answered(worker);
      if (candidate.roll.isOver) this.#lookOnce(open);
    }
  }

  /** Closes a cycle that has been seen at rest, once all have looked since then. */
  #closeIfSo(open: OpenCycle): void {
    if (!open.candidate?.roll.isOver) return;
    this.#open.splice(this.#open.indexOf(open), 1);
    this.#close(open);
    if (this.#open.length === 0) this.end();
  }

  /** How its members rest, if it is at rest. */
  #restsOf(open: OpenCycle): readonly number[] | undefined {
    const hasMoved = open.stillness.look(this.#moves(open), this.#world.now(), this.#periodMs);
    // A cycle may have ten thousand members, and most looks find one at work: those take next to nothing.
    if (this.#patienceMs === undefined && !this.#mayRest(open)) return undefined;
    const sight = this.#look(open);
    if (hasMoved || open.idle?.turns !== sight.turns) open.idle = sight;
    if (sight.fed || sight.inner.some(isHeld)) return undefined;
    if (!sight.rests.every((rest, i) => this.#rests(open, i, rest))) return undefined;
    // The same waits as before the channels were looked at: see the argument above.
    const isSame = sight.rests.every((rest, i) => this.#restOf(open, i) === rest);
    return isSame ? sight.rests : undefined;
  }

  /** Messages sent and taken within the cycle, added up and wrapping: it changes whenever one moves. */
  #moves({ cycle: { inner } }: OpenCycle): number {
    let moves = 0;
    for (const channel of inner) {
      moves = (moves + movesIn(this.#plan.region, this.#plan.channelAt(channel))) | 0;
    }
    return moves;
  }

  /** Whether it is worth while to look at the whole cycle. */
  #mayRest(open: OpenCycle): boolean {
    const { members } = open.cycle;
    for (let i = 0; i < members.length; i++) {
      if (!this.#rests(open, i, this.#restOf(open, i))) return false;
    }
    return true;
  }

  #look(open: OpenCycle): Sight {
    const { region } = this.#plan;
    const { cycle } = open;
    const rests = cycle.members.map((_, i) => this.#restOf(open, i));
    const entries = cycle.entries.map((channel) => this.#lookAt(channel));
    const inner = cycle.inner.map((channel) => this.#lookAt(channel));
    return {
      rests,
      inner,
      fed: entries.some((entry) => !entry.abandoned && !(entry.closed && entry.messages === 0)),
      turns: sum(
        cycle.members.map((actor) => lastCommitted(region, this.#actor(actor).plan.journal)),
      ),
    };
  }

  #lookAt(channel: number): ChannelLook {
    return lookAtChannel(this.#plan.region, this.#plan.channelAt(channel));
  }

  /** 0, too, for a member that is between two generations. */
  #restOf({ cycle, probes }: OpenCycle, member: number): number {
    if (!this.#hands.isRunning(cycle.members[member] as number)) return 0;
    return restAt(this.#plan.region, probes[member] as number);
  }

  #rests(open: OpenCycle, member: number, rest: number): boolean {
    const actor = open.cycle.members[member] as number;
    if (!this.#hands.isAlive(actor)) return this.#isOut(actor);
    const { rests, stopNoticed } = restIn(rest);
    const patienceMs = this.#patienceMs;
    if (rests === "no" || (patienceMs !== undefined && !stopNoticed)) return false;
    if (rests === "forPeers") return true;
    if (patienceMs === undefined) return false;
    if (open.stillness.ms >= patienceMs) return true;
    const before = open.idle?.rests[member];
    return before !== undefined && restsBetween(before, rest) >= IDLE_WAITS;
  }

  /**
   * Whether an actor that has ended for good has left its channels, or was taken out of them; or sleeps, a member of a pool. One that is
   * woken is alive from then on, and its first look finds what is closed.
   */
  #isOut(actor: number): boolean {
    return this.#actor(actor).plan.ends.every(({ direction, at }) => {
      const channel = lookAtChannel(this.#plan.region, at);
      return direction === "tx"
        ? channel.closed || channel.writerAsleep
        : channel.abandoned || channel.readerAsleep;
    });
  }

  #close({ cycle, label }: OpenCycle): void {
    for (const channel of cycle.inner) {
      sealChannel(this.#plan.region, this.#plan.channelAt(channel));
    }
    for (const actor of cycle.members) {
      new Ringer(this.#plan.region, this.#actor(actor).address).ring();
    }
    this.#closed.push(cycle);
    this.#hands.onRest(label);
  }

  /** What was sent in cycles that were at rest and closed, and that nobody took: texts for the log. Once the graph has ended. */
  get leftovers(): string[] {
    const { channels } = this.#plan.topology;
    return this.#closed.flatMap((cycle) =>
      cycle.inner.flatMap((channel) => {
        const { messages } = this.#lookAt(channel);
        const edge = channels[channel];
        if (messages === 0 || edge === undefined) return [];
        return [
          `channel "${channelLabel(edge)}": ${messages} messages were sent after the cycle ${
            labelOf(cycle, this.#plan.actors)
          } had come to rest, and never taken`,
        ];
      })
    );
  }

  /** Why the actor's cycle has not come to rest; `undefined` if the actor goes on for another reason. */
  why(actor: number): string | undefined {
    const open = this.#open.find(({ cycle }) => cycle.members.includes(actor));
    if (open === undefined) return undefined;
    const sight = this.#look(open);
    const alive = open.cycle.members.flatMap((member, i) =>
      this.#hands.isAlive(member) ? [{ member, i }] : []
    );
    const now = this.#world.now();
    const isBlocked = alive.every(({ i }) =>
      new ProbeReader(this.#plan.region, open.probes[i] as number).sample(now).phase === "blocked"
    );
    if (isBlocked) {
      return `the cycle ${open.label} is blocked: each waits for room that only the next can make`;
    }
    if (sight.fed) return undefined;
    const restless = `the cycle ${open.label} never came to rest`;
    const held = sight.inner.findIndex(isHeld);
    if (held !== -1) {
      const { messages } = sight.inner[held] as ChannelLook;
      const edge = this.#plan.topology.channels[open.cycle.inner[held] as number] as ChannelEdge;
      return `${restless}: there are messages in it still, ${messages} of them in channel "${
        channelLabel(edge)
      }"`;
    }
    const who = alive.find(({ i }) => !this.#rests(open, i, sight.rests[i] as number));
    if (who === undefined) return restless;
    const { plan: { label } } = this.#actor(who.member);
    return restIn(sight.rests[who.i] as number).rests === "forTime"
      ? `${restless}: ${label} goes on by the clock`
      : `${restless}: ${label} is at work, or waits for something outside`;
  }

  #actor(index: number): PlannedActor {
    return this.#plan.actors[index] as PlannedActor;
  }
}

/** Whether there is something in it that may still be taken. */
function isHeld({ messages, abandoned }: ChannelLook): boolean {
  return messages !== 0 && !abandoned;
}

/** Whether the members rest as before. Who waits for a moment may have been woken by it, and have done nothing. */
function areSame(before: readonly number[], rests: readonly number[]): boolean {
  return rests.every((rest, i) => rest === before[i] || restIn(rest).rests === "forTime");
}

/** Wraps: it is compared, never counted with. */
function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => (total + number) | 0, 0);
}

const MAX_NAMES = 8;

/** A cycle as people read it: `A → B → A`, and who else is part of it. */
function labelOf({ path, members }: Cycle, actors: readonly PlannedActor[]): string {
  const names = path.map((actor) => (actors[actor] as PlannedActor).plan.label);
  const way = names.length <= MAX_NAMES
    ? names
    : [...names.slice(0, MAX_NAMES - 1), "…", names.at(-1) as string];
  const others = members.length - new Set(path).size;
  return `${way.join(" → ")}${others > 0 ? ` (and ${others} more)` : ""}`;
}
