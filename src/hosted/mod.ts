/**
 * Actors in the host's own thread: over the same memory as those in workers, with the same supervision. Loaded only where there are any.
 *
 * @module
 */
import type { ActorDefinition } from "../actor/definition.ts";
import { type HostEnd, ListeningEnd } from "../inbox/host_end.ts";
import { listening } from "./listening.ts";
import { receiving } from "./receiving.ts";
import { sending } from "./sending.ts";

export { HostedWorker } from "./hosted_worker.ts";

/**
 * What an actor runs by that stands for an end in the hands of the host.
 *
 * @param soon Has something done by the actor's thread, where that is none of the machine: what code of the host puts in is then seen
 * in a step of that thread.
 */
export function definitionOfEnd(
  end: HostEnd,
  soon?: (call: () => void) => void,
): ActorDefinition {
  return { ...end.shape, run: runOf(end, soon) } as unknown as ActorDefinition;
}

function runOf(
  end: HostEnd,
  soon: ((call: () => void) => void) | undefined,
): ActorDefinition["run"] {
  if (end instanceof ListeningEnd) return listening(end);
  return end.direction === "tx" ? sending(end, soon) : receiving(end, soon);
}
