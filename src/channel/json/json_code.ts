import { OTHER_OUTLINE, type PartReader, writeCount, writePart, writeParts } from "./json_parts.ts";

/**
 * What JSON values of one make have in common: an object stands for objects with these keys in this order, an array with
 * one element for arrays of such elements, 0 for all that has no parts.
 */
export type Outline = 0 | readonly [Outline] | { readonly [key: string]: Outline };

/** Writes the parts of a value from byte `at` on, and nothing from byte `end` on. Returns as `writePart` does. */
export type PartsWriter = (
  value: unknown,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
) => number;

/** Reads the parts of a value, and gives the value. */
export type PartsReader = (parts: PartReader) => unknown;

/**
 * Compiles the code that writes values of one outline. It is written out, as a person would write it for that one outline,
 * so that the engine knows each property. Keys enter the code as JSON strings only.
 */
export function compileWriter(outline: Outline): PartsWriter {
  const code = new WriterCode();
  const body = code.write(outline, "m");
  // What is enumerable and inherited would show among the keys: JSON leaves it out.
  const source = `"use strict";
    const { getPrototypeOf, prototype: plain } = Object;
    ${code.keys.map((keys, i) => `const keys${i} = ${JSON.stringify(keys)};`).join("\n")}
    return function write(m, bytes, view, at, end) {
      for (const inherited in plain) return ${OTHER_OUTLINE};
      ${body}
      return at;
    };`;
  const build = new Function("writePart", "writeParts", "writeCount", source);
  return build(writePart, writeParts, writeCount) as PartsWriter;
}

/** Compiles the code that reads values of one outline. */
export function compileReader(outline: Outline): PartsReader {
  const source = `"use strict"; return function read(parts) { return ${readCode(outline)}; };`;
  return new Function(source)() as PartsReader;
}

/** Writes out statements that write a value. */
class WriterCode {
  /** The keys of all objects. */
  readonly keys: string[][] = [];
  #names = 0;

  /** Statements that write what the variable `of` holds. */
  write(outline: Outline, of: string): string {
    if (outline === 0) return step(`writePart(${of}, bytes, view, at, end)`);
    if (!isArray(outline)) return this.#writeObject(outline, of);
    const [element] = outline;
    if (element === 0) return step(`writeParts(${of}, bytes, view, at, end)`);
    const [n, i, e] = [this.#name(), this.#name(), this.#name()];
    // The count as written: a getter might change the array meanwhile.
    return `${step(`writeCount(${of}, view, at, end)`)}
      const ${n} = view.getUint16(at - 2, true);
      for (let ${i} = 0; ${i} < ${n}; ${i}++) {
        const ${e} = ${of}[${i}];
        ${this.write(element, e)}
      }`;
  }

  #writeObject(outline: Readonly<Record<string, Outline>>, of: string): string {
    const keys = Object.keys(outline);
    const list = `keys${this.keys.push(keys) - 1}`;
    const [n, key] = [this.#name(), this.#name()];
    const parts = keys.map((key) => {
      const part = this.#name();
      return `const ${part} = ${of}[${JSON.stringify(key)}]; ${
        this.write(outline[key] as Outline, part)
      }`;
    });
    // The order matters: a look at a property tells the engine what it then needs to know the prototype without a call.
    return `if (typeof ${of} !== "object" || ${of} === null || ${of}.toJSON !== undefined ||
        getPrototypeOf(${of}) !== plain) return ${OTHER_OUTLINE};
      let ${n} = 0;
      for (const ${key} in ${of}) if (${key} !== ${list}[${n}++]) return ${OTHER_OUTLINE};
      if (${n} !== ${keys.length}) return ${OTHER_OUTLINE};
      ${parts.join("\n")}`;
  }

  #name(): string {
    return `v${this.#names++}`;
  }
}

function step(call: string): string {
  return `at = ${call}; if (at < 0) return at;`;
}

function isArray(outline: Outline): outline is readonly [Outline] {
  return Array.isArray(outline);
}

/** An expression that reads a value. */
function readCode(outline: Outline): string {
  if (outline === 0) return "parts.part()";
  if (isArray(outline)) {
    return outline[0] === 0 ? "parts.parts()" : `parts.array(() => (${readCode(outline[0])}))`;
  }
  const fields = Object.entries(outline)
    .map(([key, part]) => `${JSON.stringify(key)}: ${readCode(part)}`);
  return `{ ${fields.join(", ")} }`;
}
