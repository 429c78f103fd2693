/**
 * Is loaded before a program that is only looked at, in a process of its own that may read, and nothing else: has it go as far as to where
 * it would start its graph, prints what it has drawn, and ends it there.
 *
 * @module
 */
import type { Topology } from "../../protocol/mod.ts";
import { declareOnlooker, type GraphSight } from "../../onlooker.ts";
import { ONLOOKER_VARIABLE, type OnlookerRequest } from "./onlooker_request.ts";
import { type ModuleExports, namedKinds, namesOf, quieten, said } from "./program_kinds.ts";
import { type LoadReply, replyText } from "./program_reply.ts";

const exit = Deno.exit;
/** The graphs that were begun. */
const sights: GraphSight[] = [];

function answer(mark: string, reply: LoadReply): never {
  const bytes = new TextEncoder().encode(`\n${mark}${replyText(reply)}\n`);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
  return exit(0);
}

function replyOf(sight: GraphSight, exports: ModuleExports | null, until?: string): LoadReply {
  try {
    const { topology, kinds } = sight();
    const exported = exports === null ? null : namedKinds(exports);
    const ofChannels = namesOf(kinds, exports ?? {});
    return { exported, topology: topology as Topology, ofChannels, ...until && { until } };
  } catch (error) {
    return { fault: "builds not", error: said(error) };
  }
}

async function look({ messages, mark }: OnlookerRequest): Promise<void> {
  quieten();
  let exports: ModuleExports | null = null;
  try {
    if (messages !== null) exports = await import(messages);
  } catch (error) {
    answer(mark, { fault: "loads not", module: messages as string, error: said(error) });
  }
  // What it cannot do here it would do after its graph was drawn, as a rule.
  const giveUp = (error: string): never => {
    const sight = sights.at(-1);
    const reply = sight === undefined ? undefined : replyOf(sight, exports, error);
    return answer(
      mark,
      reply?.fault === undefined && reply !== undefined ? reply : {
        fault: "ends",
        error,
      },
    );
  };
  globalThis.Worker = class {
    constructor() {
      giveUp("it starts a worker");
    }
  } as unknown as typeof Worker;
  Deno.exit = (code = 0) => giveUp(`it ends with exit code ${code}`);
  declareOnlooker({
    begun: (sight) => sights.push(sight),
    stopped: (sight) => answer(mark, replyOf(sight, exports)),
  });
  globalThis.addEventListener(
    "error",
    ({ error, message }) => giveUp(error ? said(error) : message),
  );
  globalThis.addEventListener("unhandledrejection", ({ reason }) => giveUp(said(reason)));
  globalThis.addEventListener("unload", () => giveUp("it comes to its end"));
}

const request = JSON.parse(Deno.env.get(ONLOOKER_VARIABLE) as string);
Deno.env.delete(ONLOOKER_VARIABLE);
await look(request);
