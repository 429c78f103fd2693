/** An error as it travels between threads: plain data. */
export interface ErrorReport {
  /** The error's class, for instance `TypeError`. */
  readonly name: string;
  /** What it says. */
  readonly message: string;
  /** Where it came from, with its causes; may be empty. */
  readonly stack: string;
}

/** Causes of causes that are told. Somebody's error may be its own cause. */
const MAX_CAUSES = 5;

/** Makes a report of anything that can be thrown. */
export function reportError(thrown: unknown, causes: number = MAX_CAUSES): ErrorReport {
  try {
    if (!(thrown instanceof Error)) {
      return { name: "Error", message: describeThrown(thrown), stack: "" };
    }
    // An error may be given anything in the place of its texts, which must reach the other side as texts.
    const name = String(thrown.name);
    const message = String(thrown.message);
    const stack = String(thrown.stack ?? `${name}: ${message}`);
    const cause = thrown.cause === undefined || causes === 0
      ? ""
      : `\nCaused by: ${reportError(thrown.cause, causes - 1).stack}`;
    return { name, message, stack: stack + cause };
  } catch {
    return { name: "Error", message: "what was thrown throws when it is looked at", stack: "" };
  }
}

const OWN_FILES = new URL("./", import.meta.url).href;

/** Where an error came from, for a log: the first file in its stack that is not of this package; an empty string if none. */
export function placeOf({ stack }: ErrorReport): string {
  const frames = stack.matchAll(/((?:file|https?):\S+:\d+:\d+)/g);
  const place = frames.find(([frame]) => !frame.startsWith(OWN_FILES))?.[1];
  return place === undefined ? "" : ` (${place})`;
}

function describeThrown(thrown: unknown): string {
  if (typeof thrown === "string") return thrown;
  try {
    return JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
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
