import {
  defineActor,
  f64,
  json,
  rx,
  struct,
  text,
  tx,
  txBundle,
  u32,
  u8,
} from "@steady-state/deno/actor";

const point = struct({ x: f64, tag: text(8), of: text(1) });
const tree = struct({ left: { id: u32 } });

function run(): void {}

export const source = defineActor(import.meta, "source", { ports: { out: txBundle(u32) }, run });
export const sink = defineActor(import.meta, "sink", { ports: { in: rx(u32) }, run });
export const pipe = defineActor(import.meta, "pipe", {
  ports: { in: rx(u32), out: tx(u32) },
  run,
});
export const bytes = defineActor(import.meta, "bytes", { ports: { out: tx(u8) }, run });
export const bytePipe = defineActor(import.meta, "bytePipe", {
  ports: { in: rx(u8), out: tx(u8) },
  run,
});
export const byteSink = defineActor(import.meta, "byteSink", { ports: { in: rx(u8) }, run });
export const points = defineActor(import.meta, "points", {
  ports: { a: tx(point), b: tx(point), c: tx(tree), d: tx(json()) },
  run,
});
export const pointTaker = defineActor(import.meta, "pointTaker", {
  ports: { a: rx(point), b: rx(point), c: rx(tree), d: rx(json()) },
  run,
});

export const book = defineActor(import.meta, "book", { state: { pages: u32 }, run });

/** Actors that do nothing, with ports of all kinds. */
export const actors = { book, source, sink, pipe, bytes, bytePipe, byteSink, points, pointTaker };
