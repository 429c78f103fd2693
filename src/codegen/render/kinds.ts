/** What channels carry, as the code of a project says it: the kind, and an example message of a number. */
import type { DesignMessage, DesignType } from "../design.ts";
import { call, type Code, laidOut } from "./layout.ts";

/** For each kind of the package, by the name of a number: how the example of that number is written. */
const EXAMPLES: Readonly<Record<string, (n: string) => string>> = {
  u8: (n) => `${n} % 256`,
  u16: (n) => `${n} % 65_536`,
  u32: (n) => n,
  i8: (n) => `${n} % 128`,
  i16: (n) => `${n} % 32_768`,
  i32: (n) => n,
  f32: (n) => `${n} % 1_000_000`,
  f64: (n) => n,
  u64: (n) => `BigInt(${n})`,
  i64: (n) => `BigInt(${n})`,
  bool: (n) => `${n} % 2 === 1`,
  text: (n) => `\`number \${${n}}\``,
  bytes: (n) => `new Uint8Array([${n} % 256])`,
  json: (n) => `{ number: ${n} }`,
};

/** The same as a person writes it where the number is a literal. */
const LITERALS: Readonly<Record<string, (n: number) => string>> = {
  u8: (n) => `${n % 256}`,
  u16: (n) => `${n % 65_536}`,
  i8: (n) => `${n % 128}`,
  i16: (n) => `${n % 32_768}`,
  f32: (n) => `${n % 1_000_000}`,
  u64: (n) => `${n}n`,
  i64: (n) => `${n}n`,
  bool: (n) => `${n % 2 === 1}`,
  text: (n) => `"number ${n}"`,
  bytes: (n) => `new Uint8Array([${n % 256}])`,
};

/** What of the package's door the kind needs; nothing where `messages.ts` has it. */
export function kindImports({ name, isMessage }: DesignType): string[] {
  return isMessage ? [] : [name];
}

/** The kind as an expression. */
export function kindText({ name, isMessage }: DesignType): string {
  if (isMessage) return `messages.${name}`;
  return name === "json" ? "json<unknown>()" : name;
}

/** An example message, of the number that the expression `n` is. */
export function exampleText({ name, isMessage }: DesignType, n: string): string {
  if (isMessage) return `messages.${exampleName(name)}(${n})`;
  const text = /^\d+$/.test(n) ? LITERALS[name]?.(Number(n)) : undefined;
  return text ?? (EXAMPLES[name] ?? numbered)(n);
}

/** The same, where that number is a longer expression. */
export function exampleCode(type: DesignType, n: Code): Code {
  return type.isMessage && typeof n !== "string"
    ? call(`messages.${exampleName(type.name)}`, n)
    : exampleText(type, laidOut(n));
}

/** What makes the example of a number, as a function. */
export function exampleFunction(type: DesignType): string {
  if (type.isMessage) return `messages.${exampleName(type.name)}`;
  const example = exampleText(type, "n");
  return `(n: number) => ${example.startsWith("{") ? `(${example})` : example}`;
}

/** Whether the code that names it needs `messages.ts`. */
export function usesMessages({ isMessage }: DesignType): boolean {
  return isMessage;
}

/** Whether two ends carry the same. */
export function isSameType(a: DesignType, b: DesignType): boolean {
  return a.name === b.name && a.isMessage === b.isMessage;
}

/** What makes examples of a message, in `messages.ts`. */
export function exampleName(message: string): string {
  return `example${message}`;
}

/** How a message is written: as a struct, field by field. */
export interface MessageCode {
  /** Names of the actor's door. */
  readonly imported: readonly string[];
  /** The kind of each field. */
  readonly fields: Readonly<Record<string, string>>;
  /** The fields of its example number `n`. */
  readonly example: Readonly<Record<string, string>>;
}

/** A message with the fields that the drawing gives it, or a number to begin with. */
export function structCode({ fields = [] }: DesignMessage): MessageCode {
  const all = fields.length === 0 ? [{ name: "number", kind: "f64" }] : fields;
  return {
    imported: ["struct", ...all.map(({ kind }) => makerOf(kind))],
    fields: Object.fromEntries(all.map(({ name, kind }) => [name, kind])),
    example: Object.fromEntries(
      all.map(({ name, kind }) => [name, (EXAMPLES[makerOf(kind)] ?? numbered)("n")]),
    ),
  };
}

/** What makes a field: `text` of `text(64)`. */
function makerOf(kind: string): string {
  return kind.replace(/\(.*$/s, "");
}

function numbered(n: string): string {
  return n;
}
