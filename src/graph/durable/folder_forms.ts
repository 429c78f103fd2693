/**
 * The files of a folder that state is kept in, as texts: one for each actor, one that says which there are, and, while several are being
 * changed as one, what they are to be.
 *
 * Each has the number of the write that made it, which only rises: so what was left behind by an earlier one is known to be older.
 *
 * @module
 */
import { isObject, shown } from "../../option_faults.ts";
import type { KeptCell } from "../options/mod.ts";
import { INDEX, isFileName } from "./folder_names.ts";
import { OpenError } from "./open_store.ts";

const FORMAT = "steady-state durable state";
const FOLDER_VERSION = 1;

/** An actor's file. */
export interface ActorForm {
  readonly write: number;
  readonly actor: string;
  readonly cells: readonly KeptCell[];
}

/** The file that says which actors there are. */
export interface IndexForm {
  readonly write: number;
  /** The name of each actor's file, by label. */
  readonly files: ReadonlyMap<string, string>;
}

/** What several files are to be. */
export interface JournalForm {
  readonly index: IndexForm | undefined;
  /** By the names of the files. */
  readonly actors: ReadonlyMap<string, ActorForm>;
}

/** An actor's file, a line for each cell. */
export function printActor({ write, actor, cells }: ActorForm): string {
  return printObject([
    ["actor", JSON.stringify(actor)],
    ["write", `${write}`],
    ["cells", printObject(cells.map((one) => [one.cell, printCell(one)]), "  ")],
  ]);
}

/** The file that says which actors there are. */
export function printIndex({ write, files }: IndexForm): string {
  const actors = [...files].map(([actor, file]) => [actor, JSON.stringify(file)] as const);
  return printObject([
    ["format", JSON.stringify(FORMAT)],
    ["version", `${FOLDER_VERSION}`],
    ["write", `${write}`],
    ["actors", printObject(actors, "  ")],
  ]);
}

/** What several files are to be, by the texts that they are to have. */
export function printJournal(texts: ReadonlyMap<string, string>): string {
  return `${printObject([...texts])}\n`;
}

function printCell({ kind, value }: KeptCell): string {
  const text = isExact(value) ? `"value": ${value}` : `"text": ${JSON.stringify(value)}`;
  return `{ "kind": ${JSON.stringify(kind)}, ${text} }`;
}

/** Whether a text is JSON that reads and writes back as it is: not so are `NaN`, `-0`, a large bigint. */
function isExact(value: string): boolean {
  try {
    return JSON.stringify(JSON.parse(value)) === value;
  } catch {
    return false;
  }
}

function printObject(members: readonly (readonly [string, string])[], indent = ""): string {
  if (members.length === 0) return "{}";
  const lines = members.map(([name, text]) => `${indent}  ${JSON.stringify(name)}: ${text}`);
  return `{\n${lines.join(",\n")}\n${indent}}${indent === "" ? "\n" : ""}`;
}

/** Reads an actor's file. */
export function readActor(form: unknown): ActorForm {
  const { actor, write, cells } = objectOf(form, "it");
  if (typeof actor !== "string") throw new SyntaxError(`its "actor" is ${shown(actor)}`);
  return {
    write: numberOf(write),
    actor,
    cells: Object.entries(objectOf(cells, 'its "cells"')).map(([cell, form]) => {
      const { kind, value, text } = objectOf(form, `its cell ${shown(cell)}`);
      const isOne = (value === undefined) !== (text === undefined);
      if (typeof kind !== "string" || !isOne || !["string", "undefined"].includes(typeof text)) {
        throw new SyntaxError(`its cell ${shown(cell)} is ${shown(form)}`);
      }
      return { actor, cell, kind, value: typeof text === "string" ? text : JSON.stringify(value) };
    }),
  };
}

/** Reads the file that says which actors there are. */
export function readIndex(form: unknown): IndexForm {
  const { format, version, write, actors } = objectOf(form, "it");
  if (format !== FORMAT) {
    throw new OpenError(["its index.json is another program's, name another folder"]);
  }
  if (version !== FOLDER_VERSION) {
    throw new OpenError([
      `it has version ${
        shown(version)
      }, this package reads version ${FOLDER_VERSION}, use the package that wrote it, or name ` +
      `another folder`,
    ]);
  }
  const files = new Map<string, string>();
  const taken = new Set<string>();
  for (const [actor, file] of Object.entries(objectOf(actors, 'its "actors"'))) {
    // It comes from outside, and must not lead there.
    if (!isFileName(file) || taken.has(file)) {
      throw new SyntaxError(`its actor ${shown(actor)} has the file ${shown(file)}`);
    }
    files.set(actor, file);
    taken.add(file);
  }
  return { write: numberOf(write), files };
}

/** Reads what several files are to be. */
export function readJournal(form: unknown): JournalForm {
  let index: IndexForm | undefined;
  const actors = new Map<string, ActorForm>();
  for (const [name, file] of Object.entries(objectOf(form, "it"))) {
    if (name === INDEX) index = readIndex(file);
    else actors.set(name, readActor(file));
  }
  return { index, actors };
}

function objectOf(form: unknown, what: string): Readonly<Record<string, unknown>> {
  if (!isObject(form)) throw new SyntaxError(`${what} is ${shown(form)}`);
  return form as Readonly<Record<string, unknown>>;
}

function numberOf(write: unknown): number {
  if (Number.isSafeInteger(write)) return write as number;
  throw new SyntaxError(`its "write" is ${shown(write)}`);
}
