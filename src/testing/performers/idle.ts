import { type AnyActor, direct, type ScriptedPerformer } from "./part.ts";

/**
 * Does nothing, and does not end before it is asked to.
 *
 * ```ts
 * import { idle } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(typeof idle(), "function"); // for stage.perform("SINK", idle()): its channel fills
 * ```
 */
export function idle(): ScriptedPerformer<never> {
  const run = async (actor: AnyActor) => {
    while (actor.isRunning()) await actor.wait(actor.stopping());
  };
  return direct(run, { uses: [] });
}
