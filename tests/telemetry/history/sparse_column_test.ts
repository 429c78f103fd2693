import { assertEquals } from "@std/assert";
import { SparseColumn } from "../../../src/telemetry/history/sparse_column.ts";

Deno.test("SparseColumn: counts that change all the time are told as they were, for all of the past", () => {
  const [actors, samples] = [8, 900];
  const column = new SparseColumn(actors, samples);
  for (let n = 0; n < 2 * samples; n++) {
    column.push(n, Array.from({ length: actors }, (_, actor) => n * 10 + actor));
  }
  for (const n of [samples, samples + 1, 1500, 2 * samples - 1]) {
    assertEquals(column.column(n), Array.from({ length: actors }, (_, actor) => n * 10 + actor));
  }
  assertEquals(column.series(3, samples, samples + 3), [9003, 9013, 9023]);
});
