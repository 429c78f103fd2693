import { significant } from "../units.ts";
import type { JointFigures } from "./joint_meter.ts";
import type { Slot } from "./merge.ts";
import type { MergedColumns } from "./merged_columns.ts";
import type { PodState } from "./pod.ts";

const PERCENT = 100;
const MICROS_PER_MS = 1000;

/** From which fill of a link on, from 0 to 1, its sender cannot send on. */
const FULL = 0.9;

/** A link without a partner, and one that leads to a pod that is lost, ask for so much attention. */
const UNLINKED_LEVEL = 2;
const LOST_LEVEL = 3;

/** Above this the age of a last word is told by ten seconds, in milliseconds: it costs a cell for each actor. */
const COARSE_FROM_MS = 60_000;

/** How a pod is. */
export interface PodCondition {
  readonly state: PodState;
  /** For how long it has not been heard of, in milliseconds. */
  readonly silentMs: number;
  /** Whether its values were written anew. */
  readonly isFresh: boolean;
  /** How many actors it has. */
  readonly count: number;
}

/** Writes what the hub knows of a pod over what that told of itself: the last values of one that is lost are not those of now. */
export function writePod(
  columns: MergedColumns,
  { state, silentMs, isFresh, count }: PodCondition,
  { actors }: Slot,
): void {
  const isGone = state === "lost" || state === "ended";
  if (!isGone && !isFresh) return;
  const step = silentMs >= COARSE_FROM_MS ? 10_000 : 1000;
  for (let index = actors; index < actors + count; index++) {
    columns.set("a", "silentMs", index, isGone ? Math.floor(silentMs / step) * step : null);
    if (!isGone) continue;
    columns.set("a", "up", index, false);
    columns.set("a", "level", index, 0);
  }
}

/** An edge from pod to pod, and what is known of it. */
export interface JointWriting {
  readonly channel: number;
  /** The actor that sends on it, in the picture; `null` if nobody has shown it. */
  readonly egress: number | null;
  readonly figures: JointFigures;
  /** Whether a pod at one of its ends is gone. */
  readonly isLost: boolean;
}

/** Writes the figures of an edge from pod to pod. */
export function writeJoint(
  columns: MergedColumns,
  { channel, egress, figures, isLost }: JointWriting,
): void {
  const { isLinked, rate, sent, onLink, fill, latencyMs, errorMs, roundTripMs } = figures;
  const set = (name: string, value: number | null) => columns.set("c", name, channel, value);
  set("level", isLost ? LOST_LEVEL : isLinked === false ? UNLINKED_LEVEL : 0);
  set("rate", isLost ? null : significant(rate));
  set("sent", significant(sent));
  set("onLink", significant(onLink));
  set("fill", fill === null ? null : Math.round(fill * PERCENT));
  set("linkLatency", inMicros(latencyMs));
  set("clockError", inMicros(errorMs));
  set("roundTrip", inMicros(roundTripMs));
  if (egress === null || isLost || fill === null || fill < FULL) return;
  // Its pod sees that it waits. It waits for room on the link, which only both pods together can tell.
  const held = columns.number("a", "waiting", egress) + columns.number("a", "outside", egress);
  if (held === 0) return;
  const blocked = columns.number("a", "blocked", egress);
  columns.set("a", "blocked", egress, Math.min(PERCENT, blocked + held));
  columns.set("a", "waiting", egress, 0);
  columns.set("a", "outside", egress, 0);
}

function inMicros(ms: number | null): number | null {
  return significant(ms === null ? null : ms * MICROS_PER_MS);
}
