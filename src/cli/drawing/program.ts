import type { KnownKinds } from "../../codegen/compare/mod.ts";
import type { Topology } from "../../protocol/mod.ts";
import { UsageError } from "../usage_error.ts";
import { mayRun, runProgram } from "./program_process.ts";
import type { LoadReply, LoadRequest, ProgramFault, ProgramFindings } from "./program_reply.ts";

/** How long a program may take to load and to draw its graph, in milliseconds. */
const LOAD_MS = 60_000;

/** What a program draws, and what its kinds are called. */
export interface LoadedProgram {
  readonly topology: Topology;
  readonly kinds: KnownKinds;
  /** Why it is drawn as far as it was drawn then, and no further; left out where it is whole. */
  readonly until?: string;
}

/** How a program is loaded. */
export interface ProgramOptions {
  /** What the program finds in `Deno.args`: it is run with them, and draws its graph by itself. */
  readonly args?: readonly string[];
  /** How long it may take, in milliseconds. */
  readonly limitMs?: number;
}

/**
 * Has a program draw its graph. Loaded in a thread of its own, `buildGraph` is asked for it, if all that it takes has a default. Otherwise
 * the program is run as its users run it, up to where it would start a graph. None of its actors starts.
 *
 * @param main URL of the program's module
 * @param messages URL of the module that exports the kinds of the messages, or `null` if there is none
 * @throws {UsageError} if no graph comes of it; it says why, and what to do
 */
export async function loadProgram(
  main: URL,
  messages: URL | null,
  { args, limitMs = LOAD_MS }: ProgramOptions = {},
): Promise<LoadedProgram> {
  const doing = `draw the graph of ${nameOf(main)}`;
  const request = { main: main.href, messages: messages?.href ?? null };
  const loaded = args === undefined ? await ask(request, limitMs) : undefined;
  if (loaded !== undefined && !isForProcess(loaded)) return programOf(foundIn(doing, loaded));
  const reply = mayRun() ? await runProgram(main, messages, args ?? [], limitMs) : null;
  if (reply !== null && reply.fault !== "ends") return programOf(foundIn(doing, reply));
  if (loaded?.fault === "needs args") {
    const bare = await ask({ ...request, isBare: true }, limitMs);
    if (typeof bare !== "string" && bare.fault === undefined) return programOf(bare);
  }
  const why = reply === null ? whyNotRun(loaded) : whyEnded(loaded, reply.error);
  throw new UsageError(`Cannot ${doing}: ${why}`);
}

function programOf({ topology, until, ...kinds }: ProgramFindings): LoadedProgram {
  return { topology: topology as Topology, kinds, ...until !== undefined && { until } };
}

/** What is told of a program that went no further before it started its graph. */
export function partText(main: string, until: string): string {
  return `note: ${main} is drawn as far as it was when it could go no further, as it may only read: ${until}`;
}

/** Whether a program may draw its graph if it is run, where loading it is not enough. */
function isForProcess(reply: LoadReply | string): reply is ProgramFault {
  return typeof reply !== "string" && reply.fault !== undefined &&
    ["starts", "exits", "exports none", "needs args", "loads not"].includes(reply.fault);
}

const ADVICE =
  "have it say: export function buildGraph(): Graph, with a default for each argument, " +
  "and: if (import.meta.main) await run(buildGraph())";

function whyNotRun(reply: ProgramFault | undefined): string {
  if (reply === undefined) {
    return "with arguments it is run, up to where it starts its graph, which takes --allow-run";
  }
  // Where it cannot even be loaded that is what has to be mended first.
  if (reply.fault === "loads not") return whyOf(reply);
  return `${
    whyOf(reply)
  }; ${ADVICE}; or give --allow-run, and it is run up to where it starts its graph`;
}

function whyEnded(reply: ProgramFault | undefined, error: string): string {
  // What could not be loaded in this program's thread was loaded there.
  const asked = reply === undefined || reply.fault === "loads not" ? "" : `${whyOf(reply)}, and `;
  return `${asked}run as a program that may only read, it comes to no graph (${error}); ${ADVICE}`;
}

/**
 * Loads the kinds that a project exports.
 *
 * @throws {UsageError} if they cannot be loaded
 */
export async function loadKinds(messages: URL, limitMs: number = LOAD_MS): Promise<KnownKinds> {
  const doing = `read the kinds of ${nameOf(messages)}`;
  const { exported } = foundIn(doing, await ask({ main: null, messages: messages.href }, limitMs));
  return { exported };
}

/** What was found. */
function foundIn(doing: string, reply: LoadReply | string): ProgramFindings {
  if (typeof reply === "string") throw new UsageError(`Cannot ${doing}: ${reply}`);
  if (reply.fault === undefined) return reply;
  throw new UsageError(`Cannot ${doing}: ${whyOf(reply)}`);
}

/** What the thread answers, or in words why it does not. */
function ask(request: LoadRequest, limitMs: number): Promise<LoadReply | string> {
  const worker = new Worker(new URL("./program_worker.ts", import.meta.url), { type: "module" });
  const { promise, resolve } = Promise.withResolvers<LoadReply | string>();
  const limit = setTimeout(() => {
    resolve(
      `it has not come to an end in ${limitMs / 1000} s; what runs the program belongs behind ` +
        "if (import.meta.main)",
    );
  }, limitMs);
  worker.onmessage = ({ data }: MessageEvent<LoadReply>) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    resolve(`its thread has died: ${event.message}`);
  };
  worker.onmessageerror = () => resolve("what its thread says cannot be read");
  worker.postMessage(request);
  return promise.finally(() => {
    clearTimeout(limit);
    worker.terminate();
  });
}

function whyOf(reply: ProgramFault): string {
  switch (reply.fault) {
    case "starts":
      return "it starts the graph, or another worker, as soon as it is loaded";
    case "exits":
      return "it ends the process as soon as it is loaded";
    case "exports none":
      return "it exports no function buildGraph";
    case "gives none":
      return "its buildGraph returns no graph, have it return the Graph that it draws";
    case "is old":
      return "its version of @steady-state/deno does not tell which code its actors run, bring it up to date";
    case "needs args":
      return "its buildGraph takes arguments without a default";
    case "loads not":
      return `${nameOf(new URL(reply.module))} cannot be loaded, see that it passes deno check; ` +
        `where a name of an import is unknown, run this in the folder of its deno.json: ${reply.error}`;
    case "builds not":
      return `its buildGraph throws: ${reply.error}`;
    case "ends":
      return `it ends: ${reply.error}`;
  }
}

/** The last part of a path. */
function nameOf({ pathname }: URL): string {
  return decodeURIComponent(pathname.slice(pathname.lastIndexOf("/") + 1));
}
