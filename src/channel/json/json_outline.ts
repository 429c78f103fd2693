import { MAX_ELEMENTS } from "./json_layout.ts";

/** With longer outlines, the keys cost more than they save. */
const MAX_OUTLINE_CHARACTERS = 1024;
const MAX_DEPTH = 8;

/**
 * What JSON values of one make have in common: an object stands for objects with these keys in this order, an array with
 * one element for arrays of such elements, 0 for all that has no parts.
 */
export type Outline = 0 | readonly [Outline] | { readonly [key: string]: Outline };

/**
 * The outline of an object or an array, as JSON text; `undefined` for a value that has none. Only values have one that
 * arrive unchanged: plain objects and arrays all the way down.
 */
export function outlineText(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const outline = outlineOf(value, MAX_DEPTH);
  if (outline === undefined) return undefined;
  const text = JSON.stringify(outline);
  return text.length <= MAX_OUTLINE_CHARACTERS ? text : undefined;
}

function outlineOf(value: unknown, depth: number): Outline | undefined {
  if (typeof value !== "object" || value === null) return isLeaf(value) ? 0 : undefined;
  if (depth === 0 || (value as { toJSON?: unknown }).toJSON !== undefined) return undefined;
  return Array.isArray(value) ? arrayOutline(value, depth) : objectOutline(value, depth);
}

function isLeaf(value: unknown): boolean {
  return value === null || typeof value === "number" || typeof value === "string" ||
    typeof value === "boolean";
}

function arrayOutline(value: readonly unknown[], depth: number): Outline | undefined {
  if (value.length > MAX_ELEMENTS) return undefined;
  if (value.length === 0) return [0];
  const first = outlineOf(value[0], depth - 1);
  if (first === undefined) return undefined;
  const text = JSON.stringify(first);
  for (const element of value) {
    if (JSON.stringify(outlineOf(element, depth - 1)) !== text) return undefined;
  }
  return [first];
}

function objectOutline(value: object, depth: number): Outline | undefined {
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  // Without a prototype: a frozen one would keep keys of its own from being set.
  const outline: Record<string, Outline> = Object.create(null);
  for (const key in value) {
    // In an object literal it has another meaning.
    if (key === "__proto__") return undefined;
    const part = outlineOf((value as Record<string, unknown>)[key], depth - 1);
    if (part === undefined) return undefined;
    outline[key] = part;
  }
  return outline;
}
