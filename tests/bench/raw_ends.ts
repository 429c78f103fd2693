/**
 * What it takes to move messages as bytes, in one thread: `deno run -A --no-lock tests/bench/raw_ends.ts`. From one ring to another: a body
 * of 1,024 messages is looked at, copied as for a socket, looked through and sent. Million messages a second, the median of nine rounds.
 */
import {
  array,
  bytes,
  f64,
  json,
  type Kind,
  oneOf,
  optional,
  struct,
  text,
  u32,
  u8,
} from "../../src/channel/mod.ts";
import { nextTurns } from "../contract/channel_memory.ts";
import { RawMemory } from "../contract/raw_memory.ts";

const BODY = 1024;
const ROUNDS = 9;
const ROUND_MS = 150;
const WARM = 300;
const MEMORY = { capacity: 4 * BODY, bytes: 2 ** 20 };

/** Moves messages of a kind, and says how many million a second. */
function rateOf<T>(kind: Kind<T>, message: (n: number) => T): number {
  const [here, there] = [new RawMemory(kind, MEMORY), new RawMemory(kind, MEMORY)];
  const [tx, from, to, rx] = [here.tx(), here.rawRx(), there.rawTx(), there.rawRx()];
  tx.sendBatch(Array.from({ length: BODY }, (_, n) => message(n)));
  nextTurns(tx, from);
  const frame = new Uint8Array(MEMORY.bytes);
  const move = () => {
    const { count, byteLength, parts } = from.peekParts(BODY, frame.length);
    let at = 0;
    for (const part of parts) {
      frame.set(part, at);
      at += part.length;
    }
    if (to.sendBody(count, frame.subarray(0, byteLength)) !== BODY) throw new Error("it is full");
    nextTurns(to, rx);
    rx.advance(BODY);
    nextTurns(rx, to);
  };
  for (let i = 0; i < WARM; i++) move();
  const rates = Array.from({ length: ROUNDS }, () => {
    const begun = performance.now();
    let moved = 0;
    for (; performance.now() - begun < ROUND_MS; moved += BODY) move();
    return moved / (performance.now() - begun) / 1000;
  });
  return rates.sort((a, b) => a - b)[ROUNDS >> 1] as number;
}

function row<T>(name: string, kind: Kind<T>, message: (n: number) => T): void {
  console.log(`${name.padEnd(40)} ${rateOf(kind, message).toFixed(1).padStart(8)} M/s`);
}

const eight = { a: f64, b: f64, c: f64, d: f64, e: f64, f: f64, g: f64, h: f64 };
const trade = struct({
  id: u32,
  price: f64,
  side: oneOf("buy", "sell"),
  symbol: text(8),
  note: text(24),
  limit: optional(f64),
});

row("f64", f64, (n) => n);
row("struct of 8 columns, 64 bytes", struct(eight), (n) => ({
  a: n,
  b: n,
  c: n,
  d: n,
  e: n,
  f: n,
  g: n,
  h: n,
}));
row("struct of one column, 64 bytes", struct({ a: array(u8, 64) }), () => ({
  a: Array.from(new Uint8Array(64)),
}));
row("struct with texts, oneOf and optional", trade, (n) => ({
  id: n,
  price: n / 2,
  side: n % 2 === 0 ? "buy" as const : "sell" as const,
  symbol: "ACME",
  note: "as agreed",
}));
row("bytes, 64 each", bytes, () => new Uint8Array(64));
row("text, 20 characters", text, (n) => `message ${n}`.padEnd(20));
row("JSON of a known outline", json<unknown>(), (n) => ({ sensor: "roof", n, path: [1, 2, n] }));
row("JSON as text", json<unknown>(), (n) => ({ [`key${n}`]: "roof", n, path: [1, 2, n] }));
