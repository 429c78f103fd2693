import type { KindShape } from "../kind_shape.ts";
import type { ColumnPart } from "../ring/mod.ts";
import { elementBytes, inMemoryOrder } from "../struct/mod.ts";
import { compositionOf } from "./composition_of.ts";
import type { RawColumn, RawShape } from "./raw_shape.ts";

/**
 * How messages of a kind lie in memory: plain data, by which raw ends in another thread know what they move.
 *
 * @throws {TypeError} if it is no kind, or of a copy of this package that does not fit this one
 */
export function rawShapeOf(kind: KindShape): RawShape {
  const composition = compositionOf(kind);
  switch (composition.of) {
    case "scalar": {
      const limit = composition.element === "bool" ? { limit: { bytes: 1, most: 1 } } as const : {};
      return { form: "columns", columns: [{ width: kind.slotBytes, ...limit }] };
    }
    case "struct":
      return { form: "columns", columns: structColumns(composition.columns) };
    case "json":
      return { form: "records", content: "json" };
    case "call":
    case "delivery": {
      const { of, message } = composition;
      return { form: "records", content: { of, body: rawShapeOf(message) } };
    }
    case "answer":
      return { form: "records", content: { of: "answer", body: rawShapeOf(composition.answer) } };
    default:
      return { form: "records", content: "any" };
  }
}

function structColumns(columns: readonly ColumnPart[]): RawColumn[] {
  return inMemoryOrder(columns).map((i) => {
    const column = columns[i] as ColumnPart;
    const bytes = elementBytes(column);
    const width = column.width * bytes;
    const most = greatest(columns, i);
    if (most === undefined) return { width };
    return { width, limit: { bytes: bytes as 1 | 2, most }, field: column.path.join(".") };
  });
}

/** The greatest number that column `i` may hold; `undefined` where every value is one. */
function greatest(columns: readonly ColumnPart[], i: number): number | undefined {
  const { role, element, values } = columns[i] as ColumnPart;
  switch (role) {
    case "oneOf":
      return values.length - 1;
    case "textLength":
      // Its bytes are the next column.
      return (columns[i + 1] as ColumnPart).width;
    case "presence":
      return 1;
    default:
      return element === "bool" ? 1 : undefined;
  }
}
