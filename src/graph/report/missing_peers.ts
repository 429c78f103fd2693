import { lookAtChannel } from "../../channel/ring/host.ts";
import type { EndPlan } from "../../protocol/mod.ts";

/** The channels that an actor sends on, and from which nobody takes any more: their names. */
export function unreadOutputs(region: SharedArrayBuffer, ends: readonly EndPlan[]): string[] {
  return ends.flatMap(({ at, direction, spec: { name } }) =>
    direction === "tx" && lookAtChannel(region, at).abandoned ? [name] : []
  );
}

/** The channels that an actor takes from, and on which nothing will ever come any more: their names. */
export function endedInputs(region: SharedArrayBuffer, ends: readonly EndPlan[]): string[] {
  return ends.flatMap(({ at, direction, spec: { name } }) => {
    if (direction === "tx") return [];
    const { closed, messages } = lookAtChannel(region, at);
    return closed && messages <= 0 ? [name] : [];
  });
}
