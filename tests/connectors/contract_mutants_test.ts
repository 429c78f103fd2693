/** The contract itself: of a wire that breaks a rule, a row that is about the rule fails; and of one that does not, none does. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type {
  Outgoing,
  Pulled,
  PutOutcome,
  SinkWire,
  SinkWireKind,
  SourceWire,
  SourceWireKind,
} from "../../src/connectors/wire.ts";
import type { SinkBed, SinkRow, SourceBed, SourceRow } from "./contract/beds.ts";
import { expectedEnds, resultsText } from "./contract/results.ts";
import { SINK_ROWS } from "./contract/sink_rows.ts";
import { SOURCE_ROWS } from "./contract/source_rows.ts";
import { beds } from "./memory/bed.ts";

const sourceBed = beds.find(({ end }) => end === "source") as SourceBed;
const sinkBed = beds.find(({ end }) => end === "sink") as SinkBed;
/** What must not come takes so long to be missed. */
const SHORT = { patienceMs: 300, redeliveryMs: 0 };

type Source = SourceWire<unknown>;
type Sink = SinkWire<unknown>;

/** A source wire with some methods in the place of its own, which they get. */
function source(change: (inner: Source) => Partial<Source>): SourceWireKind {
  const { kind } = sourceBed;
  return {
    ...kind,
    async create(args) {
      const inner: Source = await kind.create(args);
      return {
        open: (opening) => inner.open(opening),
        pull: (max, signal) => inner.pull(max, signal),
        settle: (messages) => inner.settle(messages),
        close: () => inner.close(),
        ...change(inner),
      };
    },
  };
}

function sink(change: (inner: Sink) => Partial<Sink>): SinkWireKind<unknown> {
  const { kind } = sinkBed;
  return {
    ...kind,
    async create(args) {
      const inner: Sink = await kind.create(args);
      return {
        open: (opening) => inner.open(opening),
        put: (batch, signal) => inner.put(batch, signal),
        close: () => inner.close(),
        ...change(inner),
      };
    },
  };
}

/** A source wire that hands over other messages than it has pulled. */
function pulling(change: (pulled: readonly Pulled[], max: number) => readonly Pulled[]) {
  return source((inner) => ({
    pull: async (max, signal) => change(await inner.pull(max, signal) ?? [], max),
  }));
}

let opened = 0;

const SOURCES: Readonly<Record<string, readonly [SourceRow, SourceWireKind]>> = {
  "brings the newest first": ["order", pulling((pulled) => pulled.toReversed())],
  "leaves one out": ["order", pulling((pulled) => pulled.filter(({ raw }) => raw.bytes[2] !== 53))],
  "brings one twice": [
    "order",
    pulling((pulled) =>
      pulled.length === 1 ? pulled : [...pulled, ...pulled.slice(0, 1)].slice(0, 9)
    ),
  ],
  "brings more than it may": [
    "order",
    source((inner) => ({ pull: (max, signal) => inner.pull(max + 1, signal) })),
  ],
  "settles what it pulls": [
    "redelivery",
    source((inner) => ({
      async pull(max, signal) {
        const pulled = await inner.pull(max, signal) ?? [];
        await inner.settle(pulled);
        return pulled;
      },
    })),
  ],
  "settles nothing": ["redelivery", source(() => ({ settle: () => Promise.resolve() }))],
  "does not heed an abort": [
    "abort",
    source((inner) => ({
      pull: (max) => inner.pull(max, AbortSignal.timeout(2000)),
    })),
  ],
  "leaves out what an abort finds": [
    "abort",
    source((inner) => ({
      async pull(max, signal) {
        const pulled = await inner.pull(max, signal) ?? [];
        await new Promise((resolve) => setTimeout(resolve, 3));
        if (!signal.aborted) return pulled;
        await inner.settle(pulled);
        return [];
      },
    })),
  ],
  "throws when it settles twice": [
    "settle twice",
    source((inner) => {
      const settled = new Set<Pulled>();
      return {
        settle(messages) {
          if (messages.some((one) => settled.has(one))) throw new Error("unknown handle");
          for (const one of messages) settled.add(one);
          return inner.settle(messages);
        },
      };
    }),
  ],
  "has origins of its own": [
    "origins",
    source((inner) => {
      const own = ++opened;
      return {
        async pull(max, signal) {
          const pulled = await inner.pull(max, signal) ?? [];
          return pulled.map((one) => ({ ...one, origin: `${own}/${one.origin}` }));
        },
      };
    }),
  ],
  "has one origin for all": [
    "origins",
    pulling((pulled) => pulled.map((one) => ({ ...one, origin: "orders" }))),
  ],
  "takes all for text": [
    "contents",
    pulling((pulled) =>
      pulled.map((one) => ({
        ...one,
        raw: { bytes: new TextEncoder().encode(new TextDecoder().decode(one.raw.bytes)) },
      }))
    ),
  ],
  "leaves out what is empty": [
    "contents",
    pulling((pulled) => pulled.filter(({ raw }) => raw.bytes.length > 0)),
  ],
  "takes a refused login for a lost connection": [
    "wrong credentials",
    source((inner) => ({
      open: (opening) =>
        inner.open(opening).catch((error) => Promise.reject(new Error(error.message))),
    })),
  ],
  "takes a topic that there is not for an empty one": [
    "unknown topic",
    source((inner) => ({
      open: (opening) => inner.open(opening).catch(() => {}),
      pull: () => Promise.resolve([]),
    })),
  ],
  "takes a lost connection for silence": [
    "cut",
    source((inner) => ({ pull: (max, signal) => inner.pull(max, signal).catch(() => []) })),
  ],
  "settles all when the server goes": [
    "restart",
    source((inner) => {
      const all: Pulled[] = [];
      return {
        async pull(max, signal) {
          const pulled = await inner.pull(max, signal) ?? [];
          all.push(...pulled);
          return pulled;
        },
        settle: () => inner.settle(all.slice()),
      };
    }),
  ],
  "keeps what it had when others join": [
    "members",
    source((inner) => ({
      open: (opening) => inner.open({ ...opening, giveUp: () => new Promise(() => {}) }),
      close: () => Promise.resolve(),
    })),
  ],
};

const SINKS: Readonly<Record<string, readonly [SinkRow, SinkWireKind<unknown>]>> = {
  "puts the newest first": [
    "order",
    sink((inner) => ({ put: (batch, signal) => inner.put(batch.toReversed(), signal) })),
  ],
  "says that all is done, and puts half": [
    "order",
    sink((inner) => ({
      async put(batch, signal) {
        await inner.put(batch.slice(0, batch.length / 2), signal);
        return batch.map(() => "done");
      },
    })),
  ],
  "forgets an outcome": [
    "order",
    sink((inner) => ({ put: async (batch, signal) => (await inner.put(batch, signal)).slice(1) })),
  ],
  "has origins of its own": [
    "put twice",
    sink((inner) => ({
      put: (batch, signal) =>
        inner.put(batch.map((one) => ({ ...one, origin: `${++opened}` })), signal),
    })),
  ],
  "refuses a whole batch for one": [
    "half a batch",
    sink((inner) => ({
      async put(batch, signal) {
        const outcomes = await inner.put(batch, signal);
        const dead = outcomes.find((outcome) => typeof outcome === "object");
        return dead === undefined ? outcomes : outcomes.map(() => dead);
      },
    })),
  ],
  "says that what was refused is done": [
    "half a batch",
    sink((inner) => ({
      put: async (batch, signal) => (await inner.put(batch, signal)).map((): PutOutcome => "done"),
    })),
  ],
  "takes all for text": [
    "contents",
    sink((inner) => ({
      put: (batch, signal) => inner.put(batch.map(asText), signal),
    })),
  ],
  "takes a refused login for a lost connection": [
    "wrong credentials",
    sink((inner) => ({
      open: (opening) =>
        inner.open(opening).catch((error) => Promise.reject(new Error(error.message))),
    })),
  ],
  "takes a topic that there is not for one that takes nothing": [
    "unknown topic",
    sink((inner) => ({
      open: (opening) => inner.open(opening).catch(() => {}),
      put: (batch) => Promise.resolve(batch.map(() => "again")),
    })),
  ],
  "says that what is lost is done": [
    "cut",
    sink((inner) => ({
      put: (batch, signal) => inner.put(batch, signal).catch(() => batch.map(() => "done")),
    })),
  ],
  "says so when the server goes, too": [
    "restart",
    sink((inner) => ({
      put: (batch, signal) => inner.put(batch, signal).catch(() => batch.map(() => "done")),
    })),
  ],
};

function asText({ origin, item }: Outgoing<unknown>): Outgoing<unknown> {
  const { bytes, ...rest } = item as { readonly bytes: Uint8Array };
  const text = new TextDecoder().decode(bytes);
  return { origin, item: { ...rest, bytes: new TextEncoder().encode(text) } };
}

function measured(): void {}

for (const [what, [row, kind]] of Object.entries(SOURCES)) {
  Deno.test({
    name: `the contract: a source wire that ${what} fails row "${row}"`,
    // What is broken may leave something under way.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      await assertRejects(() =>
        SOURCE_ROWS[row]({
          bed: { ...sourceBed, ...SHORT, kind },
          fresh: (options) => sourceBed.fresh(options),
          measured,
        }), Error);
    },
  });
}

for (const [what, [row, kind]] of Object.entries(SINKS)) {
  Deno.test({
    name: `the contract: a sink wire that ${what} fails row "${row}"`,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      await assertRejects(() =>
        SINK_ROWS[row]({
          bed: { ...sinkBed, ...SHORT, kind },
          fresh: (options) => sinkBed.fresh(options),
          measured,
        }), Error);
    },
  });
}

Deno.test("the contract: a wire that changes nothing holds", async () => {
  const rows: readonly SourceRow[] = ["order", "redelivery", "abort", "origins", "members", "cut"];
  const bed = { ...sourceBed, kind: source(() => ({})) };
  for (const row of rows) {
    await SOURCE_ROWS[row]({ bed, fresh: (options) => sourceBed.fresh(options), measured });
  }
});

Deno.test("the contract: the last line counts what ran, and says what did not", () => {
  const text = resultsText([
    { bed: sourceBed, held: ["order", "abort"], failed: [], measured: ["abort: 3 ms"] },
    { bed: sinkBed, held: [], failed: [], measured: [], missing: "there is no server here" },
  ]);
  assertEquals(
    text.split("\n").at(-1),
    "1 of 2 ends of wires ran their contract: memory source against a broker in this thread (2); " +
      "not run: memory sink against a broker in this thread",
  );
  assert(text.includes("not run, there is no server here"));
  assert(text.includes("not kill process: a broker in memory ends with its process"));
});

Deno.test("the contract: in CI all ends are expected that are not run by hand, or as many as are said", () => {
  const before = { CI: Deno.env.get("CI"), STEADY_WIRES: Deno.env.get("STEADY_WIRES") };
  const all = [sourceBed, sinkBed, { ...sinkBed, byHand: "its server takes minutes" }];
  try {
    Deno.env.delete("CI");
    Deno.env.delete("STEADY_WIRES");
    assertEquals(expectedEnds(all), 0);
    Deno.env.set("CI", "true");
    assertEquals(expectedEnds(all), 2);
    Deno.env.set("STEADY_WIRES", "3");
    assertEquals(expectedEnds(all), 3);
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
});
