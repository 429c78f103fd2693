import { shownBriefly } from "../../errors.ts";
import type { GenerationOver } from "../../generation_over.ts";
import { refusal } from "../../generation_over.ts";
import { type Column, type ColumnArray, type FieldNode, fieldTree } from "./struct_columns.ts";
import { readText, writeText } from "./struct_text.ts";

/** Reads and writes messages in columns. */
export interface StructCode<T> {
  /** Writes a message into a slot. Throws a RangeError or a TypeError for a value that its field cannot hold. */
  write(slot: number, message: T): void;
  /** Reads the message of a slot. */
  read(slot: number): T;
  /** Shows one slot, field by field; setting a field writes it. */
  readonly row: T;
  /** Makes {@link StructCode.row} show that slot. */
  seek(slot: number): void;
  /** Makes {@link StructCode.row} show no slot any more: what it writes goes nowhere or throws, what it reads is empty. */
  revoke(over: GenerationOver): void;
}

/** No slot of any column. Accessors need no test for it, which would cost each of them: typed arrays have nothing below 0. */
const NO_SLOT = -1;

/** Builds the code over some columns. */
export type StructFactory<T> = (columns: readonly ColumnArray[]) => StructCode<T>;

/**
 * Compiles the code for a schema. One loop over all fields would see a different typed array at each step, which makes
 * every access many times slower; so the code is written out, as a person would write it for that one schema. Names and
 * strings of the schema enter it as JSON strings only.
 */
export function compileStruct<T>(columns: readonly Column[]): StructFactory<T> {
  const nodes = fieldTree(columns);
  const code = new CodeWriter(columns);
  const source = [
    `"use strict";`,
    ...columns.map((_, i) => `const c${i} = columns[${i}];`),
    ...columns.map(({ values }, i) => `const s${i} = ${JSON.stringify(values)};`),
    `let at = 0;`,
    `let over;`,
    `function refuse(i, v) { if (over !== undefined) refuseRow(over); refuseValue(i, v); }`,
    `function write(slot, m) { ${code.writeAll(nodes, "m", "slot")} }`,
    `function read(slot) { return ${code.readAll(nodes, "slot")}; }`,
    ...code.rowOf("row", nodes),
    `function revoke(by) { over = by; at = ${NO_SLOT}; }`,
    `return { write, read, row, seek(slot) { at = slot; }, revoke };`,
  ].join("\n");
  const build = new Function(
    "columns",
    "writeText",
    "readText",
    "refuseValue",
    "refuseRow",
    source,
  );
  const refuse = refuser(columns);
  return (arrays) => build(arrays, writeText, readText, refuse, refuseRow) as StructCode<T>;
}

/** Writes out statements and expressions for fields. In all of them, `cN` is column N and `sN` its strings. */
class CodeWriter {
  readonly #columns: readonly Column[];

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
  }

  /** Statements that write the fields of the object `of` into `slot`. */
  writeAll(nodes: readonly FieldNode[], of: string, slot: string): string {
    return nodes.map((node) => `{ const v = ${of}${key(node)}; ${this.#write(node, slot)} }`)
      .join("\n");
  }

  /** Statements that write `v`. */
  #write(node: FieldNode, slot: string): string {
    const body = node.children.length > 0
      // In a block of its own: `v` may come from the `o` of a struct around this one.
      ? `{ const o = v; if (typeof o !== "object" || o === null) refuse(${node.first}, o); ${
        this.writeAll(node.children, "o", slot)
      } }`
      : this.#writeLeaf(node.column, slot);
    if (node.presence < 0) return body;
    const there = `c${node.presence}[${slot}]`;
    return `if (v === undefined) ${there} = 0; else { ${there} = 1; ${body} }`;
  }

  #writeLeaf(i: number, slot: string): string {
    const { role, element, width, values } = this.#columns[i] as Column;
    switch (role) {
      case "textLength": {
        const max = (this.#columns[i + 1] as Column).width;
        const count = `typeof v === "string" ? writeText(c${
          i + 1
        }, ${slot} * ${max}, ${max}, v) : -1`;
        return `const n = ${count}; if (n < 0) refuse(${i}, v); c${i}[${slot}] = n;`;
      }
      case "oneOf": {
        const chain = values.map((text, n) => `v === ${JSON.stringify(text)} ? ${n} : `).join("");
        const number = values.length <= 8 ? `${chain}-1` : `s${i}.indexOf(v)`;
        return `const n = ${number}; if (n < 0) refuse(${i}, v); c${i}[${slot}] = n;`;
      }
      case "array": {
        const each = writeScalar(`c${i}[${slot} * ${width} + j]`, element, "e", i);
        return `if (v?.length !== ${width}) refuse(${i}, v); for (let j = 0; j < ${width}; j++) { const e = v[j]; ${each} }`;
      }
      default:
        return writeScalar(`c${i}[${slot}]`, element, "v", i);
    }
  }

  /** An expression that makes an object of the fields in `slot`. */
  readAll(nodes: readonly FieldNode[], slot: string): string {
    return `{ ${nodes.map((node) => `${key(node)}: ${this.#read(node, slot)}`).join(", ")} }`;
  }

  #read(node: FieldNode, slot: string): string {
    const value = node.children.length > 0
      ? this.readAll(node.children, slot)
      : this.#readLeaf(node.column, slot);
    return ifPresent(node, value, slot);
  }

  #readLeaf(i: number, slot: string): string {
    const { role, element, width } = this.#columns[i] as Column;
    switch (role) {
      case "textLength": {
        const max = (this.#columns[i + 1] as Column).width;
        return `readText(c${i + 1}, ${slot} * ${max}, c${i}[${slot}])`;
      }
      case "oneOf":
        return `s${i}[c${i}[${slot}]]`;
      case "array": {
        const part = `c${i}.subarray(${slot} * ${width}, ${slot} * ${width} + ${width})`;
        return element === "bool" ? `Array.from(${part}, (e) => e === 1)` : `Array.from(${part})`;
      }
      default:
        return element === "bool" ? `c${i}[${slot}] === 1` : `c${i}[${slot}]`;
    }
  }

  /** Statements that make the object `name`, whose accessors read and write the slot `at`. */
  rowOf(name: string, nodes: readonly FieldNode[]): string[] {
    const inner = nodes.flatMap((node, i) =>
      node.children.length > 0 ? this.rowOf(`${name}_${i}`, node.children) : []
    );
    const accessors = nodes.map((node, i) => {
      const read = node.children.length > 0
        ? ifPresent(node, `${name}_${i}`, "at")
        : this.#read(node, "at");
      const field = key(node);
      return `get ${field}() { return ${read}; } set ${field}(v) { ${this.#write(node, "at")} }`;
    });
    // A class, because accessors of an object literal would make it a dictionary: ten times slower.
    return [...inner, `const ${name} = new (class Row { ${accessors.join("\n")} })();`];
  }
}

function key({ name }: FieldNode): string {
  return `[${JSON.stringify(name)}]`;
}

function ifPresent({ presence }: FieldNode, value: string, slot: string): string {
  return presence < 0 ? value : `c${presence}[${slot}] === 1 ? ${value} : undefined`;
}

function writeScalar(place: string, element: string, value: string, i: number): string {
  if (element === "bool") {
    return `if (${value} !== true && ${value} !== false) refuse(${i}, ${value}); ${place} = ${value} ? 1 : 0;`;
  }
  const type = typeOf(element);
  const store = `if (typeof ${value} !== "${type}") refuse(${i}, ${value}); ${place} = ${value};`;
  if (element === "f32" || element === "f64") return store;
  return `${store} if (${place} !== ${value}) refuse(${i}, ${value});`;
}

/** Throws the error for a row that shows no slot any more. */
function refuseRow(over: GenerationOver): never {
  throw refusal("Cannot write a row of a channel", over);
}

/** Throws the error for a value that column `i` cannot hold: of another type it is a TypeError, out of range a RangeError. */
function refuser(columns: readonly Column[]): (i: number, value: unknown) => never {
  return (i, value) => {
    const { path, role, element, width, values } = columns[i] as Column;
    const field = `field "${path.join(".")}" is ${shownBriefly(value)}`;
    switch (role) {
      case "oneOf":
        throw misfit(
          typeof value === "string",
          `${field}, which is not one of ${values.join(", ")}`,
        );
      case "textLength":
        if (typeof value !== "string") throw new TypeError(`${field}, which is not a text`);
        throw new RangeError(
          `${field}, which takes more than ${(columns[i + 1] as Column).width} bytes`,
        );
      case "array":
        throw misfit(
          isList(value) || isOf(value, element),
          `${field}, which is not an array of ${width} ${element}`,
        );
      default:
        throw misfit(isOf(value, element), `${field}, which is not a ${element}`);
    }
  };
}

function misfit(isOfType: boolean, text: string): Error {
  return isOfType ? new RangeError(text) : new TypeError(text);
}

/** What JavaScript says of values of a scalar kind. */
function typeOf(element: string): string {
  if (element === "bool") return "boolean";
  return element === "u64" || element === "i64" ? "bigint" : "number";
}

function isOf(value: unknown, element: string): boolean {
  const type: string = typeof value;
  return type === typeOf(element);
}

function isList(value: unknown): boolean {
  return typeof value === "object" && value !== null && "length" in value;
}
