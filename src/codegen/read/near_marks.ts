/** Text for people that looks as if it were to be read: nobody takes it for a fault, and whoever wrote it may wonder. */
import { readChoice, readTruth } from "./mark_reader.ts";
import { readBytes, readLimit } from "./measures.ts";

const RESTARTS = readChoice(["permanent", "transient", "temporary"] as const);
const STRATEGIES = readChoice(["oneForOne", "oneForAll", "restForOne"] as const);
const WAYS = readChoice(["Take", "TakeCopy", "PeekCopy"] as const);

function isNumber(text: string): boolean {
  return /^\d[\d_]*$/.test(text);
}

/** The marks whose values are known by themselves: what stands behind one of these words is one, or the word is a word. */
const TELLING: Readonly<Record<string, (text: string) => boolean>> = {
  restart: (text) => RESTARTS(text) !== undefined,
  strategy: (text) => STRATEGIES(text) !== undefined,
  consume: (text) => WAYS(text) !== undefined,
  durable: (text) => readTruth(text) !== undefined,
  hang: (text) => readLimit(text) !== undefined,
  bytes: (text) => readBytes(text) !== undefined,
  calls: isNumber,
  capacity: isNumber,
  lane: isNumber,
  instance: isNumber,
};

/** Marks that are no words of people. */
const NO_WORDS = ["mod", "tx", "rx"];

/** A word, what may join it to a value, and the value; a time may have a blank before its unit. */
const NEAR =
  /(?<![\w:=-])([A-Za-z]+)(\s*[:=]\s*|[ \t]+)(\d+(?:\.\d+)? (?:[mu]?s|sec|min|h|hr|d)\b|[^\s,;:=()]+)/g;

/**
 * What of a text without marks looks like one, a sentence each with what to write.
 *
 * @param known The names of marks that may be said of what the text stands in.
 */
export function nearMarks(text: string, known: readonly string[]): string[] {
  return [...text.matchAll(NEAR)].flatMap(([all, word = "", joint = "", given = ""]) => {
    const name = word.toLowerCase();
    const value = given.replace(/[.;)]+$/, "").replace(/ /g, "");
    if (!known.includes(name) || value === "") return [];
    const isTelling = TELLING[name]?.(value) === true;
    // "Type: a letter" is for people, "type:u32" hardly.
    const isJoined = (NO_WORDS.includes(name) ? /[:=]/ : /=|^:$/).test(joint);
    return isTelling || TELLING[name] === undefined && word === name && isJoined
      ? [`${all.trim()} is text for people, write ${name}=${value} if it is to be read`]
      : [];
  });
}
