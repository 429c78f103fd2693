import { countsOf, settleChannel } from "../../channel/ring/host.ts";
import { Ringer } from "../../memory/doorbell.ts";
import type { Flight } from "../../protocol/mod.ts";
import type { World } from "../../world.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";
import { FlightLog } from "./flight.ts";
import type { Route } from "./route.ts";
import { Waves } from "./waves.ts";

/** From one time that it looks to the next while something moves, in milliseconds; and after a while in which nothing has. */
const QUICK_MS = 2;
const SLOW_MS = 64;
/** So many times at which nothing moves are as quick: a wave may need them. */
const QUICK_TIMES = 8;
/**
 * It looks so often at a time, a round of the event loop apart: then what was taken by the first of these looks is known to be settled by the
 * last. Were they so many pauses apart, a source would know later by two pauses, each of which a busy machine makes longer.
 */
const LOOKS = 3;
/** The looks of a graph that is large enough for it to matter take one part of so many of the host's time, at most. */
const SHARE = 50;
/** In a graph in which nothing moves any more, three looks see the end of the wave under way, and a fourth that of the one behind it. */
const LAST_LOOKS = 4;

/** Somebody who waits until so many messages of each output are settled. */
interface Waiting {
  readonly counts: readonly number[];
  readonly over: PromiseWithResolvers<void>;
}

/** An actor that is followed. */
interface Followed {
  readonly route: Route;
  /** Byte offsets of its outputs. */
  readonly at: readonly number[];
  readonly ringer: Ringer;
  /** By output. */
  readonly logs: readonly FlightLog[];
  /** How many messages of each output are settled, as it was told. */
  settled: readonly number[];
  /** How many are, as the looks have shown. */
  found: readonly number[];
  waiting: Waiting[];
}

/**
 * Follows what the actors send that are to be followed, and says how much of it is settled: in their channels, for themselves, and
 * to the program. It only looks into shared memory; nobody else does anything for it.
 */
export class Watermarks {
  readonly #plan: GraphPlan;
  readonly #world: World;
  readonly #waves: Waves;
  /** By actor. */
  readonly #followed = new Map<number, Followed>();
  #endLook: () => void = () => {};
  #pauseMs = QUICK_MS;
  /** How often in a row it has looked while nothing moved. */
  #still = 0;

  constructor(plan: GraphPlan, world: World) {
    this.#plan = plan;
    this.#world = world;
    this.#waves = this.newWaves();
    for (const route of this.#waves.routes) {
      const { address } = plan.actors[route.source] as PlannedActor;
      this.#followed.set(route.source, {
        route,
        at: route.outputs.map((channel) => plan.channelAt(channel)),
        ringer: new Ringer(plan.region, address),
        logs: route.outputs.map(() => new FlightLog()),
        settled: route.outputs.map(() => 0),
        found: route.outputs.map(() => 0),
        waiting: [],
      });
    }
  }

  /** Waves through the same graph that nobody else looks at, and of which nobody is told. */
  newWaves(): Waves {
    return new Waves(this.#plan);
  }

  /** Looks from now on. Nothing happens in a graph in which nobody is followed. */
  begin(): void {
    if (this.#followed.size > 0) this.#lookIn(QUICK_MS);
  }

  /** The graph has come to its end, for that reason: its threads are gone, and their turns are finished. */
  end(why: string): void {
    this.#endLook();
    for (let i = 0; i < LAST_LOOKS; i++) this.#look();
    this.#tell();
    for (const { waiting } of this.#followed.values()) {
      for (const { over } of waiting.splice(0)) {
        over.reject(
          new Error(`Cannot settle what is in graph "${this.#plan.graph}" any more: ${why}`),
        );
      }
    }
  }

  /** Whether the actor is followed. */
  follows(actor: number): boolean {
    return this.#followed.has(actor);
  }

  /** What of the actor's messages is still in the graph. */
  flight(actor: number): Flight {
    const { logs, at } = this.#of(actor);
    const now = this.#world.now();
    const sent = this.#sentOn(at);
    const flights = logs.map((log, i) => {
      log.sent(sent[i] as number, now);
      return log.flight(now);
    });
    return {
      sent: sum(sent),
      settled: sum(flights.map(({ settled }) => settled)),
      oldestMs: Math.max(0, ...flights.map(({ oldestMs }) => oldestMs)),
    };
  }

  /** Resolves once all that the actor has sent up to now is settled. */
  settled(actor: number): Promise<void> {
    const followed = this.#of(actor);
    const counts = this.#sentOn(followed.at);
    if (areReached(followed.settled, counts)) return Promise.resolve();
    const over = Promise.withResolvers<void>();
    followed.waiting.push({ counts, over });
    this.#hurry();
    return over.promise;
  }

  #of(actor: number): Followed {
    return this.#followed.get(actor) as Followed;
  }

  #sentOn(at: readonly number[]): number[] {
    return at.map((channel) => countsOf(this.#plan.region, channel).sent);
  }

  #hurry(): void {
    this.#still = 0;
    if (this.#pauseMs === QUICK_MS) return;
    this.#endLook();
    this.#lookIn(QUICK_MS);
  }

  #lookIn(ms: number): void {
    this.#pauseMs = ms;
    this.#endLook = this.#world.after(ms, () => this.#lookAround());
  }

  /** Looks {@link LOOKS} times, and says what has come of it: once, for whoever hears of it is woken by that. */
  #lookAround(): void {
    const world = this.#world;
    let isEnded = false;
    this.#endLook = () => isEnded = true;
    let left = LOOKS;
    let hasMoved = false;
    let tookMs = 0;
    const look = () => {
      if (isEnded) return;
      const began = world.now();
      hasMoved = this.#look() || hasMoved;
      left--;
      if (left === 0) hasMoved = this.#tell() || hasMoved;
      tookMs += world.now() - began;
      if (left > 0) return world.soon(look);
      this.#still = hasMoved ? 0 : this.#still + 1;
      const pauseMs = this.#still < QUICK_TIMES ? QUICK_MS : Math.min(2 * this.#pauseMs, SLOW_MS);
      this.#lookIn(Math.max(pauseMs, SHARE * tookMs));
    };
    look();
  }

  /** Returns whether anything has moved. */
  #look(): boolean {
    const { hasMoved, settled } = this.#waves.look();
    for (const [actor, counts] of settled) this.#of(actor).found = counts;
    return hasMoved;
  }

  /** Says how much is settled, as far as the looks have shown. Returns whether that is more than before. */
  #tell(): boolean {
    const now = this.#world.now();
    let isMore = false;
    for (const followed of this.#followed.values()) {
      const sent = this.#waves.sent(followed.route);
      followed.logs.forEach((log, i) => log.sent(sent[i] as number, now));
      if (areReached(followed.settled, followed.found)) continue;
      this.#settle(followed, followed.found);
      isMore = true;
    }
    return isMore;
  }

  /** So many messages of each output are settled, and that is more than before. */
  #settle(followed: Followed, counts: readonly number[]): void {
    counts.forEach((count, i) => {
      if (count === followed.settled[i]) return;
      settleChannel(this.#plan.region, followed.at[i] as number, count);
    });
    followed.settled = counts;
    followed.ringer.ring();
    followed.logs.forEach((log, i) => log.settled(counts[i] as number));
    const met = followed.waiting.filter((one) => areReached(counts, one.counts));
    followed.waiting = followed.waiting.filter((one) => !met.includes(one));
    for (const { over } of met) over.resolve();
  }
}

/** Whether `counts` are at least those. */
function areReached(counts: readonly number[], those: readonly number[]): boolean {
  return counts.every((count, i) => count >= (those[i] as number));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
