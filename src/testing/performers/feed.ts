import type { Tx } from "../../channel/tx.ts";
import { type AnyActor, direct, type ScriptedPerformer, type Sends } from "./part.ts";
import { endsOf, type PortUse } from "./ports.ts";

/**
 * Sends these messages, each once, and ends. On the port of that name, or on the only one that sends; `work[1]` is one lane of a
 * bundle, on `work` they are dealt to the lanes in turn, those whose readers are gone left out. What waits for room waits; where
 * every reader is gone it ends.
 *
 * ```ts
 * import { feed } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const orders = feed([1, 2, 3], "orders"); // for stage.perform("SHOP", orders)
 * assertEquals(typeof orders, "function");
 * ```
 *
 * @param messages read once, when this is called, so there must be an end to them
 */
export function feed<T, N extends string>(
  messages: Iterable<T>,
  port: N,
): ScriptedPerformer<Sends<N, T>>;
/** On the only port that sends, or on one whose name the compiler does not check. */
export function feed<T>(
  messages: Iterable<T>,
  port?: string,
): ScriptedPerformer<Sends<undefined, T>>;
export function feed<T>(messages: Iterable<T>, port?: string): ScriptedPerformer<Sends<never, T>> {
  const all = [...messages];
  const use: PortUse = { verb: "feed", direction: "tx", port, messages: all };
  const run = async (actor: AnyActor) => {
    const lanes = endsOf<Tx<T>>(actor, use);
    const close = () => lanes.every((lane) => lane.close());
    for (;;) {
      // What a generation before had not committed is not counted, and is sent again.
      const sent = lanes.reduce((sum, lane) => sum + lane.sent, 0);
      if (sent >= all.length || !actor.isRunning(close)) return;
      const open = lanes.filter((lane) => !lane.isAbandoned);
      if (open.length === 0) return;
      await actor.send(open[sent % open.length] as Tx<T>, all[sent] as T);
    }
  };
  return direct(run, { uses: [use] });
}
