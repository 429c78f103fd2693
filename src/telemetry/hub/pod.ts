import { ClockEstimate } from "./clock_estimate.ts";
import type { PodReach } from "./pod_reach.ts";
import { PodView } from "./pod_view.ts";

/** How a pod is: not heard of yet, there, not heard of any more, or at its end, which it has told. */
export type PodState = "awaited" | "live" | "lost" | "ended";

/** After so long without a word a pod is lost, in milliseconds: that are six frames. */
export const LOST_MS = 3000;

let podsMade = 0;

/** What a hub knows of one pod. All times are by the clock of the hub, in milliseconds since the epoch, unless said otherwise. */
export class FollowedPod {
  /** Tells it from all others, whatever they are called. */
  number: number = podsMade++;
  /** What it is called: no other pod of the hub has that name. */
  name: string;
  /** How it is asked. */
  reach: PodReach;
  readonly view: PodView = new PodView();
  readonly clock: ClockEstimate = new ClockEstimate();
  /** When it was heard of last; `-Infinity` if it never was. */
  heardAt = -Infinity;
  /** Why it cannot be followed; `null` while it can. */
  trouble: string | null = null;
  /** Why it ended, as it told; `null` while it has not. */
  ending: string | null = null;
  /** Until when it is looked at. */
  lookedAtUntil = -Infinity;
  /** Counts the frames with values. */
  frames = 0;

  constructor(name: string, reach: PodReach) {
    this.name = name;
    this.reach = reach;
  }

  /** Is known from now on as the one whose successor it is. */
  succeed({ name, number }: FollowedPod): void {
    this.name = name;
    this.number = number;
  }

  /** How it is at `now`. */
  stateAt(now: number): PodState {
    if (this.view.topology === null) return "awaited";
    if (this.ending !== null) return "ended";
    return now - this.heardAt >= LOST_MS ? "lost" : "live";
  }

  /** A moment by its clock, by that of the hub. */
  toHubTime(time: number): number {
    return time - (this.clock.offset?.ahead ?? 0);
  }
}
