/**
 * What the schemas of answers have in common.
 *
 * @module
 */
import { type TSchema, Type } from "typebox";
import { LEVELS, LEVELS_TEXT } from "../../../static/words/levels.js";
import type { Level } from "../../protocol/mod.ts";

/** What is said in several places is said once, here, and referred to. */
export const definitions: Record<string, TSchema> = {};

/** Its type is that of what it refers to. */
export function define<T extends TSchema>(name: string, schema: T): T {
  definitions[name] = schema;
  return { $ref: `#/$defs/${name}` } as unknown as T;
}

export const CLOSED: { readonly additionalProperties: false } = { additionalProperties: false };

export function about(
  description: string,
): { readonly additionalProperties: false; readonly description: string } {
  return { ...CLOSED, description };
}

export const TIME = Type.Number({ description: "milliseconds since the epoch" });
export const MS = Type.Number({ minimum: 0, description: "milliseconds" });
export const COUNT = Type.Integer({ minimum: 0 });
export const TEXT = Type.String();
export const MAYBE = Type.Unsafe<number | null>({ type: ["number", "null"] });
export const MAYBE_COUNT = Type.Unsafe<number | null>({ type: ["integer", "null"] });
export const MAYBE_TEXT = Type.Unsafe<string | null>({ type: ["string", "null"] });
export const LEVEL = Type.Unsafe<Level>(
  Type.Enum(LEVELS.map((_, level) => level), { description: LEVELS_TEXT }),
);
export const ACTOR_ID = Type.String({ pattern: "^a\\d+$" });
export const CHANNEL_ID = Type.String({ pattern: "^c\\d+$" });
export const SUBJECT_ID = Type.String({ pattern: "^[ac]\\d+$" });
