import { checkCount, shown } from "../errors.ts";
import type { Condition } from "./condition.ts";
import { RxLanesCondition, TxLanesCondition } from "./lanes.ts";
import type { Rx } from "./rx.ts";
import { controlIfOurs, type TxControl } from "./ring/mod.ts";
import type { Tx } from "./tx.ts";

let withControls: <T>(ends: readonly TxControl<T>[]) => TxBundle<T>;

/**
 * The sending ends of a bundle: an array of like channels.
 *
 * A lane whose reader is gone for good (it has ended, or was removed or given up) takes nothing more: the verbs that choose a
 * lane pass it over, and those that are about every lane count it as done. What the reader has left in it is told in the graph's
 * report. So does a lane whose reader sleeps, a member of a pool that is not needed now; it takes messages again when that wakes.
 *
 * ```ts
 * import { openChannel, TxBundle, u32 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * // An actor finds a bundle at its port; so it can be tried without one.
 * const lanes = [openChannel("work[0]", u32), openChannel("work[1]", u32)];
 * const work = new TxBundle(lanes.map(({ tx }) => tx));
 * for (let i = 0; i < 4; i++) work.trySend(i); // dealt out in turn
 * assertEquals(work.laneFor("key"), work.laneFor("key"));
 * for (const { commit } of lanes) commit();
 * assertEquals(lanes.map(({ rx }) => rx.takeBatch()), [[0, 2], [1, 3]]);
 * ```
 */
export class TxBundle<T, E extends Tx<T> = Tx<T>> {
  /** The ends, one a lane. */
  readonly lanes: readonly E[];
  #next = 0;
  /** Whether any lane drops what finds no room; `undefined` as long as nobody has asked. */
  #drops: boolean | undefined;
  /** What a send on every lane needs of each. */
  #controls: readonly TxControl<T>[] | undefined;
  /** Whether a pool takes from it. */
  #isPooled = false;

  static {
    withControls = (controls) => {
      const bundle = new TxBundle(controls.map(({ end }) => end));
      bundle.#controls = controls;
      bundle.#isPooled = controls.some(({ spec }) => spec.pooled);
      return bundle;
    };
  }

  /** Bundles ends, in lane order. */
  constructor(lanes: readonly (E & Tx<T>)[]) {
    this.lanes = lanes;
  }

  /** How many lanes there are. */
  get girth(): number {
    return this.lanes.length;
  }

  /** Whether every reader is gone for good: nothing can be sent any more. */
  get isAbandoned(): boolean {
    return this.lanes.every((lane) => lane.isAbandoned);
  }

  /**
   * Sends one message on the next lane that has room, in turn; no lane is favoured. Lanes whose readers are gone or asleep are
   * passed over.
   *
   * @returns whether any lane had room
   * @throws as {@link Tx.trySend}, also where the lane whose turn it is was closed by itself
   */
  trySend(message: T): boolean {
    const { girth } = this;
    const drops = this.#drops ??= this.lanes.some(dropsAny);
    for (let i = 0; i < girth; i++) {
      const lane = this.#next;
      this.#next = lane + 1 === girth ? 0 : lane + 1;
      // Nothing is dropped as long as another lane has room.
      if (drops && (this.lanes[lane] as Tx<T>).isFull) continue;
      if ((this.lanes[lane] as Tx<T>).trySend(message)) return true;
    }
    return drops && this.lanes.some((lane) => lane.trySend(message));
  }

  /**
   * The lane of a key: always the same one for the same key, so what belongs together stays in order. Different keys are
   * spread evenly.
   *
   * It is the same one when its reader is gone, too: then it takes nothing more (`trySend` and `actor.send` answer `false`,
   * `vacant` is hopeless) and says `isAbandoned`. What is to become of its keys is for you to decide: to send them on another
   * lane gives up their order and mixes them with what that lane's reader knows.
   *
   * @throws {TypeError} if the key is neither a text nor a number; or if a pool takes from the bundle: the members of a pool come and
   * go, and with them their lanes
   */
  laneFor(key: string | number): E {
    if (this.#isPooled) throw this.#noKeys();
    if (typeof key !== "number" && typeof key !== "string") {
      throw new TypeError(
        `Cannot choose a lane by a key: the key is ${shown(key)}, give a text or a number`,
      );
    }
    const hash = typeof key === "number" ? hashNumber(key) : hashText(key);
    return this.lanes[(hash >>> 0) % this.girth] as E;
  }

  #noKeys(): TypeError {
    const { name = "" } = this.lanes[0] ?? {};
    return new TypeError(
      `Cannot choose a lane by a key: a pool takes from bundle "${
        name.replace(/\[\d+\]$/, "")
      }", and the lane of a key may sleep or change hands, use trySend, or draw its readers one by one, with graph.actor()`,
    );
  }

  /**
   * Sends one message on every lane, or on none if any of them has no room for it. A lane whose reader is gone or asleep counts as
   * done: the others get the message.
   *
   * @returns whether it was sent; `false` for good when all readers are gone
   * @throws as {@link Tx.trySend}; then no lane has it
   * @throws {TypeError} if a lane was not made by this copy of the package, unless an actor found the bundle at its port
   */
  trySendAll(message: T): boolean {
    const { lanes } = this;
    const controls = this.#controls ??= controlsOf<T>(lanes);
    const heads = controls.map(({ head }) => head);
    let done = 0;
    let sent = 0;
    try {
      for (; done < lanes.length; done++) {
        if ((lanes[done] as Tx<T>).trySend(message)) sent++;
        else if (!(controls[done] as TxControl<T>).away) break;
      }
    } finally {
      // Which reader is away is known for the turn, so those that are there have got it.
      for (let i = 0; done < lanes.length && i < done; i++) {
        const lane = controls[i] as TxControl<T>;
        if (!lane.away) lane.takeBack(heads[i] as number);
      }
    }
    return done === lanes.length && sent > 0;
  }

  /**
   * The next lane that has room for `messages` more, in turn; no lane is favoured. An array says how many for each lane. `undefined` if
   * none has so much room.
   *
   * @throws {RangeError} if the array does not have a number for each lane
   */
  readyLane(messages: number | readonly number[] = 1): E | undefined {
    const { girth } = this;
    checkThresholds(messages, girth);
    for (let i = 0; i < girth; i++) {
      const lane = this.#next;
      this.#next = lane + 1 === girth ? 0 : lane + 1;
      const end = this.lanes[lane] as E;
      if (end.vacantUnits >= thresholdOf(messages, lane)) return end;
    }
    return undefined;
  }

  /** Closes every lane. Returns `true`, as {@link Tx.close} does. */
  close(): true {
    for (const lane of this.lanes) lane.close();
    return true;
  }

  /**
   * Holds when at least `lanes` lanes have room for `messages` more each; an array says how many for each lane. To ask for all lanes, with their girth, is to ask for
   * all that have a reader which does not sleep. Hopeless when fewer lanes than that have a reader, or none.
   *
   * @throws {RangeError} if there are not so many lanes, or one could never hold so many messages
   */
  vacant(messages: number | readonly number[] = 1, lanes = 1): Condition {
    checkThresholds(messages, this.girth);
    const ofLanes = this.lanes.map((end, lane) => end.vacant(thresholdOf(messages, lane)));
    return new TxLanesCondition(this.lanes, ofLanes, lanes);
  }

  /** Holds when the readers took everything that was sent, those that are gone aside. Hopeless when all are, with messages left. */
  drained(): Condition {
    return new TxLanesCondition(this.lanes, this.lanes.map((lane) => lane.drained()), this.girth);
  }
}

function dropsAny(lane: Tx<never>): boolean {
  return (controlIfOurs(lane) as TxControl | undefined)?.overflow !== undefined;
}

/** The bundle of ends of whichever copy of this package: an actor's kinds may come from another one. */
export function bundleTx<T>(controls: readonly TxControl<T>[]): TxBundle<T> {
  return withControls(controls);
}

function controlsOf<T>(lanes: readonly Tx<T>[]): TxControl<T>[] {
  return lanes.map((lane, i) => {
    const control = controlIfOurs(lane);
    if (control !== undefined) return control as TxControl<T>;
    throw new TypeError(
      `Cannot send on every lane of a bundle: lane ${i}, "${lane.name}", was not made by this copy of the package, ` +
        `take the channels, the kinds and TxBundle from one copy`,
    );
  });
}

/**
 * The taking ends of a bundle: an array of like channels.
 *
 * A lane that is closed, because its sender closed it or is gone for good, still gives what is left in it; then it is passed
 * over.
 *
 * ```ts
 * import { openChannel, RxBundle, u32 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const lanes = [openChannel("done[0]", u32), openChannel("done[1]", u32)];
 * lanes.forEach(({ tx, commit }, lane) => {
 *   tx.sendBatch([lane, lane + 10]);
 *   commit();
 * });
 * const done = new RxBundle(lanes.map(({ rx }) => rx));
 * assertEquals(done.avail(2, 2).met(), true); // two messages in each of two lanes
 * assertEquals(done.takeBatch(), [0, 1, 10, 11]);
 * ```
 */
export class RxBundle<T, E extends Rx<T> = Rx<T>> {
  /** The ends, one a lane. */
  readonly lanes: readonly E[];
  #next = 0;

  /** Bundles ends, in lane order. */
  constructor(lanes: readonly (E & Rx<T>)[]) {
    this.lanes = lanes;
  }

  /** How many lanes there are. */
  get girth(): number {
    return this.lanes.length;
  }

  /** Whether every lane is closed and empty. */
  get isClosedAndEmpty(): boolean {
    return this.lanes.every((lane) => lane.isClosedAndEmpty);
  }

  /** Takes one message from the next lane that has any, in turn; no lane is favoured. `undefined` if all are empty. */
  tryTake(): T | undefined {
    const { girth } = this;
    for (let i = 0; i < girth; i++) {
      const lane = this.#next;
      this.#next = lane + 1 === girth ? 0 : lane + 1;
      const message = (this.lanes[lane] as Rx<T>).tryTake();
      if (message !== undefined) return message;
    }
    return undefined;
  }

  /**
   * The next lane that has `messages`, in turn; no lane is favoured: whatever is in the others, one that has so many is returned once at
   * least in as many calls as there are lanes. An array says how many for each lane. `undefined` if none has so many.
   *
   * @throws {RangeError} if the array does not have a number for each lane
   */
  readyLane(messages: number | readonly number[] = 1): E | undefined {
    const { girth } = this;
    checkThresholds(messages, girth);
    for (let i = 0; i < girth; i++) {
      const lane = this.#next;
      this.#next = lane + 1 === girth ? 0 : lane + 1;
      const end = this.lanes[lane] as E;
      if (end.availUnits >= thresholdOf(messages, lane)) return end;
    }
    return undefined;
  }

  /** Takes up to `max` messages, lane by lane in turn; in each lane, order is kept. */
  takeBatch(max: number = Infinity): T[] {
    checkCount("take from a bundle", max);
    const batch: T[] = [];
    // To ask how many there are is to look again: what has come meanwhile is there for this turn.
    this.lanes.forEach((lane) => lane.availUnits);
    while (batch.length < max) {
      const message = this.tryTake();
      if (message === undefined) break;
      batch.push(message);
    }
    return batch;
  }

  /**
   * Holds when at least `lanes` lanes have `messages` each; an array says how many for each lane. Hopeless when too many are closed with fewer left: whoever joins
   * one message of each lane then waits in vain, and finds out which lane it is by `isClosedAndEmpty`. What is left can be taken.
   *
   * @throws {RangeError} if there are not so many lanes, or one could never hold so many messages
   */
  avail(messages: number | readonly number[] = 1, lanes = 1): Condition {
    checkThresholds(messages, this.girth);
    const ofLanes = this.lanes.map((end, lane) => end.avail(thresholdOf(messages, lane)));
    return new RxLanesCondition(ofLanes, lanes);
  }

  /** Holds when every lane is closed and empty. */
  closedAndEmpty(): Condition {
    return new RxLanesCondition(this.lanes.map((lane) => lane.closedAndEmpty()), this.girth);
  }
}

/** How many messages are asked of that lane. */
function thresholdOf(messages: number | readonly number[], lane: number): number {
  return typeof messages === "number" ? messages : messages[lane] as number;
}

function checkThresholds(messages: number | readonly number[], girth: number): void {
  if (!Array.isArray(messages)) {
    const advice = "give a number, or an array with one for each lane";
    return checkCount("ask the lanes of a bundle for messages", messages, advice);
  }
  if (messages.length === girth) return;
  throw new RangeError(
    `Cannot ask the lanes of a bundle for messages: ${messages.length} numbers are given, give one for each of its ${girth} lanes`,
  );
}

/** FNV-1a, 32 bits (Fowler, Noll and Vo). */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** Both halves of the number's bits, so that fractions and large numbers spread too. */
function hashNumber(number: number): number {
  NUMBER[0] = number === 0 ? 0 : number; // −0 is the same key as 0.
  return mix(Math.imul(BITS[0] as number, 0x9e3779b1) ^ (BITS[1] as number));
}

const NUMBER = new Float64Array(1);
const BITS = new Int32Array(NUMBER.buffer);

/** Makes every bit depend on every other (the finish of MurmurHash3, Appleby). */
function mix(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
