/** What the one-message verbs of many kinds have in common: an engine that has seen more than four shapes in a function gives up on it. */
import { assert, assertEquals } from "@std/assert";
import * as channel from "../../src/channel/mod.ts";
import type { Kind } from "../../src/channel/ring/mod.ts";
import { ChannelMemory, controlOf } from "../contract/channel_memory.ts";

const { u8, u16, u32, i8, i16, i32, f32, f64, u64, i64 } = channel;
const SCALARS = [u8, u16, u32, i8, i16, i32, f32, f64, u64, i64] as readonly Kind<unknown>[];
const KINDS = [
  ...SCALARS,
  channel.bool,
  channel.text,
  channel.bytes,
  channel.json(),
  channel.struct({ a: f64 }),
] as readonly Kind<unknown>[];

/** So many shapes V8 learns of in one place of the code. With one more, every access there goes the long way. */
const MOST_SHAPES = 4;

/** How many of `kinds` have the same function as their end's `verb`, for each such function. */
function sharing(verb: "trySend" | "tryTake" | "takeNext"): number[] {
  const counts = new Map<unknown, number>();
  for (const kind of SCALARS) {
    const memory = new ChannelMemory(kind);
    const end = verb === "trySend" ? memory.tx() : memory.rx();
    const code = (end as unknown as Record<string, unknown>)[verb];
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts.values()];
}

for (const verb of ["trySend", "tryTake", "takeNext"] as const) {
  Deno.test(`no ${verb} works on more kinds of typed array than an engine can learn in one function`, () => {
    const counts = sharing(verb);
    assertEquals(counts.reduce((sum, count) => sum + count, 0), SCALARS.length);
    assert(Math.max(...counts) <= MOST_SHAPES, counts.join(" "));
  });
}

Deno.test("what a turn does with its ends meets few shapes, whatever kinds there are", () => {
  const shapes = new Set(
    KINDS.flatMap((kind) => {
      const memory = new ChannelMemory(kind);
      return [controlOf(memory.tx()), controlOf(memory.rx())].map(({ constructor }) => constructor);
    }),
  );
  // One less, so that there is a place for whoever comes next.
  assert(shapes.size < MOST_SHAPES, [...shapes].map(({ name }) => name).join(" "));
});
