import type { DesignPort, DesignType } from "../design.ts";
import { pascalCase, snakeCase } from "../naming.ts";
import type { DrawnEdge } from "./drawing.ts";
import type { FaultList } from "./fault_list.ts";
import { isKind, isMessageName, KINDS } from "./kinds.ts";
import { EDGE_MARKS, NODE_MARKS } from "./mark_names.ts";
import { MarkReader, readChoice } from "./mark_reader.ts";
import { readBytes, readCount } from "./measures.ts";
import { nearMarks } from "./near_marks.ts";

/** What the marks of an edge say. */
export interface EdgeMarks {
  readonly edge: DrawnEdge;
  /** The name of its channel as it is written. */
  readonly name: string | undefined;
  /** The type that is marked, */
  readonly type: DesignType | undefined;
  /** and how it is written. */
  readonly typeText: string | undefined;
  /** What the text for people calls it, which is a type where none is marked. */
  readonly prose: string | undefined;
  readonly consume: DesignPort["consume"] | undefined;
  readonly capacity: number | undefined;
  readonly bytes: number | undefined;
  /** The names of the ports at its ends, where they are not those of the channel. */
  readonly tx: string | undefined;
  readonly rx: string | undefined;
  /** Which lane of its channel it is, where the drawing says so. */
  readonly lane: number | undefined;
  /** Whether it has a mark that says nothing any more. */
  readonly hasIdleMark: boolean;
  /** What looks like a mark, and is none: a sentence each. */
  readonly nearMarks: readonly string[];
}

/** Messages that a channel holds at most. */
const MAX_CAPACITY = 2 ** 24;

/** Reads an edge that is a lane of a channel. */
export function readEdgeMarks(edge: DrawnEdge, faults: FaultList): EdgeMarks {
  const reader = new MarkReader(
    { ...edge, subject: `"${edge.from}" -> "${edge.to}"` },
    EDGE_MARKS,
    [[NODE_MARKS, "actors"], [["strategy"], "frames"]],
    faults,
  );
  const isIdle = reader.take(/(?<!\S)\*(?:[A-Z]|\d+)(?![^\s,])/g).length > 0;
  const consumes = reader.take(/(?<![^\s,])>>([^\s,<]*)/g);
  const types = reader.take(/<([^\s<>]*(?:<[^<>\n]*>)?[^<>\n]*)>/g);
  const capacities = reader.take(/(?<![^\s,])#(?:[ \t]+(?=\d))?([^\s,]+)/g);
  for (const [mark] of reader.take(/(?<![^\s,])>(?:TakeCopy|Take|PeekCopy)(?![^\s,<])/g)) {
    reader.fault(`${mark} says nothing, write >${mark}`);
  }
  const typeText = typeTextOf(reader, types);
  return {
    edge,
    name: reader.read("name", nameIn, "name::ticks"),
    type: typeText === undefined ? undefined : markedType(reader, typeText),
    typeText,
    prose: proseIn(reader),
    consume: consumeOf(reader, consumes),
    capacity: one(
      reader,
      "capacity",
      capacities,
      "#",
      capacityIn,
      "how many messages it holds, as in #20",
    ),
    bytes: reader.read("bytes", readBytes, "how many bytes it holds, as in 64KiB"),
    tx: reader.read("tx", portIn, "the name of the sender's port, as in tx=ticks"),
    rx: reader.read("rx", portIn, "the name of the reader's port, as in rx=ticks"),
    lane: reader.read(
      "lane",
      (text) => /^\d{1,9}$/.test(text) ? Number(text) : undefined,
      "its number, as in lane=0",
    ),
    hasIdleMark: isIdle,
    nearMarks: nearMarks(reader.text, EDGE_MARKS),
  };
}

function nameIn(text: string): string | undefined {
  return snakeCase(text) === "" ? undefined : text;
}

function portIn(text: string): string | undefined {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text) && text !== "__proto__"
    ? text
    : undefined;
}

function capacityIn(text: string): number | undefined {
  const count = readCount(text);
  return count !== undefined && count <= MAX_CAPACITY ? count : undefined;
}

/** A value that has a sign of its own as well as a name: the one, or the other. */
function one<T>(
  reader: MarkReader,
  name: string,
  found: readonly RegExpExecArray[],
  sign: string,
  read: (text: string) => T | undefined,
  instead: string,
): T | undefined {
  const named = reader.read(name, read, instead);
  if (found.length === 0) return named;
  if (found.length > 1 || named !== undefined) {
    reader.fault(`its ${name} is said twice, leave one of them out`);
  }
  const text = found[0]![1]!;
  const value = read(text);
  if (value === undefined) reader.fault(`${sign}${text} is no ${name}, write ${instead}`);
  return value;
}

function consumeOf(
  reader: MarkReader,
  found: readonly RegExpExecArray[],
): DesignPort["consume"] | undefined {
  const read = readChoice(["Take", "TakeCopy", "PeekCopy"] as const);
  return one(reader, "consume", found, ">>", read, ">>Take, >>TakeCopy or >>PeekCopy");
}

function typeTextOf(reader: MarkReader, found: readonly RegExpExecArray[]): string | undefined {
  const named = found.flatMap(([, text]) => /\p{L}/u.test(text!) ? [text!.trim()] : []);
  const attribute = reader.value("type");
  if (attribute !== undefined) named.push(attribute.replace(/^<(.*)>$/, "$1"));
  if (named.length > 1) reader.fault("its type is said twice, leave one of them out");
  return named[0];
}

/** The first line of what is left of a label. Counts behind a colon are what telemetry writes, and no prose. */
function proseIn({ text }: MarkReader): string | undefined {
  const line = text.split("\n")[0]!;
  return /\p{L}/u.test(line) && !/:\s*\d/.test(line) ? pascalCase(line) : undefined;
}

function markedType(reader: MarkReader, text: string): DesignType | undefined {
  if (isKind(text)) return { name: text, isMessage: false };
  if (isMessageName(text)) return { name: text, isMessage: true };
  const name = pascalCase(text);
  if (!/^\p{Ll}|[<>]/u.test(text)) return { name, isMessage: true };
  reader.fault(
    `<${text}> is no kind of message, write <${name}> for one of your own, or one of ${
      KINDS.map((kind) => `<${kind}>`).join(" ")
    }`,
  );
  return undefined;
}
