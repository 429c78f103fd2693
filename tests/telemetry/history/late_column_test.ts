import { assertEquals } from "@std/assert";
import { CELL_CODES } from "../../../src/telemetry/history/cell_codes.ts";
import { DenseColumn } from "../../../src/telemetry/history/dense_column.ts";
import { LateColumn } from "../../../src/telemetry/history/late_column.ts";

function lateColumn(): LateColumn {
  return new LateColumn(2, () => new DenseColumn(CELL_CODES.decimal, 2, 4));
}

Deno.test("LateColumn: takes no memory, and has nothing, while nobody has anything", () => {
  const column = lateColumn();
  column.push(0, [null, null]);
  column.push(1, []);
  assertEquals([column.bytes, column.column(1), column.series(1, 0, 2)], [0, [null, null], [
    null,
    null,
  ]]);
});

Deno.test("LateColumn: what was before its first cell stays nothing, and what comes then is kept", () => {
  const column = lateColumn();
  column.push(0, [null, null]);
  column.push(1, [null, 12]);
  column.push(2, [7, null]);
  assertEquals([0, 1, 2].map((n) => column.column(n)), [[null, null], [null, 12], [7, null]]);
  assertEquals(column.series(1, 0, 3), [null, 12, null]);
  assertEquals(column.series(0, 1, 3), [null, 7]);
  assertEquals(column.series(0, 0, 1), [null]);
  assertEquals(column.bytes > 0, true);
});
