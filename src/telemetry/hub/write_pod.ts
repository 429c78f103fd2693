import { significant } from "../units.ts";
import type { JointFigures } from "./joint_meter.ts";
import type { PodSlot } from "./merge.ts";
import type { MergedColumns } from "./merged_columns.ts";
import type { PodState } from "./pod.ts";

const PERCENT = 100;
const MICROS_PER_MS = 1000;

/** From which fill of a channel on, in percent, it holds a link up, and how much of its time a link actor must wait for that. */
const FULL = 50;
const MOSTLY = 50;

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
  /** How many actors it has, and how many channels. */
  readonly actors: number;
  readonly channels: number;
}

/** Writes what the hub knows of a pod over what that told of itself: the last values of one that is lost are not those of now. */
export function writePod(
  columns: MergedColumns,
  { state, silentMs, isFresh, actors, channels }: PodCondition,
  slot: PodSlot,
): void {
  const isGone = state === "lost" || state === "ended";
  if (!isGone && !isFresh) return;
  const step = silentMs >= COARSE_FROM_MS ? 10_000 : 1000;
  for (let index = slot.actors; index < slot.actors + actors; index++) {
    const agoMs = Math.floor(silentMs / step) * step;
    columns.set("a", "silentMs", index, state === "lost" ? agoMs : null);
    columns.set("a", "endedMs", index, state === "ended" ? agoMs : null);
    if (!isGone) continue;
    columns.set("a", "up", index, false);
    columns.set("a", "level", index, 0);
    // What it did last it does no more.
    for (const share of ["busy", "outside", "blocked", "waiting"]) {
      columns.set("a", share, index, 0);
    }
    columns.set("a", "turnRate", index, null);
  }
  if (!isGone) return;
  for (let index = slot.channels; index < slot.channels + channels; index++) {
    columns.set("c", "rate", index, null);
    columns.set("c", "bytesRate", index, null);
  }
}

/** A link actor in the picture, and the channels of its pod that it takes from, or sends into. */
export interface JointEnd {
  readonly actor: number;
  readonly channels: readonly number[];
}

/** An edge from pod to pod, and what is known of it. */
export interface JointWriting {
  readonly channel: number;
  /** Its ends; `null` for one that nobody has shown. */
  readonly egress: JointEnd | null;
  readonly ingress: JointEnd | null;
  readonly figures: JointFigures;
  /** Whether a pod at one of its ends is lost, or has ended. */
  readonly gone: "lost" | "ended" | null;
}

/** Writes the figures of an edge from pod to pod. */
export function writeJoint(
  columns: MergedColumns,
  { channel, egress, ingress, figures, gone }: JointWriting,
): void {
  const { isLinked, rate, sent, onLink, fill, latencyMs, errorMs, roundTripMs } = figures;
  const set = (name: string, value: number | null) => columns.set("c", name, channel, value);
  // What an egress cannot send stays in its ring, which is all that a link holds.
  const held = egress === null ? 0 : holdUp(columns, egress);
  if (ingress !== null) holdUp(columns, ingress);
  const onWire = fill === null ? null : Math.round(fill * PERCENT);
  set("level", levelOf(isLinked, gone));
  set("rate", gone === null ? significant(rate) : null);
  set("sent", significant(sent));
  set("onLink", significant(onLink));
  set("fill", onWire === null ? null : Math.max(onWire, held));
  set("linkLatency", inMicros(latencyMs));
  set("clockError", inMicros(errorMs));
  set("roundTrip", inMicros(roundTripMs));
}

/** What has ended in good order asks for nobody's attention, though whoever is left looks for it. */
function levelOf(isLinked: boolean | null, gone: JointWriting["gone"]): number {
  if (gone !== null) return gone === "lost" ? LOST_LEVEL : 0;
  return isLinked === false ? UNLINKED_LEVEL : 0;
}

/**
 * Tells of a link actor that waits beside a channel that is full that it is blocked: it waits for the other end, or for room behind it.
 * Its pod sees only that it waits. Returns how full the channel is, in percent; 0 if nothing holds the actor up.
 */
function holdUp(columns: MergedColumns, { actor, channels }: JointEnd): number {
  const fill = channels.reduce(
    (most, channel) => Math.max(most, columns.number("c", "fill", channel)),
    0,
  );
  const [waiting, outside, blocked] = ["waiting", "outside", "blocked"].map((name) =>
    columns.number("a", name, actor)
  ) as [number, number, number];
  if (fill < FULL || waiting + outside + blocked < MOSTLY) return 0;
  columns.set("a", "blocked", actor, Math.min(PERCENT, blocked + waiting + outside));
  columns.set("a", "waiting", actor, 0);
  columns.set("a", "outside", actor, 0);
  return fill;
}

function inMicros(ms: number | null): number | null {
  return significant(ms === null ? null : ms * MICROS_PER_MS);
}
