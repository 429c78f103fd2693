/** What channels carry, as the code of a project says it: the kind, and an example message of a number. */
import type { DesignMessage, DesignType } from "../design.ts";

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

/** Kinds that are no field of a struct as they are, by what takes their place there. */
const FIELDS: Readonly<Record<string, { field: string; imported: string[]; example: string }>> = {
  text: { field: "text(64)", imported: ["text"], example: EXAMPLES.text!("n") },
  bytes: {
    field: "array(u8, 32)",
    imported: ["array", "u8"],
    example: "new Array(32).fill(n % 256)",
  },
};

/** TypeScript's types of what JSON says of a kind. */
const JSON_TYPES: Readonly<Record<string, string>> = {
  bool: "boolean",
  text: "string",
  bytes: "number[]",
  json: "unknown",
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
  return isMessage ? `messages.${exampleName(name)}(${n})` : (EXAMPLES[name] ?? ((it) => it))(n);
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

/** How a message is defined. */
export interface Definition {
  /** Names of the actor's door. */
  readonly imported: readonly string[];
  /** Its kind, as a call with an object, by member; or one of JSON, whose members are types. */
  readonly maker: "struct" | "json";
  readonly members: Readonly<Record<string, string>>;
  /** The members of its example number `n`. */
  readonly example: Readonly<Record<string, string>>;
}

/** The definition of a message: with the fields that the drawing gives, or a number to begin with. */
export function definitionOf({ fields = [] }: DesignMessage): Definition {
  const all = fields.length === 0 ? [{ name: "number", kind: "f64" }] : fields;
  // A struct has columns of fixed size; what has any form is JSON altogether.
  const maker = all.some(({ kind }) => kind === "json") ? "json" : "struct";
  const parts = all.map(({ name, kind }) => [name, partOf(maker, kind)] as const);
  return {
    imported: [maker, ...parts.flatMap(([, { imported }]) => imported)],
    maker,
    members: Object.fromEntries(parts.map(([name, { field }]) => [name, field])),
    example: Object.fromEntries(parts.map(([name, { example }]) => [name, example])),
  };
}

function partOf(
  maker: "struct" | "json",
  kind: string,
): { readonly field: string; readonly imported: readonly string[]; readonly example: string } {
  const example = EXAMPLES[kind]?.("n") ?? "n";
  if (maker === "struct") return FIELDS[kind] ?? { field: kind, imported: [kind], example };
  const isWide = kind === "u64" || kind === "i64";
  return {
    field: JSON_TYPES[kind] ?? "number",
    imported: [],
    example: isWide ? "n" : kind === "bytes" ? "[n % 256]" : example,
  };
}
