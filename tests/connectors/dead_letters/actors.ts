/**
 * A source that gets what is no JSON, and a sink whose service refuses some. The source's service notes of each message that it is told of
 * whether it is in the file of dead letters at that moment.
 */
import { json } from "@steady-state/deno/actor";
import {
  defineSink,
  defineSource,
  type Pulled,
  type SinkWire,
  type SinkWireKind,
  type SourceWire,
  type SourceWireKind,
} from "@steady-state/deno/connectors";

/** How many messages there are: by turns one that is no JSON, one that the sink's service refuses, and one that is as it should be. */
export const COUNT = 30;

/** Where the dead letters are. */
export function letterFiles(folder: string): { readonly source: string; readonly sink: string } {
  return { source: `${folder}/dead_source.ndjson`, sink: `${folder}/dead_sink.ndjson` };
}

type FolderArgs = { folder: string };

class CheckingWire implements SourceWire<number> {
  readonly #folder: string;
  #left: Pulled<number>[];

  constructor(folder: string) {
    this.#folder = folder;
    this.#left = Array.from({ length: COUNT }, (_, n) => ({
      origin: `c/${n}`,
      partition: "c",
      position: n,
      raw: {
        bytes: n % 3 === 0
          ? Uint8Array.of(0xff, n)
          : new TextEncoder().encode(JSON.stringify({ n })),
        subject: "orders",
        at: 17,
      },
    }));
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  async pull(max: number, signal: AbortSignal): Promise<Pulled<number>[]> {
    const batch = this.#left.splice(0, max);
    if (batch.length > 0) return batch;
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    return [];
  }

  async settle(messages: readonly Pulled<number>[]): Promise<void> {
    const { source, sink } = letterFiles(this.#folder);
    const text = (await Promise.all([source, sink].map((path) => Deno.readTextFile(path)))).join();
    const lines = messages.map(({ origin }) =>
      `${origin} ${text.includes(`"origin":"${origin}"`) ? "kept" : "not kept"}\n`
    );
    await Deno.writeTextFile(`${this.#folder}/told`, lines.join(""), { append: true });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const checkingSource: SourceWireKind<FolderArgs, number> = {
  name: "checking",
  args: { folder: "" },
  redelivers: true,
  faults: () => [],
  create: ({ folder }) => Promise.resolve(new CheckingWire(folder)),
};

const refusingWire: SinkWire<Uint8Array> = {
  open: () => Promise.resolve(),
  put: (batch) =>
    Promise.resolve(
      batch.map(({ origin }) =>
        Number(origin.slice(2)) % 3 === 1 ? { dead: "it is refused" } : "done"
      ),
    ),
  close: () => Promise.resolve(),
};

const refusingSink: SinkWireKind<Uint8Array, Record<never, never>> = {
  name: "refusing",
  args: {},
  faults: () => [],
  create: () => Promise.resolve(refusingWire),
};

export const checking = defineSource(import.meta, "checking", {
  wire: checkingSource,
  kind: json<{ n: number }>(),
});

export const refusing = defineSink(import.meta, "refusing", {
  wire: refusingSink,
  kind: json<{ n: number }>(),
});
