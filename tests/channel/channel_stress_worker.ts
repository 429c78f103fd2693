/** One end of a channel in its stress test: sends or takes messages that tell their own number, as fast as it can. */
import type { ChannelSpec } from "../../src/channel/ring/channel_spec.ts";
import { ringKind } from "../../src/channel/ring/kind.ts";
import { bytes, json, type Kind, u32, u64 } from "../../src/channel/mod.ts";
import { RingMemory } from "../../src/channel/ring/ring_memory.ts";
import { Random } from "../contract/random.ts";
import { doTask, giveWay } from "../contract/workers.ts";

export interface ChannelTask {
  readonly end: "tx" | "rx";
  readonly kind: keyof typeof SUBJECTS;
  readonly region: SharedArrayBuffer;
  readonly at: number;
  readonly spec: ChannelSpec;
  readonly messages: number;
  readonly seed: number;
}

interface Subject<T> {
  readonly kind: Kind<T>;
  /** The message with that number. */
  make(number: number): T;
  /** What tells the message from others. */
  read(message: T): string;
}

/** Bytes whose length and content both follow from the number. */
function bytesOf(number: number): Uint8Array {
  return new Uint8Array(number * 13 % 29).fill(number);
}

export const SUBJECTS = {
  u32: { kind: u32, make: (number) => number ^ 0x5a5a5a, read: String } satisfies Subject<number>,
  u64: {
    kind: u64,
    // Both halves tell the number: a torn message would show.
    make: (number) => BigInt(number) << 32n | BigInt(number),
    read: String,
  } satisfies Subject<bigint>,
  bytes: { kind: bytes, make: bytesOf, read: String } satisfies Subject<Uint8Array>,
  // Of known outlines, and now and then not.
  json: {
    kind: json<unknown>(),
    make: (number) => number % 50 === 0 ? [{ number }, number] : { n: number, t: `${number % 7}€` },
    read: (message) => JSON.stringify(message),
  } satisfies Subject<unknown>,
};

const PATIENCE_MS = 5000;

doTask((task: ChannelTask): string => {
  const { region, at, spec } = task;
  const subject = SUBJECTS[task.kind] as unknown as Subject<unknown>;
  const memory = () => new RingMemory(region, at, spec);
  return task.end === "tx" ? send(task, subject, memory) : take(task, subject, memory);
});

/** Ends a thread that waits in vain: a busy worker cannot be ended from outside. */
class Patience {
  #looks = 0;
  #until = performance.now() + PATIENCE_MS;

  renew(): void {
    if (this.#looks > 0) this.#until = performance.now() + PATIENCE_MS;
    this.#looks = 0;
  }

  get isOver(): boolean {
    Atomics.pause();
    if (++this.#looks % 1000 !== 0) return false;
    giveWay();
    return performance.now() > this.#until;
  }
}

function send(
  { messages, seed }: ChannelTask,
  { kind, make }: Subject<unknown>,
  memory: () => RingMemory,
): string {
  const random = new Random(seed);
  const patience = new Patience();
  let control = ringKind(kind).createTx(memory());
  for (let sent = 0; sent < messages;) {
    let staged = 0;
    const wanted = 1 + random.below(8);
    while (
      staged < wanted && sent + staged < messages && control.end.trySend(make(sent + staged))
    ) staged++;
    if (random.below(16) === 0) {
      control = ringKind(kind).createTx(memory()); // Dies and begins the turn again.
      continue;
    }
    sent += staged;
    if (sent === messages) control.close();
    if (staged > 0) {
      control.publish(control.staged, control.ending);
      patience.renew();
    } else if (patience.isOver) return `nobody takes message ${sent}`;
  }
  return "";
}

function take(
  { messages, seed }: ChannelTask,
  { kind, make, read }: Subject<unknown>,
  memory: () => RingMemory,
): string {
  const random = new Random(seed);
  const patience = new Patience();
  let control = ringKind(kind).createRx(memory());
  for (let taken = 0; !control.isClosedAndEmpty;) {
    const rx = control.end;
    const batch = random.below(2) === 0 ? rx.takeBatch(1 + random.below(8)) : [rx.tryTake()];
    const found = batch.filter((message) => message !== undefined);
    for (const [i, message] of found.entries()) {
      const expected = read(make(taken + i));
      if (read(message) !== expected) {
        return `message ${taken + i} is ${read(message)} in place of ${expected}`;
      }
    }
    if (random.below(16) === 0) {
      control = ringKind(kind).createRx(memory());
      continue;
    }
    taken += found.length;
    if (found.length > 0) {
      control.publish(control.staged, false);
      patience.renew();
    } else if (patience.isOver) return `message ${taken} does not come`;
    if (taken > messages) return "there are more messages than were sent";
  }
  const left = messages - (control.taken >>> 0);
  return left === 0 ? "" : `closed and empty with ${left} messages to come`;
}
