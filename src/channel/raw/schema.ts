import type { KindShape } from "../kind_shape.ts";
import { type ColumnPart, KIND_COPY } from "../ring/mod.ts";
import { type FieldNode, fieldTree } from "../struct/mod.ts";
import { compositionOf } from "./composition_of.ts";

/**
 * The schema of a kind as a text for people, for instance `struct({ id: u32, side: oneOf("buy", "sell") })`. Bodies made of messages of
 * one kind are bodies of another if the two texts are the same. Of JSON it is the same whatever type the program has for it.
 *
 * @throws {TypeError} if it is no kind, or of a copy of this package that does not fit this one
 */
export function schemaText(kind: KindShape): string {
  const layouts = new Set<string>();
  const text = textOf(kind, layouts);
  if (layouts.size === 0) return text;
  // Records have no room for the version of what they look like inside, and another version of this package may have another.
  const versions = [...layouts].sort().map((name) => `${name} ${KIND_COPY.layouts[name]}`);
  return `${text} in layout ${versions.join(", ")}`;
}

/** @param layouts gets those that the records have inside */
function textOf(kind: KindShape, layouts: Set<string>): string {
  const composition = compositionOf(kind);
  switch (composition.of) {
    case "scalar":
      return composition.element;
    case "struct":
      return `struct(${fieldsText(composition.columns, fieldTree(composition.columns))})`;
    case "custom":
      // With quotes: a kind of the program's own may have the name of any other.
      return `customKind(${JSON.stringify(composition.name)})`;
    case "json":
      layouts.add("json");
      return "json";
    case "delivery":
      layouts.add("delivery");
      return `delivery(${textOf(composition.message, layouts)})`;
    case "call":
      layouts.add("call");
      return `call(${textOf(composition.message, layouts)}, ${
        textOf(composition.answer, layouts)
      })`;
    case "answer":
      layouts.add("call");
      return `answer(${textOf(composition.answer, layouts)})`;
    default:
      return composition.of;
  }
}

function fieldsText(columns: readonly ColumnPart[], nodes: readonly FieldNode[]): string {
  const fields = nodes.map((node) => {
    const text = node.children.length > 0
      ? fieldsText(columns, node.children)
      : leafText(columns, node.column);
    return `${keyText(node.name)}: ${node.presence < 0 ? text : `optional(${text})`}`;
  });
  return `{ ${fields.join(", ")} }`;
}

function keyText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function leafText(columns: readonly ColumnPart[], i: number): string {
  const { role, element, width, values } = columns[i] as ColumnPart;
  switch (role) {
    case "textLength":
      // Its bytes are the next column.
      return `text(${(columns[i + 1] as ColumnPart).width})`;
    case "oneOf":
      return `oneOf(${values.map((value) => JSON.stringify(value)).join(", ")})`;
    case "array":
      return `array(${element}, ${width})`;
    default:
      return element;
  }
}

const FNV_OFFSET = 0x6c62272e07bb014262b821756295c58dn;
const FNV_PRIME = 0x0000000001000000000000000000013bn;

/**
 * A number for a text, in 32 hexadecimal digits: FNV-1a, 128 bits (Fowler, Noll and Vo). It tells apart texts that differ by mistake, not
 * those of somebody who means them to be taken for the same.
 */
export function schemaHash(text: string): string {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(128, (hash ^ BigInt(byte)) * FNV_PRIME);
  }
  return hash.toString(16).padStart(32, "0");
}
