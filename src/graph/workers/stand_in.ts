/**
 * Acts in the channels on behalf of an actor that cannot: its thread is gone, or has let go of it, or is behind the fence for good.
 * Nothing else does, so what is delicate about it stands here alone.
 *
 * Whoever calls must know that the actor's thread changes nothing more. Behind the fence one thing is left that it may do: to finish
 * a commit that it was in. That is harmless, because it stores the very values that are stored here.
 *
 * @module
 */
import { closeEnd, endPart, publishEnd } from "../../channel/ring/host.ts";
import { Ringer } from "../../memory/doorbell.ts";
import type { ActorPlan, EndPlan } from "../../protocol/mod.ts";
import { fenceOff, isSettled, settleTurn } from "../../turn/mod.ts";

/** What of an actor's plan it takes to stand in for it. */
export type Absent = Pick<ActorPlan, "journal" | "ends">;

/**
 * Finishes the turn that the actor left half published, if it did: all its cursors are published and, if that was said in it, its
 * ends closed, then its peers are woken. An actor that left its last turn so has ended with this.
 */
export function settleFor(region: SharedArrayBuffer, absent: Absent): void {
  // As a rule there is nothing to finish, and it does not matter which ends it has.
  if (isSettled(region, absent.journal)) return;
  const { ends } = absent;
  settleTurn(region, absent.journal, (i, cursor, ending) => {
    const { at, direction } = ends[i] as EndPlan;
    publishEnd(region, at, direction, cursor);
    if (ending) endPart(region, at, direction);
  }, () => ringPeers(region, ends));
}

/** Takes the actor out of the graph for good, wherever it was: its peers find the channels ended, and drain. */
export function leaveFor(region: SharedArrayBuffer, absent: Absent): void {
  fenceOff(region, absent.journal);
  settleFor(region, absent);
  const { ends } = absent;
  for (const { at, direction } of ends) closeEnd(region, at, direction);
  ringPeers(region, ends);
}

function ringPeers(region: SharedArrayBuffer, ends: readonly EndPlan[]): void {
  for (const { peer } of ends) new Ringer(region, peer).ring();
}
