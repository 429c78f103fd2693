import { ALERT_LEVELS, type Level, type Topology } from "../../protocol/mod.ts";

/** Share of the window above which an actor counts as blocked: it is then a victim and not the cause. */
const BLOCKED_SHARE = 0.5;

/** What an actor's level is judged by. */
export interface ActorCircumstances {
  /** It crashed a moment ago. */
  readonly crashed: boolean;
  /** Share of the window spent blocked; `NaN` if it is not known. */
  readonly blocked: number;
  /** Level of its fullest input. */
  readonly input: Level;
  /** Level of its fullest output. */
  readonly output: Level;
}

/**
 * An actor that crashed a moment ago is critical. One that lets an input run full is as urgent as that input, unless it is
 * blocked itself: then the cause is further down, and it is only worth a watch.
 */
export function actorLevel(circumstances: ActorCircumstances): Level {
  const { crashed, blocked, input, output } = circumstances;
  if (crashed) return ALERT_LEVELS.critical;
  const held = blocked >= BLOCKED_SHARE && output > 0;
  return held ? Math.min(input, ALERT_LEVELS.watch) as Level : input;
}

/** By the levels of the channels, that of each actor's fullest input (`to`) or output (`from`), by actor. */
export function worstLevels(
  topology: Topology,
  channels: ArrayLike<number>,
  end: "from" | "to",
): Level[] {
  const levels = new Array<Level>(topology.actors.length).fill(0);
  for (const edge of topology.channels) {
    const actor = edge[end];
    levels[actor] = Math.max(levels[actor] ?? 0, channels[edge.index] ?? 0) as Level;
  }
  return levels;
}
