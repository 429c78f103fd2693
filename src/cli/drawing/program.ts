import type { KnownKinds } from "../../codegen/compare/mod.ts";
import type { Topology } from "../../protocol/mod.ts";
import { UsageError } from "../usage_error.ts";
import type { LoadReply, LoadRequest } from "./program_reply.ts";

/** How long a program may take to load and to draw its graph, in milliseconds. */
const LOAD_MS = 60_000;

/** What a program draws, and what its kinds are called. */
export interface LoadedProgram {
  readonly topology: Topology;
  readonly kinds: KnownKinds;
}

/**
 * Loads a program in a thread of its own, and has its `buildGraph` draw the graph. None of its actors starts: a program that starts
 * them itself when it is loaded is stopped at the first.
 *
 * @param main URL of the module that exports `buildGraph`
 * @param messages URL of the module that exports the kinds of the messages, or `null` if there is none
 * @throws {UsageError} if no graph comes of it; it says why, and what to do
 */
export async function loadProgram(
  main: URL,
  messages: URL | null,
  limitMs: number = LOAD_MS,
): Promise<LoadedProgram> {
  const doing = `draw the graph of ${nameOf(main)}`;
  const { topology, ...kinds } = await found(doing, { main, messages }, limitMs);
  return { topology: topology as Topology, kinds };
}

/**
 * Loads the kinds that a project exports.
 *
 * @throws {UsageError} if they cannot be loaded
 */
export async function loadKinds(messages: URL, limitMs: number = LOAD_MS): Promise<KnownKinds> {
  const doing = `read the kinds of ${nameOf(messages)}`;
  const { exported } = await found(doing, { main: null, messages }, limitMs);
  return { exported };
}

type Found = Extract<LoadReply, { readonly fault?: undefined }>;

async function found(
  doing: string,
  { main, messages }: { readonly main: URL | null; readonly messages: URL | null },
  limitMs: number,
): Promise<Found> {
  const request = { main: main?.href ?? null, messages: messages?.href ?? null };
  const reply = await ask(request, limitMs);
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

const GUARD = "have it say: if (import.meta.main) await run(buildGraph())";

function whyOf(reply: Exclude<LoadReply, Found>): string {
  switch (reply.fault) {
    case "starts":
      return `it starts the graph, or another worker, as soon as it is loaded, ${GUARD}`;
    case "exits":
      return `it ends the process as soon as it is loaded, ${GUARD}`;
    case "exports none":
      return "it exports no function buildGraph, have it say: export function buildGraph(): Graph";
    case "gives none":
      return "its buildGraph returns no graph, have it return the Graph that it draws";
    case "is old":
      return "its version of @steady-state/deno does not tell which code its actors run, bring it up to date";
    case "loads not":
      return `${nameOf(new URL(reply.module))} cannot be loaded, see that it passes deno check; ` +
        `where a name of an import is unknown, run this in the folder of its deno.json: ${reply.error}`;
    case "builds not":
      return reply.args > 0
        ? `its buildGraph is called without arguments, and ${argsText(reply.args)}, ` +
          `give each of them a default: ${reply.error}`
        : `its buildGraph throws: ${reply.error}`;
  }
}

function argsText(args: number): string {
  return args === 1 ? "needs one" : `needs ${args}`;
}

/** The last part of a path. */
function nameOf({ pathname }: URL): string {
  return decodeURIComponent(pathname.slice(pathname.lastIndexOf("/") + 1));
}
