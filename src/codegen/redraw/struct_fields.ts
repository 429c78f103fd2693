import type { DesignMessage } from "../design.ts";

const SCALARS = "u8|u16|u32|u64|i8|i16|i32|i64|f32|f64|bool";
const FIELD = new RegExp(`^([\\p{ID_Start}_][\\p{ID_Continue}]*):(${SCALARS})$`, "u");

/**
 * The fields of a struct as they are printed, `struct(id:u32, price:f64)`; `undefined` if it is no struct, or has fields that a drawing
 * has no words for: texts, arrays, nested ones.
 */
export function structFields(kind: string): DesignMessage["fields"] | undefined {
  const [, inner] = /^struct\((.*)\)$/s.exec(kind) ?? [];
  if (inner === undefined) return undefined;
  const fields: { name: string; kind: string }[] = [];
  for (const text of inner.split(", ")) {
    const [, name, scalar] = FIELD.exec(text) ?? [];
    if (name === undefined || scalar === undefined) return undefined;
    fields.push({ name, kind: scalar });
  }
  return fields;
}
