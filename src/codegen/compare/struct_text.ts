import type { DesignMessage } from "../design.ts";

/** The fields of a message. */
type Fields = NonNullable<DesignMessage["fields"]>;

const SCALAR = /^([^:]+):(u8|u16|u32|u64|i8|i16|i32|i64|f32|f64|bool)$/;
const TEXT = /^([^:]+):textLength u16, \1:textBytes u8(?:×(\d+))?$/;
const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** How the package prints a struct of those fields: `struct(id:u32, price:f64)`. */
export function structText(fields: Fields): string {
  return `struct(${fields.map(({ name, kind }) => fieldText(name, kind)).join(", ")})`;
}

function fieldText(name: string, kind: string): string {
  const [, bytes] = /^text\((\d+)\)$/.exec(kind) ?? [];
  if (bytes === undefined) return `${name}:${kind}`;
  return `${name}:textLength u16, ${name}:textBytes u8${bytes === "1" ? "" : `×${bytes}`}`;
}

/** The fields of a struct that is printed so; `undefined` if it is none, or has some that a drawing has no words for. */
export function structFields(kind: string): Fields | undefined {
  const [, inner] = /^struct\((.*)\)$/s.exec(kind) ?? [];
  if (inner === undefined) return undefined;
  const fields: Fields[number][] = [];
  // The two columns of a text belong together.
  for (const column of inner.split(/, (?![^:,]+:textBytes )/)) {
    const [, scalar, element] = SCALAR.exec(column) ?? [];
    const [, text, bytes = "1"] = TEXT.exec(column) ?? [];
    const name = scalar ?? text;
    if (name === undefined || !NAME.test(name)) return undefined;
    fields.push({ name, kind: element ?? `text(${bytes})` });
  }
  return fields;
}
