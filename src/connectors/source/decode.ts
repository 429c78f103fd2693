import type { KindShape } from "../../actor/mod.ts";
import { textOf } from "../../errors.ts";
import type { RawMessage } from "../wire.ts";
import { issuesText, type StandardSchema } from "./standard_schema.ts";

/** Makes a message of what a service has. What it throws says why that cannot be done, and the message becomes a dead letter. */
export type Decode<M> = (raw: RawMessage, origin: string) => M | Promise<M>;

const exact = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** Without the mark that some programs begin a file with, which is no JSON. */
const unmarked = new TextDecoder("utf-8", { fatal: true });

function textIn({ bytes }: RawMessage, decoder = exact): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new TypeError("it is no UTF-8", { cause });
  }
}

function jsonIn(raw: RawMessage): unknown {
  const text = textIn(raw, unmarked);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`it is no JSON: ${textOf(cause)}`, { cause });
  }
}

/** Whole numbers that are not exact as numbers of JSON. */
function wholeIn(raw: RawMessage): bigint {
  const text = textIn(raw).trim();
  if (/^-?\d+$/.test(text)) return BigInt(text);
  throw new TypeError(`${textOf(text)} is no whole number`);
}

const BY_KIND: Readonly<Record<string, (raw: RawMessage) => unknown>> = {
  text: (raw) => textIn(raw),
  bytes: ({ bytes }) => bytes,
  u64: wholeIn,
  i64: wholeIn,
};
const BY_JSON = ["json", "u8", "u16", "u32", "i8", "i16", "i32", "f32", "f64", "bool"];

/** How messages of a kind are made when nothing else is said; `undefined` of a kind that only its author knows. */
export function decodeOf({ name }: KindShape): ((raw: RawMessage) => unknown) | undefined {
  return BY_KIND[name] ??
    (BY_JSON.includes(name) || name.startsWith("struct(") ? jsonIn : undefined);
}

/** A decoder that has its messages pass a schema. */
export function checkedBy<M>(schema: StandardSchema<M>, decode: Decode<unknown>): Decode<M> {
  const check = (value: unknown): M | Promise<M> => {
    const result = schema["~standard"].validate(value);
    return result instanceof Promise ? result.then(accepted) : accepted(result);
  };
  const accepted = (result: Awaited<ReturnType<StandardSchema<M>["~standard"]["validate"]>>): M => {
    if (result.issues === undefined) return result.value;
    throw new TypeError(`the schema refuses it: ${issuesText(result.issues)}`);
  };
  return (raw, origin) => {
    const value = decode(raw, origin);
    return value instanceof Promise ? value.then(check) : check(value);
  };
}
