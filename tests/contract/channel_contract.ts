import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { Kind } from "../../src/channel/ring/kind.ts";
import type { SliceRx, SliceTx } from "../../src/channel/scalar/slice_ends.ts";
import type { Rx } from "../../src/channel/rx.ts";
import type { Tx } from "../../src/channel/tx.ts";
import { ChannelMemory, commit, controlOf } from "./channel_memory.ts";

/** A kind of message, as the contract sees it. */
export interface ChannelSubject<T> {
  readonly kind: Kind<T>;
  /** What the tests call it. Its own name, if not given. */
  readonly name?: string;
  /** Messages of the kind. */
  readonly messages: fc.Arbitrary<T>;
  /** What the reader gets. The message itself, if not given. */
  arrives?(message: T): T;
  /** Payload bytes of a message, in a channel that holds so many. None, if not given. */
  payload?(message: T, ringBytes: number): number;
  /** For kinds whose slots may be read and written in place: a typed array of these messages. */
  array?(messages: readonly T[]): MessageArray<T>;
}

/** A typed array of messages. */
export interface MessageArray<T> extends Iterable<T> {
  readonly length: number;
  [index: number]: T;
}

/** What holds for every kind of channel: it does what a plain array would do, whatever happens in between. */
export function channelContract<T>(subject: ChannelSubject<T>): void {
  const name = subject.name ?? subject.kind.name;

  Deno.test(`a ${name} channel behaves as an array of staged and published messages`, () => {
    const step = stepOf(subject.messages, subject.array !== undefined);
    const steps = fc.array(step, { maxLength: 80, size: "max" });
    fc.assert(
      fc.property(capacities, payloads, cursors, steps, (capacity, bytes, cursor, steps) => {
        const pair = new Pair(subject, capacity, bytes, cursor);
        for (const step of steps) pair.take(step);
        pair.check();
      }),
      { numRuns: 1000 },
    );
  });

  Deno.test(`a ${name} channel carries any number of messages in order, past the wrap of its cursors`, () => {
    const many = fc.array(subject.messages, { minLength: 20, maxLength: 200, size: "max" });
    fc.assert(
      fc.property(capacities, cursors, many, (capacity, cursor, messages) => {
        const memory = new ChannelMemory(subject.kind, { capacity, bytes: 64 }).startAt(cursor);
        const tx = memory.tx();
        const rx = memory.rx();
        const fits = messages.filter((message) => (subject.payload?.(message, 64) ?? 0) <= 64);
        const got: T[] = [];
        for (let sent = 0; sent < fits.length;) {
          const count = tx.sendBatch(fits, sent);
          assert(count > 0, "an empty channel took nothing");
          sent += count;
          commit(tx as Tx<never>);
          got.push(...rx.takeBatch());
          commit(rx);
          controlOf(tx).look();
        }
        assertEquals(got, fits.map((message) => subject.arrives?.(message) ?? message));
        assertEquals(tx.sent, cursor + fits.length);
        assertEquals(rx.taken, tx.sent);
      }),
      { numRuns: 60 },
    );
  });
}

const capacities = fc.constantFrom(1, 2, 3, 5, 64);
const payloads = fc.constantFrom(16, 64, 1024);
/** What has gone through before: near the points where 31 and 32 bits run over, and far from them. */
const cursors = fc.constantFrom(
  0,
  2 ** 31 - 3,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 3,
  2 ** 32 - 1,
  5 * 2 ** 31 - 2,
  2 ** 52 - 1,
);

type Step<T> =
  | { readonly do: "send"; readonly message: T }
  | { readonly do: "sendBatch"; readonly messages: readonly T[] }
  | { readonly do: "tryTake" | "takeNext" }
  | { readonly do: "takeBatch" | "peekBatch"; readonly max: number | undefined }
  | { readonly do: "peek"; readonly offset: number }
  | { readonly do: "advance"; readonly messages: number }
  | { readonly do: "sendFrom" | "poke"; readonly messages: readonly T[] }
  | { readonly do: "takeInto" | "peekSlices"; readonly max: number }
  | { readonly do: "commitTx" | "commitRx" | "close" | "crashTx" | "crashRx" | "check" };

function stepOf<T>(message: fc.Arbitrary<T>, inPlace: boolean): fc.Arbitrary<Step<T>> {
  const count = fc.nat({ max: 6 });
  const max = fc.option(count, { nil: undefined });
  const some = fc.oneof(
    fc.array(message, { maxLength: 6, size: "max" }),
    fc.array(message, { minLength: 16, maxLength: 40, size: "max" }), // long enough to be copied as a block
  );
  const inPlaceSteps = fc.oneof(
    fc.record({ do: fc.constantFrom("sendFrom" as const, "poke" as const), messages: some }),
    fc.record({
      do: fc.constantFrom("takeInto" as const, "peekSlices" as const),
      max: fc.oneof(count, fc.integer({ min: 16, max: 40 })),
    }),
  );
  return fc.oneof(
    { weight: inPlace ? 10 : 0, arbitrary: inPlaceSteps },
    { weight: 8, arbitrary: fc.record({ do: fc.constant("send" as const), message }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("sendBatch" as const),
        messages: fc.array(message, { maxLength: 6, size: "max" }),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constantFrom("tryTake" as const, "takeNext" as const) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom("takeBatch" as const, "peekBatch" as const),
        max,
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("peek" as const), offset: count }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("advance" as const), messages: count }) },
    { weight: 10, arbitrary: fc.constant({ do: "check" } as const) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant("commitTx" as const) }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant("commitRx" as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom("crashTx" as const, "crashRx" as const) }),
    },
    { weight: 1, arbitrary: fc.constant({ do: "close" } as const) },
  );
}

/** What a send answers, or throws. */
type Verdict = "fits" | "no room" | typeof RangeError | typeof TypeError;

/** The two ends of a channel and the arrays they are held against. */
class Pair<T> {
  readonly #subject: ChannelSubject<T>;
  readonly #memory: ChannelMemory<T>;
  readonly #cursor: number;
  #tx: Tx<T>;
  #rx: Rx<T>;
  /** What the writer published in all. */
  readonly #published: T[] = [];
  /** What it staged since. */
  #staged: T[] = [];
  /** How many of the published messages are taken for good, and with the staged takes. */
  #taken = 0;
  #stagedTaken = 0;
  /** How many published messages the reader has seen, and how many takes the writer, at its last look. */
  #headSeen = 0;
  #tailSeen = 0;
  /** Up to which message the reader's program was shown or told of them. */
  #shown = 0;
  #closed = false;
  #closing = false;

  constructor(subject: ChannelSubject<T>, capacity: number, bytes: number, cursor: number) {
    this.#subject = subject;
    this.#cursor = cursor;
    this.#memory = new ChannelMemory(subject.kind, { capacity, bytes }).startAt(cursor);
    this.#tx = this.#memory.tx();
    this.#rx = this.#memory.rx();
  }

  take(step: Step<T>): void {
    switch (step.do) {
      case "send":
        return this.#send(step.message);
      case "sendBatch":
        return this.#sendBatch(step.messages);
      case "tryTake":
      case "takeNext": {
        const there = this.#stagedTaken < this.#headSeen;
        const take = () => step.do === "takeNext" ? this.#rx.takeNext() : this.#rx.tryTake();
        if (there) assertEquals(take(), this.#unread()[0]);
        else if (step.do === "tryTake") assertEquals(take(), undefined);
        else assertThrows(take, RangeError, "it is empty");
        if (there) this.#stagedTaken++;
        return;
      }
      case "takeBatch": {
        const expected = this.#show(step.max);
        assertEquals(this.#rx.takeBatch(step.max), expected);
        this.#stagedTaken += expected.length;
        return;
      }
      case "peekBatch":
        return assertEquals(this.#rx.peekBatch(step.max), this.#show(step.max));
      case "peek": {
        const wanted = this.#stagedTaken + step.offset;
        assertEquals(this.#rx.tryPeek(step.offset), this.#unread()[step.offset]);
        if (wanted >= this.#headSeen) this.#show(undefined);
        if (wanted < this.#published.length) this.#shown = Math.max(this.#shown, wanted + 1);
        return;
      }
      case "advance":
        return this.#advance(step.messages);
      case "sendFrom":
        return this.#inPlace(step.messages, (array) => this.#slices.tx.sendFrom(array));
      case "poke":
        return this.#inPlace(step.messages, (array) => {
          let next = 0;
          for (const slice of this.#slices.tx.pokeSlices(array.length)) {
            for (let i = 0; i < slice.length; i++) slice[i] = array[next++]!;
          }
          this.#slices.tx.advance(next);
          return next;
        });
      case "takeInto": {
        const expected = this.#show(step.max);
        const target = this.#subject.array!(Array(step.max).fill(this.#published[0] ?? 0));
        assertEquals(this.#slices.rx.takeInto(target), expected.length);
        assertEquals([...target].slice(0, expected.length), expected);
        this.#stagedTaken += expected.length;
        return;
      }
      case "peekSlices": {
        const slices = this.#slices.rx.peekSlices(step.max);
        return assertEquals(
          slices.flatMap((slice) => [...slice]),
          this.#show(step.max),
        );
      }
      case "commitTx":
        this.#published.push(...this.#staged.splice(0));
        this.#closed = this.#closing;
        return commit(this.#tx as Tx<never>);
      case "commitRx":
        this.#taken = this.#stagedTaken;
        return commit(this.#rx);
      case "close":
        this.#closing = true;
        return assertEquals(this.#tx.close(), true);
      case "crashTx":
        this.#staged = [];
        this.#closing = this.#closed;
        this.#tx = this.#memory.tx();
        this.#tailSeen = this.#taken;
        return;
      case "crashRx":
        this.#stagedTaken = this.#taken;
        this.#rx = this.#memory.rx();
        this.#headSeen = this.#published.length;
        this.#shown = this.#taken;
        return;
      case "check":
        return this.check();
    }
  }

  /** What the reader's program is shown when it looks at `max` messages. */
  #show(max: number | undefined): T[] {
    this.#headSeen = this.#published.length;
    const messages = this.#unread().slice(0, max);
    this.#shown = this.#stagedTaken + messages.length;
    return messages;
  }

  /** Of messages with a payload, a send looks at the reader's cursor when bytes run short: the model looks each time. */
  #lookForPayload(): void {
    if (this.#subject.payload === undefined) return;
    controlOf(this.#tx).look();
    this.#tailSeen = this.#taken;
  }

  #send(message: T): void {
    this.#lookForPayload();
    const verdict = this.#verdict(message);
    if (verdict === "fits") {
      assertEquals(this.#tx.trySend(message), true);
      this.#staged.push(this.#arrives(message));
    } else if (verdict === "no room") {
      assertEquals(this.#tx.trySend(message), false);
    } else {
      assertThrows(() => this.#tx.trySend(message), verdict, "Cannot send on channel");
    }
  }

  #sendBatch(messages: readonly T[]): void {
    this.#lookForPayload();
    const sent = this.#staged.length;
    let verdict: Verdict = "fits";
    for (const message of messages) {
      verdict = this.#verdict(message);
      if (verdict !== "fits") break;
      this.#staged.push(this.#arrives(message));
    }
    if (verdict === "fits" || verdict === "no room") {
      assertEquals(this.#tx.sendBatch(messages), this.#staged.length - sent);
    } else {
      assertThrows(() => this.#tx.sendBatch(messages), verdict, "Cannot send on channel");
    }
  }

  get #slices(): { tx: SliceTx<T, MessageArray<T>>; rx: SliceRx<T, MessageArray<T>> } {
    return { tx: this.#tx, rx: this.#rx } as never;
  }

  /** Sends as much as there is room for, without looking at each message. */
  #inPlace(messages: readonly T[], send: (array: MessageArray<T>) => number): void {
    const array = this.#subject.array!(messages);
    this.#tailSeen = this.#taken;
    if (this.#closing) return void assertThrows(() => send(array), TypeError, "has closed it");
    const room = this.#memory.spec.capacity - this.#inside().length;
    const expected = [...array].slice(0, room);
    assertEquals(send(array), expected.length);
    this.#staged.push(...expected);
  }

  #verdict(message: T): Verdict {
    if (this.#closing) return TypeError;
    if (this.#inside().length >= this.#memory.spec.capacity) return "no room";
    const { payloadBytes } = this.#memory.spec;
    const size = this.#payload(message);
    if (size > payloadBytes) return RangeError;
    const used = this.#inside().reduce((sum, inside) => sum + this.#payload(inside), 0);
    return used + size > payloadBytes ? "no room" : "fits";
  }

  #advance(messages: number): void {
    if (messages > Math.max(0, this.#shown - this.#stagedTaken)) {
      assertThrows(() => this.#rx.advance(messages), RangeError, "Cannot advance channel");
    } else {
      this.#rx.advance(messages);
      this.#stagedTaken += messages;
    }
  }

  check(): void {
    this.#tailSeen = this.#taken;
    this.#show(undefined);
    const { capacity } = this.#memory.spec;
    const vacant = this.#closing ? 0 : capacity - this.#inside().length;
    const unread = this.#unread().length;
    assertEquals(
      {
        vacantUnits: this.#tx.vacantUnits,
        isFull: this.#tx.isFull,
        txEmpty: this.#tx.isEmpty,
        txClosed: this.#tx.isClosed,
        sent: this.#tx.sent,
        txDirty: controlOf(this.#tx).isDirty,
        availUnits: this.#rx.availUnits,
        rxEmpty: this.#rx.isEmpty,
        rxClosed: this.#rx.isClosed,
        isClosedAndEmpty: this.#rx.isClosedAndEmpty,
        taken: this.#rx.taken,
        rxDirty: controlOf(this.#rx).isDirty,
      },
      {
        vacantUnits: vacant,
        isFull: vacant === 0,
        txEmpty: this.#inside().length === 0,
        txClosed: this.#closing,
        sent: this.#cursor + this.#published.length + this.#staged.length,
        txDirty: this.#staged.length > 0 || this.#closing !== this.#closed,
        availUnits: unread,
        rxEmpty: unread === 0,
        rxClosed: this.#closed,
        isClosedAndEmpty: this.#closed && unread === 0,
        taken: this.#cursor + this.#stagedTaken,
        rxDirty: this.#stagedTaken !== this.#taken,
      },
    );
  }

  /** What takes room as the writer sees it. */
  #inside(): T[] {
    return [...this.#published.slice(this.#tailSeen), ...this.#staged];
  }

  #unread(): T[] {
    return this.#published.slice(this.#stagedTaken);
  }

  #arrives(message: T): T {
    return this.#subject.arrives?.(message) ?? message;
  }

  #payload(message: T): number {
    return this.#subject.payload?.(message, this.#memory.spec.payloadBytes) ?? 0;
  }
}
