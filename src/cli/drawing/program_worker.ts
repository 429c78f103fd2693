/**
 * Loads the modules of a program in a thread of its own, has the program draw its graph, and posts what that is. Nothing of it may start
 * here: a graph that does is told of, and the thread is ended from outside.
 *
 * @module
 */
import type { Topology } from "../../protocol/mod.ts";
import { declareOnlooker } from "../../onlooker.ts";
import { type ModuleExports, namedKinds, namesOf, quieten, said } from "./program_kinds.ts";
import type { LoadReply, LoadRequest } from "./program_reply.ts";

/** The parts of the program's graph, and of its kinds, that are looked at. They may be of another copy of this package. */
interface DrawnGraph {
  readonly telemetry?: { readonly topology?: Topology };
}

/** What this thread is to the one that has started it. */
const thread = globalThis as unknown as {
  postMessage(reply: LoadReply): void;
  onmessage: ((event: MessageEvent<LoadRequest>) => void) | null;
};

/** Tells what a program does that it must not do while it is only looked at. It goes no further. */
function forbid(): void {
  const forbidden = (fault: "starts" | "exits"): never => {
    thread.postMessage({ fault });
    throw new Error("this program is only looked at");
  };
  globalThis.Worker = class {
    constructor() {
      forbidden("starts");
    }
  } as unknown as typeof Worker;
  Deno.exit = () => forbidden("exits");
  declareOnlooker({ begun() {}, stopped: () => forbidden("starts") });
}

async function look({ main, messages, isBare }: LoadRequest): Promise<LoadReply> {
  let kinds: ModuleExports | null = null;
  try {
    if (messages !== null) kinds = await import(messages);
  } catch (error) {
    return { fault: "loads not", module: messages as string, error: said(error) };
  }
  const exported = kinds === null ? null : namedKinds(kinds);
  if (main === null) return { exported };
  let program: ModuleExports;
  try {
    program = await import(main);
  } catch (error) {
    return { fault: "loads not", module: main, error: said(error) };
  }
  const { buildGraph } = program;
  if (typeof buildGraph !== "function") return { fault: "exports none" };
  // What it would make of arguments that are missing nobody has written.
  if (buildGraph.length > 0 && !isBare) return { fault: "needs args" };
  try {
    const topology = ((await buildGraph()) as DrawnGraph | undefined)?.telemetry?.topology;
    if (topology === undefined) return { fault: "gives none" };
    if (topology.definitions === undefined) return { fault: "is old" };
    return { exported, topology, ofChannels: await namesOfKinds(topology, kinds ?? {}) };
  } catch (error) {
    return { fault: "builds not", error: said(error) };
  }
}

/** By channel: the names under which the very kind of its ends is exported. */
async function namesOfKinds(topology: Topology, exports: ModuleExports): Promise<string[][]> {
  const ports = await Promise.all(topology.definitions.map(portsOf));
  const kindOf = (actor: number, port: string) => {
    const { definition } = topology.actors[actor] as Topology["actors"][number];
    return ports[definition]?.[port]?.kind;
  };
  const [senders, readers] = [
    topology.channels.map(({ from, fromPort }) => kindOf(from, fromPort)),
    topology.channels.map(({ to, toPort }) => kindOf(to, toPort)),
  ].map((kinds) => namesOf(kinds, exports)) as [string[][], string[][]];
  return senders.map((names, place) => names.length > 0 ? names : readers[place] as string[]);
}

type PortKinds = Readonly<Record<string, { readonly kind?: unknown } | undefined>>;

/** The ports of a definition as its module has them: the program has loaded it already. Ends of the host are in none. */
async function portsOf(
  { module, exportName }: Topology["definitions"][number],
): Promise<PortKinds | undefined> {
  try {
    return ((await import(module))[exportName] as { readonly ports?: PortKinds } | undefined)
      ?.ports;
  } catch {
    return undefined;
  }
}

thread.onmessage = async ({ data }) => {
  quieten();
  forbid();
  thread.postMessage(await look(data));
};
