import type {
  Outgoing,
  Pulled,
  PutOutcome,
  SinkWire,
  SourceOpening,
  SourceWire,
  WireArgs,
  WireOpening,
} from "../../../src/connectors/wire.ts";
import { wireWorld } from "../../../src/client/wire_world.ts";
import type { SinkBed, SourceBed } from "./beds.ts";

/** How long a row waits for what must come, in milliseconds: no measure of a wire, only of patience. */
export function patienceOf({ patienceMs = 60_000 }: { readonly patienceMs?: number }): number {
  return patienceMs;
}

/** What `promise` brings; throws if that takes longer than anybody waits. */
export async function inTime<T>(
  promise: Promise<T>,
  what: string,
  ms: number,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} takes longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A source wire at work, and what it was told to give up. */
export interface OpenSource extends AsyncDisposable {
  readonly wire: SourceWire<unknown>;
  /** Partitions that it was asked to give up, or has lost. */
  readonly gone: string[];
  /** What it has pulled and not settled, in order. */
  readonly open: Pulled<unknown>[];
  /** Pulls once, waiting no longer than `ms` before it aborts. Throws if more comes than `max`. */
  pull(max: number, ms?: number): Promise<readonly Pulled<unknown>[]>;
  /** Settles all that it has pulled and not settled. */
  settleAll(): Promise<void>;
}

/** Opens a wire. Throws what the wire throws, once it is closed. */
export async function openSource(bed: SourceBed, args: WireArgs): Promise<OpenSource> {
  const wire: SourceWire<unknown> = await bed.kind.create({ ...bed.kind.args, ...args });
  const open: Pulled<unknown>[] = [];
  const gone: string[] = [];
  const drop = (partition: string) => {
    gone.push(partition);
    const left = open.filter((one) => one.partition !== partition);
    open.splice(0, open.length, ...left);
  };
  const given = new AbortController();
  const opening: SourceOpening = {
    signal: given.signal,
    world: wireWorld(Date),
    log() {},
    // What is open is not settled here: whoever gets the partition next gets it.
    giveUp: (partition) => Promise.resolve(drop(partition)),
    lost: drop,
  };
  try {
    await inTime(wire.open(opening), `to open ${bed.wire}`, patienceOf(bed));
  } catch (error) {
    await inTime(wire.close(), `to close ${bed.wire}`, patienceOf(bed));
    throw error;
  }
  let isClosed = false;
  return {
    wire,
    gone,
    open,
    async pull(max, ms = 200) {
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), ms);
      try {
        const pulled = await inTime(
          wire.pull(max, abort.signal),
          `to pull from ${bed.wire}`,
          patienceOf(bed),
        );
        if (pulled === undefined) throw new Error("the source says that there will never be more");
        if (pulled.length > max) throw new Error(`${pulled.length} came where ${max} may`);
        // One that is handed over again is open once, by its newest handle.
        for (const one of pulled) {
          const place = open.findIndex(({ origin }) => origin === one.origin);
          if (place < 0) open.push(one);
          else open[place] = one;
        }
        return pulled;
      } finally {
        clearTimeout(timer);
      }
    },
    async settleAll() {
      await inTime(wire.settle(open.slice()), `to settle with ${bed.wire}`, patienceOf(bed));
      open.length = 0;
    },
    async [Symbol.asyncDispose]() {
      if (isClosed) return;
      isClosed = true;
      await inTime(wire.close(), `to close ${bed.wire}`, patienceOf(bed));
    },
  };
}

/** A sink wire at work. */
export interface OpenSink extends AsyncDisposable {
  readonly wire: SinkWire<unknown>;
  /** Puts once. */
  put(batch: readonly Outgoing<unknown>[], ms?: number): Promise<readonly PutOutcome[]>;
}

/** Opens a wire. Throws what the wire throws, once it is closed. */
export async function openSink(bed: SinkBed, args: WireArgs): Promise<OpenSink> {
  const wire: SinkWire<unknown> = await bed.kind.create({ ...bed.kind.args, ...args });
  const opening: WireOpening = {
    signal: new AbortController().signal,
    world: wireWorld(Date),
    log() {},
  };
  try {
    await inTime(wire.open(opening), `to open ${bed.wire}`, patienceOf(bed));
  } catch (error) {
    await inTime(wire.close(), `to close ${bed.wire}`, patienceOf(bed));
    throw error;
  }
  let isClosed = false;
  return {
    wire,
    async put(batch, ms = 10_000) {
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), ms);
      try {
        const outcomes = await inTime(
          wire.put(batch, abort.signal),
          `to put into ${bed.wire}`,
          patienceOf(bed),
        );
        if (outcomes.length === batch.length) return outcomes;
        throw new Error(`${outcomes.length} outcomes came for ${batch.length} items`);
      } finally {
        clearTimeout(timer);
      }
    },
    async [Symbol.asyncDispose]() {
      if (isClosed) return;
      isClosed = true;
      await inTime(wire.close(), `to close ${bed.wire}`, patienceOf(bed));
    },
  };
}
