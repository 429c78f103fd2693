import type { Saturation } from "../plan/mod.ts";
import { choice, filled, isObject, parts, type Schema, time } from "../../option_faults.ts";

/** Whether and when it is told that a sender waits for room. */
export interface SaturationOptions {
  /**
   * How long a wait for room may take until it is told, in milliseconds. It is looked several times in that time, so one that takes
   * a quarter longer is always told, and one that is over before never.
   *
   * @default {1_000}
   */
  readonly afterMs?: number;
  /**
   * `"once"`: the first wait that is so long, and no other in this run. `"always"`: each of them, once. `"off"`: none.
   *
   * @default {"once"}
   */
  readonly tell?: "off" | "once" | "always";
}

/** What is known of {@link SaturationOptions}. */
export const SATURATION_OPTIONS: Schema<SaturationOptions, keyof SaturationOptions> = {
  afterMs: { check: time, default: 1000 },
  tell: { check: choice(["off", "once", "always"]), default: "once" },
};

/** What the option of a channel may be. */
export const saturation = parts<SaturationOptions>(SATURATION_OPTIONS);

/** What is wrong with it beside the other options of its channel, as sentences: where nobody ever waits, nothing can be told. */
export function saturationFaults(
  owner: string,
  { saturation, overflow }: { saturation?: unknown; overflow?: unknown },
): string[] {
  if (!isObject(saturation) || overflow !== "dropNewest") return [];
  return [
    `saturation of ${owner} is given with overflow "dropNewest", by which no sender ever waits for room, leave out one of the two`,
  ];
}

/** What was said of a channel, with what holds for the rest; `null` where nothing is to be told. */
export function saturationOf(given: SaturationOptions | undefined): Saturation | null {
  if (!isObject(given)) return null;
  const { afterMs, tell } = filled<SaturationOptions, keyof SaturationOptions>(
    SATURATION_OPTIONS,
    given,
  );
  return tell === "off" ? null : { afterMs, tell };
}
