/** An error as it travels between threads: plain data. */
export interface ErrorReport {
  /** The error's class, for instance `TypeError`. */
  readonly name: string;
  /** What it says. */
  readonly message: string;
  /** Where it came from, with its causes; may be empty. */
  readonly stack: string;
  /** What it came of, where it says so: its causes, and the errors of an `AggregateError`, as a line each. */
  readonly causes?: readonly string[];
}

/** Causes of causes that are told. Somebody's error may be its own cause. */
const MAX_CAUSES = 5;

/** Characters that a text of somebody else's is cut to: a report travels, is kept and is shown. */
const MAX_TEXT = 16_384;

/** Characters of a cause that are told in a line. */
const MAX_LINE = 300;

/** Characters of a value that are shown before what is wrong with it. */
const MAX_SHOWN = 60;

/** How much of a value is shown. Getters are not called. */
const INSPECT: Deno.InspectOptions = {
  breakLength: Infinity,
  depth: 4,
  iterableLimit: 100,
  strAbbreviateSize: 1000,
};

/** Makes a report of anything that can be thrown, be it ever so hostile: this never throws, and the report is plain text. */
export function reportError(thrown: unknown, causes: number = MAX_CAUSES): ErrorReport {
  if (!isError(thrown)) return { name: "Error", message: describeThrown(thrown), stack: "" };
  const name = textIn(thrown, "name") ?? "Error";
  const message = textIn(thrown, "message") ?? "(its message cannot be read)";
  const stack = textIn(thrown, "stack") ?? `${name}: ${message}`;
  if (causes === 0) return { name, message, stack };
  const cause = causeOf(thrown);
  const report = cause === undefined ? undefined : reportError(cause.value, causes - 1);
  // Those that were gathered may gather others in turn: a line of each is enough.
  const gathered = gatheredBy(thrown).map((error) => lineOf(reportError(error, 0)));
  if (report === undefined && gathered.length === 0) return { name, message, stack };
  const near = report === undefined ? [] : [lineOf(report), ...report.causes ?? []];
  const told = [...report === undefined ? [] : [stackOf(report)], ...gathered];
  return {
    name,
    message,
    stack: stack + told.map((text) => `\nCaused by: ${text}`).join(""),
    causes: [...near, ...gathered].slice(0, MAX_CAUSES),
  };
}

/** What an error says, with what it came of. */
export function withCauses({ message, causes = [] }: ErrorReport): string {
  return causes.length === 0 ? message : `${message}, because of ${causes.join("; ")}`;
}

/**
 * Any value as a line of text, for logs and for labels: a string is itself, an error its name and what it says. This never
 * throws, and what is long is cut.
 */
export function textOf(value: unknown): string {
  if (typeof value === "string") return cut(value);
  if (isError(value)) {
    const { name, message } = reportError(value, 0);
    return cut(`${name}: ${message}`);
  }
  return tried(() => cut(Deno.inspect(value, INSPECT))) ?? kindOf(value);
}

/** Refuses a number of messages that is none: whoever takes so many would take none, in silence, and again and again. */
export function checkCount(doing: string, count: unknown, advice = "give a number"): void {
  if (typeof count === "number" && !Number.isNaN(count)) return;
  const text = `Cannot ${doing}: ${shown(count)} asked for, ${advice}`;
  throw typeof count === "number" ? new RangeError(text) : new TypeError(text);
}

/** An answer that has to be `true` or `false`: a promise would count as `true` before anybody knows what comes of it. */
export function answered(answer: unknown, doing: string, advice = ""): boolean {
  if (typeof answer !== "object" || answer === null) return answer as boolean;
  const given = shownBriefly(answer);
  throw new TypeError(`Cannot ${doing}: it has returned ${given}, give true or false${advice}`);
}

/** A value as it is shown in a fault: a text with quotes, so that `"5"` is not taken for 5. */
export function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(textOf(value)) : textOf(value);
}

/** The same, so short that it leaves room for what is wrong with it. */
export function shownBriefly(value: unknown): string {
  const text = shown(value);
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN).toWellFormed()}…`;
}

/**
 * One sentence for each option that is not known: a typing error would be passed over in silence.
 *
 * @param has What has the options, with its verb.
 */
export function unknownOptions(given: object, known: readonly string[], has: string): string[] {
  return unknown(given, known).map((name) =>
    `${has} no option "${textOf(name)}", there are ${listed(known)}`
  );
}

/** One sentence for each part that what `where` names does not have. */
export function unknownParts(where: string, given: object, known: readonly string[]): string[] {
  return unknown(given, known).map((name) =>
    `${where} has no "${textOf(name)}", it has ${listed(known)}`
  );
}

function unknown(given: object, known: readonly string[]): string[] {
  return Object.keys(given).filter((name) => !known.includes(name));
}

/** Names as they stand in an error. */
export function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

/** Why something cannot be done: the fault, or how many there are, and each on a line of its own. */
export function faultsText(doing: string, faults: readonly string[]): string {
  return faults.length === 1
    ? `Cannot ${doing}: ${faults[0]}`
    : `Cannot ${doing}: ${faults.length} faults\n${faults.map((text) => `  - ${text}`).join("\n")}`;
}

function describeThrown(thrown: unknown): string {
  if (typeof thrown === "string") return cut(thrown);
  return tried(() =>
    cut(isPlain(thrown) ? JSON.stringify(thrown) ?? String(thrown) : textOf(thrown))
  ) ??
    kindOf(thrown);
}

/** Whether JSON tells of it what there is to tell: of a `Response`, an `Event` or a map it would be `{}`. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Array.isArray(value);
}

/** What is left to say of a value that lets nobody look at it. */
function kindOf(value: unknown): string {
  return tried(() => Object.prototype.toString.call(value)) ?? "(a value that cannot be shown)";
}

function isError(value: unknown): value is Error {
  return tried(() => value instanceof Error) ?? false;
}

/** A member of an error, which should be a string, as one; `undefined` if there is none, or it cannot be read. */
function textIn(error: Error, key: "name" | "message" | "stack"): string | undefined {
  const text = tried<unknown>(() => error[key]);
  return text === undefined ? undefined : textOf(text);
}

function causeOf(error: Error): { readonly value: unknown } | undefined {
  const value = tried(() => error.cause);
  return value === undefined ? undefined : { value };
}

/** The errors that an `AggregateError` gathers: by itself it says nothing of them. */
function gatheredBy(error: Error): readonly unknown[] {
  return tried(() => {
    const { errors } = error as Partial<AggregateError>;
    return Array.isArray(errors) ? [...errors.slice(0, MAX_CAUSES)] : [];
  }) ?? [];
}

/** A cause as a part of a line. */
function lineOf({ name, message }: ErrorReport): string {
  const line = `${name}: ${message}`.replaceAll(/\s*\n\s*/g, " ");
  return line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE).toWellFormed()}…`;
}

/** What is thrown without being an error has no stack. */
function stackOf({ name, message, stack }: ErrorReport): string {
  return stack === "" ? `${name}: ${message}` : stack;
}

function cut(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  return `${text.slice(0, MAX_TEXT).toWellFormed()}… (${text.length} characters)`;
}

/** What `look` returns; `undefined` if it throws: values of others may run their code when they are looked at. */
function tried<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/**
 * Calls what somebody else has given to be called. What it throws, and what its promise rejects with, is told and goes no further: a
 * rejection that nobody hears of would end the process.
 */
export function guarded(call: () => unknown, told: (error: ErrorReport) => void): void {
  try {
    const result = call();
    if (typeof result !== "object" || result === null) return;
    Promise.resolve(result).catch((reason) => told(reportError(reason)));
  } catch (thrown) {
    told(reportError(thrown));
  }
}

/** What a {@link LastingError} is known by: the same in every copy of this package. */
const LASTING = Symbol.for("@steady-state/deno: lasting");

/**
 * An error that a restart would not mend: a login that is refused, a file that must be there and is not. An actor whose `run` throws it,
 * or an error of a class that extends it, is given up at once, however many restarts its supervisor has left; and so are the supervisors
 * above it, because what each of them would do is start it again. The graph stops as it does when there were too many crashes: the others
 * drain, and its `StopError` names it. A `temporary` actor leaves the graph instead, which goes on.
 *
 * What it had under work stays in its channels, and counts as no reason for its death. Thrown outside of `run`, in a timer or by a promise
 * that nobody awaits, it is like any other error, because nobody knows whose it is.
 *
 * ```ts
 * // actors/report.ts
 * import { defineActor, LastingError } from "@steady-state/deno/actor";
 * import { rehearse } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * export const report = defineActor(import.meta, "report", {
 *   args: { folder: "" },
 *   run({ args: { folder } }) {
 *     if (folder === "") throw new LastingError("Cannot write reports: give arg folder");
 *   },
 * });
 *
 * await using scene = await rehearse(report);
 * await scene.settle();
 * assertEquals(scene.crashes.map(({ decision, isLasting }) => [decision, isLasting]), [["giveUp", true]]);
 * ```
 */
export class LastingError extends Error {
  /** What it is called in logs and reports; a class that extends it has a name of its own. */
  override readonly name: string = "LastingError";

  static {
    Object.defineProperty(this.prototype, LASTING, { value: true });
  }
}

/** Whether what was thrown is a {@link LastingError}, of whichever copy of this package. Never throws. */
export function isLastingError(thrown: unknown): boolean {
  return isError(thrown) &&
    tried(() => (thrown as { readonly [LASTING]?: unknown })[LASTING]) === true;
}

const OWN_FILES = new URL("./", import.meta.url).href;

/** Where an error came from, for a log: the first file in its stack that is not of this package; an empty string if none. */
export function placeOf({ stack }: ErrorReport): string {
  const frames = stack.matchAll(/((?:file|https?):\S+:\d+:\d+)/g);
  const place = frames.find(([frame]) => !frame.startsWith(OWN_FILES))?.[1];
  return place === undefined ? "" : ` (${place})`;
}

/**
 * A graph that cannot be started as it was built: every fault at once.
 *
 * ```ts
 * import { Graph, GraphError } from "@steady-state/deno";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => new Graph("empty").start(), GraphError, "no actors");
 * ```
 */
export class GraphError extends Error {
  /** What is wrong, one sentence each. */
  readonly faults: readonly string[];

  /** Gathers the faults of the graph with that name. */
  constructor(graph: string, faults: readonly string[]) {
    const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    super(`Cannot start graph "${graph}": ${count}\n${faults.map((f) => `  - ${f}`).join("\n")}`);
    this.name = "GraphError";
    // Where it was thrown says nothing about a graph's faults, and hides them on a screen.
    this.stack = `${this.name}: ${this.message}`;
    this.faults = faults;
  }
}

/** Takes the stack from an error that a user can mend: where it was thrown says nothing, and hides what to do. */
export function withoutStack<E extends Error>(error: E): E {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
