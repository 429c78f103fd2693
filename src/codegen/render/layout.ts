/** How code is laid out, so that `deno fmt` finds nothing to change: what fits into a line stands in one, and what does not has an item a line. */

/** Characters of a line. */
export const LINE_WIDTH = 100;

/** Code: a text, several pieces one after the other, or a list in brackets. */
export type Code = string | readonly Code[] | CodeList | CodeMember;

/** Items between brackets. */
export interface CodeList {
  readonly open: string;
  readonly items: readonly Code[];
  readonly close: string;
  /** Whether it has an item a line also where it would fit into one. */
  readonly isTall: boolean;
}

/** A member of an object, and its value. */
export interface CodeMember {
  readonly name: string;
  readonly value: Code;
}

/** A call: `any(a, b)`. */
export function call(name: string, ...items: readonly Code[]): CodeList {
  return { open: `${name}(`, items, close: ")", isTall: false };
}

/** An array. */
export function array(...items: readonly Code[]): CodeList {
  return { open: "[", items, close: "]", isTall: false };
}

/** An object, of what `name: value` pairs it has; those without a value are left out. */
export function object(
  members: Readonly<Record<string, Code | undefined>>,
  { isTall = false } = {},
): CodeList {
  const items = Object.entries(members).flatMap(([name, value]) =>
    value === undefined ? [] : [value === name ? name : { name: key(name), value }]
  );
  return { open: "{", items, close: "}", isTall: isTall && items.length > 0 };
}

/** An import of these names, in order; nothing where there are none. */
export function importOf(names: readonly string[], from: string): string {
  const sorted = [...new Set(names)].sort((a, b) => compareImports(a, b));
  if (sorted.length === 0) return "";
  const list: CodeList = { open: "{", items: sorted, close: "}", isTall: false };
  return `${laidOut(["import ", list, ` from ${JSON.stringify(from)};`])}\n`;
}

/** The code as text. Its first line stands where there are `indent` blanks before it. */
export function laidOut(code: Code, indent = 0): string {
  return lay(code, indent, indent, 0);
}

/** A text as a literal of the code, in the quotes that `deno fmt` prefers. */
export function literal(text: string): string {
  const double = JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029]/g, escaped);
  const count = (quote: string) => text.split(quote).length - 1;
  if (count('"') <= count("'")) return double;
  return `'${double.slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"')}'`;
}

/** A number as a literal of the code, with a line between thousands where it is long. */
export function numeral(number: number): string {
  return Number.isInteger(number) && number >= 10_000
    ? `${number}`.replace(/\B(?=(?:\d{3})+$)/g, "_")
    : `${number}`;
}

/** A name, as it stands before the colon of an object's member. */
export function key(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : literal(name);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** As `deno fmt` puts them in order: without regard to case, and to whether it is a type. */
function compareImports(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => name.replace(/^type /, "")) as [string, string];
  const [low, high] = [left.toLowerCase(), right.toLowerCase()];
  return low < high ? -1 : low > high ? 1 : left < right ? 1 : left > right ? -1 : 0;
}

function flat(code: Code): string {
  if (typeof code === "string") return code;
  if (isPieces(code)) return code.map(flat).join("");
  if (isMember(code)) return `${code.name}: ${flat(code.value)}`;
  const blank = code.open.endsWith("{") && code.items.length > 0 ? " " : "";
  return `${code.open}${blank}${code.items.map(flat).join(", ")}${blank}${code.close}`;
}

function isTall(code: Code): boolean {
  if (typeof code === "string") return code.includes("\n");
  if (isPieces(code)) return code.some(isTall);
  if (isMember(code)) return isTall(code.value);
  return code.isTall || code.items.some(isTall);
}

function isMember(code: Code): code is CodeMember {
  return typeof code === "object" && "value" in code;
}

function isPieces(code: Code): code is readonly Code[] {
  return Array.isArray(code);
}

/** @param column where its first line begins; @param behind how many characters follow in the line in which it ends */
function lay(code: Code, indent: number, column: number, behind: number): string {
  if (typeof code === "string") return code;
  if (!isTall(code) && column + flat(code).length + behind <= LINE_WIDTH) return flat(code);
  if (isPieces(code)) {
    let text = "";
    code.forEach((piece, at) => {
      const rest = code.slice(at + 1);
      const line = text.length - text.lastIndexOf("\n") - 1;
      const from = text.includes("\n") ? line : column + text.length;
      text += lay(piece, indent, from, behind + untilBreak(rest));
    });
    return text;
  }
  if (isMember(code)) return layMember(code, indent, column, behind);
  if (code.items.length === 0) return `${code.open}${code.close}`;
  const hugged = hug(code, indent, column);
  if (hugged !== undefined) return hugged;
  const inner = indent + 2;
  const lines = code.items.map((item) => `${" ".repeat(inner)}${lay(item, inner, inner, 1)},\n`);
  return `${code.open}\n${lines.join("")}${" ".repeat(indent)}${code.close}`;
}

/** A value that cannot be broken stands in the line below its name, where it does not fit beside it. */
function layMember({ name, value }: CodeMember, indent: number, column: number, behind: number) {
  if (typeof value === "string") return `${name}:\n${" ".repeat(indent + 2)}${value}`;
  return `${name}: ${lay(value, indent, column + name.length + 2, behind)}`;
}

/** A call whose last item is an object or an array, which is broken while the items before it stand in the line of the call; if it can be. */
function hug({ open, items, close }: CodeList, indent: number, column: number): string | undefined {
  const last = items.at(-1)!;
  const before = items.slice(0, -1);
  if (!open.endsWith("(") || !isList(last) || !/^[{[]$/.test(last.open)) return undefined;
  if (last.items.length === 0 || before.some((item) => typeof item !== "string")) return undefined;
  const head = `${open}${before.map((item) => `${item}, `).join("")}`;
  if (head.includes("\n") || column + head.length + 1 > LINE_WIDTH) return undefined;
  return `${head}${lay({ ...last, isTall: true }, indent, column + head.length, 1)}${close}`;
}

function isList(code: Code): code is CodeList {
  return typeof code === "object" && "items" in code;
}

/** So many characters of what follows cannot but stand in the same line. */
function untilBreak(rest: readonly Code[]): number {
  let length = 0;
  for (const piece of rest) {
    if (typeof piece !== "string") return length + (isList(piece) ? piece.open.length : 0);
    length += piece.length;
  }
  return length;
}
