/**
 * No service at all: a wire that has messages at once, and one that has put them at once. So what is measured is the loop of a source and of
 * a sink, the channel and the turns, beside the wire called by hand; the figure that says something is how many messages a second go through
 * the graph. There is no floor for the ratio.
 */
import { bytes } from "@steady-state/deno/actor";
import {
  defineSink,
  defineSource,
  type Pulled,
  type PutOutcome,
  type SinkWire,
  type SinkWireKind,
  type SourceWire,
  type SourceWireKind,
} from "@steady-state/deno/connectors";
import type { Course, Fresh } from "./course.ts";

type LoopArgs = { readonly count: number; readonly bytes: number };

class LoopSource implements SourceWire<number> {
  readonly #count: number;
  readonly #content: Uint8Array;
  #pulled = 0;
  #settled = 0;
  #wake = () => {};

  constructor({ count, bytes }: LoopArgs) {
    this.#count = count;
    this.#content = new Uint8Array(bytes).fill(120);
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  async pull(max: number, signal: AbortSignal): Promise<Pulled<number>[]> {
    const left = Math.min(max, this.#count - this.#pulled);
    if (left === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
    const messages: Pulled<number>[] = [];
    for (let n = 0; n < left; n++) {
      const position = ++this.#pulled;
      const raw = { bytes: this.#content, subject: "loop" };
      messages.push({ origin: `loop/${position}`, partition: "loop", position, raw });
    }
    return messages;
  }

  settle(messages: readonly Pulled<number>[]): Promise<void> {
    this.#settled += messages.length;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#wake();
    return Promise.resolve();
  }
}

class LoopSink implements SinkWire<Uint8Array> {
  open(): Promise<void> {
    return Promise.resolve();
  }

  put(batch: readonly unknown[]): Promise<PutOutcome[]> {
    return Promise.resolve(batch.map(() => "done"));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const loopSource: SourceWireKind<LoopArgs, number> = {
  name: "loop",
  args: { count: 0, bytes: 0 },
  redelivers: true,
  faults: () => [],
  create: (args) => Promise.resolve(new LoopSource(args)),
};

const loopSink: SinkWireKind<Uint8Array, Record<string, never>> = {
  name: "loop",
  args: {},
  faults: () => [],
  create: () => Promise.resolve(new LoopSink()),
};

export const source = defineSource(import.meta, "source", { wire: loopSource, kind: bytes });
export const sink = defineSink(import.meta, "sink", {
  wire: loopSink,
  kind: bytes,
  encode: ({ message }) => message,
});

function fresh(args: Fresh["args"]): Promise<Fresh> {
  return Promise.resolve({ args, [Symbol.asyncDispose]: () => Promise.resolve() });
}

export const course: Course = {
  server: "no service",
  hasNoFloor: true,
  start: () => fresh({}),
  reading: {
    source,
    prepare: ([first, ...rest]) =>
      fresh({ count: rest.length + 1, bytes: first?.length ?? 0 } satisfies LoopArgs),
    async alone(args, count, batch) {
      const wire = await loopSource.create(args as LoopArgs);
      const { signal } = new AbortController();
      const from = performance.now();
      for (let read = 0; read < count;) {
        const messages = await wire.pull(Math.min(batch, count - read), signal) ?? [];
        await wire.settle(messages);
        read += messages.length;
      }
      return { from, to: performance.now() };
    },
  },
  writing: {
    sink,
    prepare: () => fresh({}),
    async alone(_args, messages, batch) {
      const wire = await loopSink.create({});
      const { signal } = new AbortController();
      const from = performance.now();
      for (let at = 0; at < messages.length; at += batch) {
        const items = messages.slice(at, at + batch)
          .map((item, n) => ({ origin: `alone/${at + n}`, item }));
        await wire.put(items, signal);
      }
      return { from, to: performance.now() };
    },
  },
};
