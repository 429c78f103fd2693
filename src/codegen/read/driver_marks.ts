/** Drivers as they are drawn, `AtLeastEvery(5s) && OnEvent(ticks:1 || beats:2)`. */
import { camelCase, isExportName } from "../naming.ts";
import { readCount, readShare, readTime, TIMES } from "./measures.ts";
import { closest } from "./near_words.ts";

/** A driver whose channels are names that were not looked up. */
export type DrawnDriver =
  | { readonly when: "any" | "all"; readonly of: readonly DrawnDriver[] }
  | DrawnAmount
  | { readonly when: "periodic"; readonly everyMs: number; readonly isLeast: boolean }
  | { readonly when: "other"; readonly name: string };

/** So many messages, or so much room, of a channel. */
export interface DrawnAmount {
  readonly when: "avail" | "vacant";
  readonly channel: string;
  readonly count: number;
  readonly share: number;
}

/** What was read of a text, and what of it is none of this. */
export interface ReadDrivers {
  readonly driver: DrawnDriver | undefined;
  readonly rest: string;
}

const WORDS = ["AtLeastEvery", "AtMostEvery", "OnEvent", "OnCapacity", "Other"];
const DRIVER = /\b(AtLeastEvery|AtMostEvery|OnEvent|OnCapacity|Other)\s*\(([^()]*)\)/g;

/** A word that can be nothing but a driver, and is none. */
const BARE = /\b(AtLeastEvery|AtMostEvery|OnEvent|OnCapacity)\b(?!\s*\()[^\n&|()]*/g;

/** What joins two drivers, with the brackets that may not be there. */
const JOINT = /^[\s()]*(&&|\|\|)[\s()]*$/;
const EXAMPLE = "OnEvent(ticks:1) && OnCapacity(sums:1) || OnEvent(stops:1)";

/** Reads the drivers in a text. `fault` is told all that is wrong. */
export function readDrivers(text: string, fault: (text: string) => void): ReadDrivers {
  const found = [...text.matchAll(DRIVER)];
  const choices: DrawnDriver[][] = [[]];
  let rest = "";
  let end = 0;
  for (const [at, match] of found.entries()) {
    const between = text.slice(end, match.index);
    end = match.index + match[0].length;
    const joint = at === 0 ? "" : between.trim();
    const [, mark] = JOINT.exec(joint) ?? [];
    if (mark === "||") choices.push([]);
    else if (mark === undefined) rest += between;
    if (mark !== undefined && joint !== mark) {
      fault(
        `brackets around drivers are not read, leave them out: && binds before ||, as in ${EXAMPLE}`,
      );
    }
    const part = readPart(match[1]!, match[2]!, fault);
    if (part !== undefined) choices.at(-1)!.push(part);
  }
  rest += text.slice(end);
  checkRest(rest, fault);
  return { driver: found.length === 0 ? undefined : joined(choices), rest };
}

function readPart(
  word: string,
  given: string,
  fault: (text: string) => void,
): DrawnDriver | undefined {
  if (word === "AtLeastEvery" || word === "AtMostEvery") {
    const everyMs = readTime(given);
    if (everyMs !== undefined) {
      return { when: "periodic", everyMs, isLeast: word === "AtLeastEvery" };
    }
    fault(`${word}(${given.trim()}) has no time that can be read, write ${TIMES}`);
    return undefined;
  }
  const read = word === "Other"
    ? (text: string) => readOther(text, fault)
    : (text: string) => readAmount(word, text, fault);
  // Their names are parted by commas in drawings of the original.
  const choices = given.split(word === "Other" ? /\|\||,/ : "||").map((choice) =>
    choice.split("&&").map(read)
  );
  if (choices.some((choice) => choice.includes(undefined))) return undefined;
  return joined(choices as DrawnDriver[][]);
}

function readOther(text: string, fault: (text: string) => void): DrawnDriver | undefined {
  const name = text.trim();
  if (/\p{L}/u.test(name)) {
    const isName = isExportName(name) && !name.includes("_");
    return { when: "other", name: isName ? name : camelCase(name) };
  }
  fault(`Other(${name}) names no function, write Other(socketIsReady)`);
  return undefined;
}

function readAmount(
  word: string,
  text: string,
  fault: (text: string) => void,
): DrawnAmount | undefined {
  const [name = "", ...more] = text.split(":").map((part) => part.trim());
  // A comma is what parts arguments elsewhere.
  const [, first = name, second = "1"] = /^([^\s,]+)\s*,\s*(\d+)$/.exec(name) ?? [];
  const example = `${word}(${/\w/.test(first) ? first : "ticks"}:${second})`;
  if (!/^[^\s,]+$/.test(name) || more.length > 2) {
    fault(`${word}(${text.trim()}) cannot be read, write ${example}, with || or && for several`);
    return undefined;
  }
  const shareAt = more.length === 1 && readCount(more[0]!) === undefined &&
      readShare(more[0]!) !== undefined
    ? 0
    : 1;
  const count = shareAt === 0 ? 1 : readCount(more[0] ?? "1");
  const share = readShare(more[shareAt] ?? "any");
  if (count === undefined) {
    fault(`${word}(${text.trim()}) has no count that can be read, write ${example}`);
  }
  if (share === undefined) {
    fault(
      `${word}(${text.trim()}) has no share that can be read, write ${example.slice(0, -1)}:50%)`,
    );
  }
  if (count === undefined || share === undefined) return undefined;
  return { when: word === "OnEvent" ? "avail" : "vacant", channel: name, count, share };
}

/** What was passed over, and looks as if it should not have been. */
function checkRest(rest: string, fault: (text: string) => void): void {
  let isKnown = true;
  for (const [text, word] of rest.matchAll(BARE)) {
    isKnown = false;
    fault(`${word} has no brackets behind it, write ${likelyDriver(text)}`);
  }
  for (const [, name] of rest.matchAll(/\b([A-Za-z]\w*)\(/g)) {
    // "The other(s)" is plain text.
    const word = name === "other" ? undefined : closest(name!, WORDS);
    const isDriver = word !== undefined || /^(?:On|At)[A-Z]/.test(name!);
    if (isDriver) isKnown = false;
    if (word === name) fault(`${name}( is not closed, write ${name}(…)`);
    else if (word?.endsWith("Every")) {
      fault(`${name}( is no driver, write ${word}(…) with a time and its unit, as in ${TIMES}`);
    } else if (word !== undefined) fault(`${name}( is no driver, write ${word}(…)`);
    else if (isDriver) fault(`${name}( is no driver, there are ${WORDS.join(", ")}`);
  }
  // What joined those is no fault of its own.
  if (!isKnown) return;
  for (const joint of ["&&", "||"]) {
    if (rest.includes(joint)) fault(`"${joint}" does not stand between two drivers, leave it out`);
  }
}

/** What somebody may have meant by a text that is no driver. */
export function likelyDriver(text: string): string {
  const [, named = "", given = ""] = /^\s*(\w+)[\s(:=[{]*([^()\]}]*)/.exec(text) ?? [];
  const beat = /every/i.test(named) ? "AtLeastEvery" : undefined;
  const word = closest(named, WORDS) ?? beat ?? "OnEvent";
  const usual = word.endsWith("Every") ? "5s" : word === "Other" ? "socketIsReady" : "ticks:1";
  // A time may have a blank before its unit, and anything may stand behind.
  const [first = "", second = ""] = given.trim().split(/[\s,;]+/);
  const told = word.endsWith("Every")
    ? [first, `${first} ${second}`].find((text) => readTime(text) !== undefined)
    : /^\w+:\d+(?::\S+)?$/.exec(first)?.[0];
  return `${word}(${told ?? usual})`;
}

/** One of the choices, and all parts of it. */
function joined(choices: readonly (readonly DrawnDriver[])[]): DrawnDriver | undefined {
  const whole = choices.flatMap((parts) => parts.length === 0 ? [] : [groupOf("all", parts)]);
  return whole.length === 0 ? undefined : groupOf("any", whole);
}

/** Groups of a group that say the same are its parts. */
function groupOf(when: "any" | "all", parts: readonly DrawnDriver[]): DrawnDriver {
  const of = parts.flatMap((part) => part.when === when ? part.of : [part]);
  return of.length === 1 ? of[0]! : { when, of };
}
