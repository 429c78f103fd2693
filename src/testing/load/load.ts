import type { Tx } from "../../channel/tx.ts";
import {
  filled,
  number,
  optionFaults,
  type Schema,
  throwOptionFaults,
  whole,
} from "../../option_faults.ts";
import { Dice } from "../dice.ts";
import {
  type AnyActor,
  direct,
  endsOf,
  portName,
  type PortUse,
  type ScriptedPerformer,
  type Sends,
} from "../performers/mod.ts";
import { momentsOf, type Rate, rate } from "./rate.ts";

/** How a load comes. */
export interface LoadOptions {
  /** How messages follow each other. */
  readonly rate: Rate;
  /**
   * So many messages, and then it ends. Where `messages` are a list, no more than there are.
   *
   * @default {Infinity}
   */
  readonly count?: number;
  /**
   * The port to send on.
   *
   * @default {the only one that sends}
   */
  readonly port?: string;
  /**
   * What the dice of a Poisson process begin with.
   *
   * @default {a number by the dice of the simulation, so by its seed; any number on real workers}
   */
  readonly seed?: number;
}

/** What is known of {@link LoadOptions}. */
export const LOAD_OPTIONS: Schema<LoadOptions, "count"> = {
  rate: { check: rate, required: true },
  count: {
    check: number(
      (value) => value === Infinity || (Number.isInteger(value) && value >= 0),
      "give a whole number from 0, or Infinity",
    ),
    default: Infinity,
  },
  port: { check: portName },
  seed: { check: whole(0, Number.MAX_SAFE_INTEGER) },
};

/** A performer that sends at a rate of its own. It plays one actor, on one port or lane. */
export interface LoadingPerformer<T = unknown> extends ScriptedPerformer<Sends<undefined, T>> {
  /** When each message was due so far, by the clock of its actor, in milliseconds since the epoch. */
  readonly due: readonly number[];
  /** How many messages are in their channel for good. */
  readonly sent: number;
  /** How many of those that were due found no room at that moment. */
  readonly late: number;
  /** The message of that number, from 0 on. */
  messageAt(place: number): T;
}

/**
 * Sends messages, each at its moment, and each once: the outside world, which does not come the more slowly because the graph is slow
 * (an open loop). A message that finds no room is sent once there is some, counts as `late`, and is measured from the moment at which
 * it was due; so a graph that stands still for a second is not measured by the one message that waited for it, but by all that would
 * have come (Gil Tene's "coordinated omission"; HdrHistogram and wrk2 do the same).
 *
 * `messages` are a list, or a function that makes the message of each number, without an end or up to `count`. It ends with its last
 * message, or when a stop is asked for; those that were not due by then are never sent. It is as exact under faults as
 * {@link feed}. See {@link measure}.
 *
 * ```ts
 * import { load } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const orders = load((id) => ({ id }), { rate: { poisson: 200 }, count: 1000 }); // for stage.perform("SHOP", orders)
 * assertEquals(orders.messageAt(3), { id: 3 });
 * assertEquals(orders.sent, 0); // nothing has begun yet
 * ```
 *
 * @throws {TypeError} if the options are wrong, with all that is wrong with them; a RangeError if one is out of range
 */
export function load<T>(
  messages: Iterable<T> | ((place: number) => T),
  options: LoadOptions,
): LoadingPerformer<T> {
  throwOptionFaults("make a load", optionFaults(LOAD_OPTIONS, options));
  const { count, ...rest } = filled<LoadOptions, "count">(LOAD_OPTIONS, options);
  if (typeof messages === "function") return performerOf(new Outpour(messages, count, rest));
  const all = [...messages].slice(0, count);
  return performerOf(new Outpour((place) => all[place] as T, all.length, rest), all);
}

function performerOf<T>(load: Outpour<T>, messages: readonly T[] = []): LoadingPerformer<T> {
  const performer = Object.defineProperties((actor: AnyActor) => load.run(actor), {
    due: { get: () => load.due },
    sent: { get: () => load.sent },
    late: { get: () => load.late },
    messageAt: { value: load.messageAt },
  }) as unknown as LoadingPerformer<T>;
  return direct(performer, {
    uses: [{ ...load.use, messages }],
    soloVerb: "load",
    begin: () => load.forget(),
  });
}

class Outpour<T> {
  readonly messageAt: (place: number) => T;
  readonly #count: number;
  readonly #options: Omit<LoadOptions, "count">;
  /** Where it plays. */
  readonly use: PortUse;
  due: number[] = [];
  sent = 0;
  late = 0;
  #hasBegun = false;
  #begin = 0;
  #moments: Iterator<number, undefined> = [][Symbol.iterator]();
  /** When the next one is due that is not yet; `Infinity` after the last. */
  #next = Infinity;
  /** Up to which message it is known whether it is late. */
  #judged = 0;

  constructor(
    messageAt: (place: number) => T,
    count: number,
    options: Omit<LoadOptions, "count">,
  ) {
    this.messageAt = messageAt;
    this.#count = count;
    this.#options = options;
    this.use = { verb: "load", direction: "tx", port: options.port, needsOrder: true };
  }

  /** A run begins: what the one before has left is no more. */
  forget(): void {
    this.#hasBegun = false;
    this.due = [];
    this.sent = this.late = 0;
  }

  async run(actor: AnyActor): Promise<void> {
    const [out] = endsOf<Tx<T>>(actor, this.use) as [Tx<T>];
    // In a run, what is due stays so, whoever dies. Called by a function of somebody's own, it may play in another run unannounced, and
    // the first generation may have died before it got here.
    const isNew = !this.#hasBegun || actor.generation === 0 || out.sent < this.sent;
    if (isNew) this.#start(actor.clock.now());
    this.#committed(out);
    while (actor.isRunning(() => out.close())) {
      this.#committed(out);
      const now = actor.clock.now();
      this.#look(now);
      while (out.sent < this.due.length && out.trySend(this.messageAt(out.sent)));
      if (out.sent < this.due.length) {
        this.#foundNoRoom(out.sent);
        if (!(await actor.wait(out.vacant()))) continue;
        // Those that came to be due meanwhile found none either.
        this.#look(actor.clock.now());
        this.#foundNoRoom(out.sent);
      } else if (this.#next === Infinity) {
        actor.commit();
        this.#committed(out);
        return;
      } else {
        this.#judged = this.due.length;
        await actor.wait(actor.timeout(Math.max(0, this.#next - now)));
      }
    }
    this.#committed(out);
  }

  #start(now: number): void {
    const { rate, seed = Math.floor(Math.random() * 2 ** 48) } = this.#options;
    this.#hasBegun = true;
    this.#begin = now;
    this.#moments = momentsOf(rate, new Dice(seed, "load"));
    this.due = [];
    this.sent = this.late = this.#judged = 0;
    this.#advance();
  }

  #advance(): void {
    const { value } = this.due.length < this.#count ? this.#moments.next() : { value: undefined };
    this.#next = value === undefined ? Infinity : this.#begin + value;
  }

  /** Notes all that is due by now. */
  #look(now: number): void {
    while (this.#next <= now) {
      this.due.push(this.#next);
      this.#advance();
    }
  }

  #foundNoRoom(from: number): void {
    this.late += Math.max(0, this.due.length - Math.max(from, this.#judged));
    this.#judged = this.due.length;
  }

  /** Whether it is in the channel for good is known between two turns. */
  #committed(out: Tx<T>): void {
    this.sent = out.sent;
  }
}
