/** Takes marks such as `mod::work` out of a label, and values out of attributes, until only text for people is left. */
import type { FaultList } from "./fault_list.ts";
import { closest } from "./near_words.ts";

/** What is read: its label and attributes, and what it is called in faults. */
interface MarkedThing {
  /** For instance `"Work1"`. */
  readonly subject: string;
  readonly label: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly line: number | undefined;
}

/** A mark with its value, `name::ticks`. Its value ends at a blank or a comma. */
const MARK = /(?<![\w:])([A-Za-z_]\w*)::([^\s,]*)/g;

/** What is left of a label when its marks are taken out, and the values that they have. */
export class MarkReader {
  readonly #thing: MarkedThing;
  readonly #faults: FaultList;
  readonly #values = new Map<string, string>();
  /** The text that no mark has taken. */
  rest: string;

  /**
   * Reads all marks that have a name.
   *
   * @param known The names that they may have; as attributes, too.
   * @param elsewhere Names that are for other things, and what those are.
   */
  constructor(
    thing: MarkedThing,
    known: readonly string[],
    elsewhere: readonly (readonly [names: readonly string[], what: string])[],
    faults: FaultList,
  ) {
    this.#thing = thing;
    this.#faults = faults;
    const placeOf = (name: string) => elsewhere.find(([names]) => names.includes(name))?.[1];
    const refuse = (name: string, written: string) => {
      const place = placeOf(name);
      if (place !== undefined) {
        this.fault(`${written} is for ${place}, leave it out here`);
        return;
      }
      const near = closest(name, known);
      this.fault(
        near === undefined
          ? `${written} is no mark, there are ${known.map((word) => `${word}::`).join(", ")}`
          : `${written} is no mark, write ${near}::`,
      );
    };
    this.rest = thing.label.replace(MARK, (all, name: string, value: string) => {
      if (known.includes(name)) this.#set(name, value.replace(/[.;:]+$/, ""), all);
      else refuse(name, all);
      return "";
    });
    // What is usual for attributes is understood in a label as well, where it cannot be anything else.
    this.rest = this.rest.replace(
      /(?<!\S)([A-Za-z]+)=([^\s,]+)/g,
      (all, name: string, value: string) => {
        const lower = name.toLowerCase();
        if (known.includes(name)) this.#set(name, value, all);
        else if (known.includes(lower)) this.fault(`${all} is no mark, write ${lower}=${value}`);
        else if (!this.#isMisspelt(name, value, known)) return all;
        return "";
      },
    );
    for (const [name, value] of thing.attributes) {
      if (known.includes(name)) this.#set(name, value, `${name}=${value}`);
      else if (placeOf(name) !== undefined) refuse(name, `${name}=${value}`);
      else this.#isMisspelt(name, value, [...known, "label"]);
    }
  }

  /** Graphviz has attributes of its own, and other programs have others; so only what is nearly one of ours is a fault. */
  #isMisspelt(name: string, value: string, known: readonly string[]): boolean {
    const near = OF_GRAPHVIZ.has(name) ? undefined : closest(name, known);
    if (near !== undefined) this.fault(`${name}=${value} is no attribute, write ${near}=`);
    return near !== undefined;
  }

  #set(name: string, value: string, written: string): void {
    const before = this.#values.get(name);
    if (value === "") this.fault(`${written} has no value, write one or leave it out`);
    else if (before !== undefined && before !== value) {
      this.fault(`${name} is said twice, ${before} and ${value}, leave one of them out`);
    } else this.#values.set(name, value);
  }

  /** What is written for a mark. */
  value(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** What is written for a mark, as `read` understands it: `undefined` is a fault, for which `instead` says what to write. */
  read<T>(
    name: string,
    read: (text: string) => T | undefined,
    instead: string,
  ): T | undefined {
    const text = this.#values.get(name);
    if (text === undefined) return undefined;
    const value = read(text);
    if (value === undefined) this.fault(`${name} is ${text}, write ${instead}`);
    return value;
  }

  /** Takes what matches out of the text, and returns the matches. */
  take(pattern: RegExp): RegExpExecArray[] {
    const found = [...this.rest.matchAll(pattern)];
    this.rest = this.rest.replace(pattern, "");
    return found;
  }

  /** The text that is left, without what joined it to marks. */
  get text(): string {
    return this.rest.split("\n")
      .map((line) => line.replace(/[ \t]+/g, " ").replace(/^[\s,;]+|[\s,]+$/g, ""))
      .join("\n").replace(/\n{2,}/g, "\n").trim();
  }

  fault(text: string): void {
    this.#faults.add(`${this.#thing.subject}: ${text}`, this.#thing.line);
  }
}

/** Attributes of Graphviz that are nearly one of ours. */
const OF_GRAPHVIZ = new Set(["mode", "model", "id", "style", "start", "xp", "lp", "xlabel"]);

/** The words by which people say yes or no. */
export function readTruth(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (["true", "yes"].includes(word)) return true;
  return ["false", "no"].includes(word) ? false : undefined;
}

/** One of several words, whatever their case and the lines between their parts: `one_for_all` is `oneForAll`. */
export function readChoice<T extends string>(words: readonly T[]): (text: string) => T | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[\s_-]+/g, "");
  return (text) => words.find((word) => plain(word) === plain(text));
}
