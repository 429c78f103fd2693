import { lookAtChannel } from "../../channel/ring/host.ts";
import type { ActorPlan, EndPlan } from "../../protocol/mod.ts";
import type { Vote } from "../../shutdown/tally.ts";
import type { LeftToDo } from "../../supervisor/mod.ts";
import { lastCommitted } from "../../turn/mod.ts";

/**
 * What an actor that is down would have to do if it were started again, as far as shared memory shows it. What its last turn had
 * committed and not yet published counts as not done: the successor would see to it.
 */
export function leftToDo(region: SharedArrayBuffer, plan: ActorPlan, vote: Vote): LeftToDo {
  const ends = plan.ends.filter((end) => !isOver(region, end));
  const hasInput = ends.some(({ direction }) => direction === "rx");
  return {
    channels: hasInput ? "input" : ends.length > 0 ? "output" : "none",
    voted: vote === "asked" || vote === "accept",
    turn: lastCommitted(region, plan.journal),
  };
}

/** Whether the actor's part in a channel is over: an input is closed and empty, an output is closed, or the channel has no reader. */
function isOver(region: SharedArrayBuffer, { at, direction }: EndPlan): boolean {
  const { abandoned, closed, messages } = lookAtChannel(region, at);
  return abandoned || (closed && (direction === "tx" || messages === 0));
}
