/** The kinds of message that the package has, by their names. */

/** Those that a struct can have as a field. */
const SCALARS = ["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f32", "f64", "bool"];

/** Those that a channel can carry. */
export const KINDS: readonly string[] = [...SCALARS, "text", "bytes", "json"];

/** Whether it is one that a channel can carry. */
export function isKind(name: string): boolean {
  return KINDS.includes(name);
}

/** The kind of a field as it is written in code: a number, a truth value, or a text of so many bytes; `undefined` if it is none. */
export function fieldKind(text: string): string | undefined {
  const kind = text.trim();
  if (SCALARS.includes(kind)) return kind;
  const [, bytes] = /^text(?:\((\d{1,4})\))?$/.exec(kind) ?? [];
  if (kind === "text") return `text(${DEFAULT_TEXT_BYTES})`;
  return bytes === undefined || Number(bytes) === 0 ? undefined : `text(${Number(bytes)})`;
}

/** Bytes of a text in a struct whose size the drawing does not say. */
const DEFAULT_TEXT_BYTES = 64;

/** What to write for a field. */
export const FIELD_KINDS = [...SCALARS, "text(32)"].join(", ");

/** Whether it can be the name of a message of one's own as it is. */
export function isMessageName(text: string): boolean {
  return /^(?!\p{Ll})\p{ID_Start}[\p{ID_Continue}$]*$/u.test(text);
}
