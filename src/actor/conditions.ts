import type { Condition, Outlook } from "../channel/condition.ts";
import type { Rx } from "../channel/rx.ts";
import type { RxControl } from "../channel/ring/mod.ts";
import type { Clock } from "../world.ts";
import { textOf } from "../errors.ts";

/**
 * Holds when all of `conditions` hold at once.
 *
 * ```ts
 * import { all, u32 } from "@steady-state/deno/actor";
 * import { openChannel } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const orders = openChannel("orders", u32);
 * const bills = openChannel("bills", u32);
 * const ready = all(orders.rx.avail(), bills.tx.vacant()); // in an actor: await actor.wait(ready)
 * assertEquals(ready.met(), false);
 * orders.tx.trySend(1);
 * orders.commit();
 * assertEquals(ready.met(), true);
 * ```
 */
export function all(...conditions: readonly Condition[]): Condition {
  checkParts("all", conditions);
  return new AllCondition(conditions);
}

/**
 * Holds when any of `conditions` holds. Look at the ports afterwards to see which: it chooses none of them, so which is served first is
 * the order in which you look, and what is to come first stands first there.
 *
 * ```ts
 * import { any, u32 } from "@steady-state/deno/actor";
 * import { openChannel } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const [work, news] = [openChannel("work", u32), openChannel("news", u32)];
 * const something = any(work.rx.avail(), news.rx.avail()); // in an actor: await actor.wait(something)
 * assertEquals(something.met(), false);
 * news.tx.trySend(1);
 * news.commit();
 * assertEquals(something.met(), true);
 * assertEquals([work.rx.isEmpty, news.rx.isEmpty], [true, false]);
 * ```
 */
export function any(...conditions: readonly Condition[]): Condition {
  checkParts("any", conditions);
  return new AnyCondition(conditions);
}

function checkParts(what: string, parts: readonly Condition[]): void {
  for (let i = 0; i < parts.length; i++) {
    if (!isCondition(parts[i])) {
      throw noCondition(`join conditions with ${what}()`, parts[i]);
    }
  }
}

/** Whether an actor can wait for it. */
export function isCondition(value: unknown): value is Condition {
  return typeof (value as Partial<Condition> | null | undefined)?.met === "function";
}

/** The error for something that nobody can wait for, where one was to `doing`. */
export function noCondition(doing: string, value: unknown): TypeError {
  const given = textOf(value);
  let cure = "give a condition, such as rx.avail() or actor.timeout(ms)";
  if (typeof value === "number") cure = `give actor.timeout(${given})`;
  else if (typeof (value as { then?: unknown } | null | undefined)?.then === "function") {
    cure = "give actor.settled(promise)";
  } else if (typeof value === "function") cure = "call it, and give what it returns";
  return new TypeError(`Cannot ${doing}: ${given} is no condition, ${cure}`);
}

class AllCondition implements Condition {
  readonly #parts: readonly Condition[];

  constructor(parts: readonly Condition[]) {
    this.#parts = parts;
  }

  met(): boolean {
    for (const part of this.#parts) if (!part.met()) return false;
    return true;
  }

  hopeless(): boolean {
    return this.#parts.some((part) => part.hopeless());
  }

  dueAt(now: number): number {
    // The next moment that matters to any part: a part may have come to hold by other means meanwhile.
    return earliest(this.#parts, now);
  }

  forRoom(): boolean {
    return this.#parts.some((part) => part.forRoom());
  }

  byRoom(): boolean {
    return this.#parts.every((part) => part.byRoom() || part.met());
  }

  outside(): boolean {
    return this.#parts.some((part) => part.outside());
  }

  outlook(): Outlook {
    return foremost(this.#parts, "nothing", "something");
  }

  heeds(room: boolean): boolean {
    return anyHeeds(this.#parts, room);
  }

  /** As long as one part does not hold, what is missing there is all that matters. Room first: who has none counts as blocked. */
  lacks(room: boolean): boolean {
    const parts = this.#parts;
    for (const part of parts) if (part.forRoom()) return lacking(part, room);
    for (const part of parts) if (!part.met()) return lacking(part, room);
    return anyHeeds(parts, room);
  }

  fulfil(): void {
    for (const part of this.#parts) part.fulfil();
  }
}

class AnyCondition implements Condition {
  readonly #parts: readonly Condition[];

  constructor(parts: readonly Condition[]) {
    this.#parts = parts;
  }

  met(): boolean {
    for (const part of this.#parts) if (part.met()) return true;
    return false;
  }

  hopeless(): boolean {
    return this.#parts.every((part) => part.hopeless());
  }

  dueAt(now: number): number {
    return earliest(this.#parts, now);
  }

  forRoom(): boolean {
    return this.#parts.every((part) => part.forRoom());
  }

  byRoom(): boolean {
    return this.#parts.some((part) => part.byRoom());
  }

  outside(): boolean {
    return this.#parts.some((part) => part.outside());
  }

  outlook(): Outlook {
    return foremost(this.#parts, "something", "nothing");
  }

  heeds(room: boolean): boolean {
    return anyHeeds(this.#parts, room);
  }

  fulfil(): void {
    for (const part of this.#parts) if (part.met()) part.fulfil();
  }
}

/** `first` if any part has that outlook, else `second` if any has that one, else none. */
function foremost(parts: readonly Condition[], first: Outlook, second: Outlook): Outlook {
  const outlooks = parts.map((part) => part.outlook());
  return [first, second].find((outlook) => outlooks.includes(outlook));
}

function anyHeeds(parts: readonly Condition[], room: boolean): boolean {
  for (const part of parts) if (part.heeds === undefined || part.heeds(room)) return true;
  return false;
}

/** As `Condition.lacks`, of any. */
export function lacking(condition: Condition, room: boolean): boolean {
  if (condition.lacks !== undefined) return condition.lacks(room);
  return condition.heeds === undefined || condition.heeds(room);
}

function earliest(parts: readonly Condition[], now: number): number {
  let due = Infinity;
  for (const part of parts) due = Math.min(due, part.dueAt(now));
  return due;
}

/** What conditions that are not over ports have in common. */
export abstract class OwnCondition implements Condition {
  abstract met(): boolean;

  hopeless(): boolean {
    return false;
  }

  dueAt(_now: number): number {
    return Infinity;
  }

  forRoom(): boolean {
    return false;
  }

  byRoom(): boolean {
    return false;
  }

  outside(): boolean {
    return false;
  }

  outlook(): Outlook {
    return undefined;
  }

  /** None of these waits for a peer, unless it says so: time does not hint, and whoever makes another come true asks for a look. */
  heeds(_room: boolean): boolean {
    return false;
  }

  fulfil(): void {}
}

/** A moment. */
export class TimeoutCondition extends OwnCondition {
  readonly #clock: Clock;
  readonly #at: number;

  constructor(clock: Clock, at: number) {
    super();
    this.#clock = clock;
    this.#at = at;
  }

  override met(): boolean {
    return this.#clock.now() >= this.#at;
  }

  override dueAt(now: number): number {
    return this.#at > now ? this.#at : Infinity;
  }
}

/**
 * Enough messages for a batch, or the first of them waiting long enough. The clock of a batch starts when its first message
 * is seen.
 */
export class BatchCondition extends OwnCondition {
  readonly messages: number;
  readonly withinMs: number;
  readonly #clock: Clock;
  readonly #control: RxControl | undefined;
  readonly #full: Condition;
  readonly #some: Condition;
  #due = Infinity;

  constructor(
    clock: Clock,
    port: Rx<unknown>,
    messages: number,
    withinMs: number,
    control: RxControl | undefined,
  ) {
    super();
    this.messages = messages;
    this.withinMs = withinMs;
    this.#clock = clock;
    this.#control = control;
    this.#full = port.avail(messages);
    this.#some = port.avail(1);
  }

  override met(): boolean {
    if (this.#full.met()) return true;
    if (!this.#some.met()) return false;
    // What is left of a closed channel is a batch, however small.
    if (this.#full.hopeless()) return true;
    // With caution, what there is comes one by one.
    const control = this.#control;
    if (control?.limit !== undefined && control.backlog >= this.messages) return true;
    const now = this.#clock.now();
    if (this.#due === Infinity) this.#due = now + this.withinMs;
    return now >= this.#due;
  }

  override hopeless(): boolean {
    return this.#some.hopeless();
  }

  override outlook(): Outlook {
    return this.#some.outlook();
  }

  override dueAt(now: number): number {
    return this.#due > now ? this.#due : Infinity;
  }

  override heeds(room: boolean): boolean {
    return !room;
  }

  override fulfil(): void {
    this.#due = Infinity;
  }
}

/** Between two times that it is told of missed beats of one period. */
const TELL_MISSED_MS = 60_000;
/** A busy machine is late by as much now and then, and nobody need be told. */
const LATE_MS = 100;

/** A beat. Being fulfilled moves it to the next beat that is still ahead. */
export class PeriodicCondition extends OwnCondition {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #tell: (missed: string) => void;
  #next: number;
  /** When it was last told that beats were missed, and how many were since then. */
  #toldAt = -Infinity;
  #untold = 0;

  /** @param tell is told of beats that were missed, once in a while */
  constructor(clock: Clock, ms: number, tell: (missed: string) => void) {
    super();
    this.#clock = clock;
    this.#ms = ms;
    this.#tell = tell;
    this.#next = clock.now() + ms;
  }

  override met(): boolean {
    return this.#clock.now() >= this.#next;
  }

  override dueAt(now: number): number {
    return this.#next > now ? this.#next : Infinity;
  }

  override fulfil(): void {
    const now = this.#clock.now();
    const missed = Math.max(0, Math.floor((now - this.#next) / this.#ms));
    if (missed > 0) this.#miss(missed, now);
    this.#next += (missed + 1) * this.#ms;
  }

  #miss(missed: number, now: number): void {
    this.#untold += missed;
    const lateMs = Math.round(now - this.#next);
    if (lateMs < LATE_MS || now - this.#toldAt < TELL_MISSED_MS) return;
    this.#tell(
      `missed ${missed} of its beats of every ${this.#ms} ms: the first was due ${lateMs} ms ago` +
        (this.#untold > missed
          ? `, and ${this.#untold - missed} more since this was last told`
          : ""),
    );
    this.#toldAt = now;
    this.#untold = 0;
  }
}

/** A pause: it is never met, and once its moment has come the wait for it ends in vain. */
export class PauseCondition extends TimeoutCondition {
  override met(): boolean {
    return false;
  }

  override hopeless(): boolean {
    return super.met();
  }
}

/** A promise that is settled, whichever way. */
export class SettledCondition extends OwnCondition {
  #settled = false;

  constructor(promise: PromiseLike<unknown>, onSettled: () => void) {
    super();
    const settle = () => {
      this.#settled = true;
      onSettled();
    };
    promise.then(settle, settle);
  }

  override met(): boolean {
    return this.#settled;
  }

  override outside(): boolean {
    return !this.#settled;
  }
}

/** Any test that somebody else makes come true and rings for. */
export class FlagCondition extends OwnCondition {
  readonly #test: () => boolean;

  constructor(test: () => boolean) {
    super();
    this.#test = test;
  }

  override met(): boolean {
    return this.#test();
  }

  /** Nobody knows what the test looks at. */
  override heeds(): boolean {
    return true;
  }

  override outside(): boolean {
    return !this.#test();
  }
}
