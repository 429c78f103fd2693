import { ALERT_LEVELS, type Level, type Topology } from "../../protocol/mod.ts";

/** Share of the window above which an actor counts as blocked: it is then a victim and not the cause. */
const BLOCKED_SHARE = 0.5;

/** What an actor's level is judged by. */
export interface ActorCircumstances {
  /** It crashed a moment ago. */
  readonly crashed: boolean;
  /** Share of the window spent blocked; `NaN` if it is not known. */
  readonly blocked: number;
  /** Level of its worst input. */
  readonly input: Level;
  /** Level of its worst output. */
  readonly output: Level;
  /** Level of the worst output that asks for attention because of it: it does not send enough, or is part of a deadlock. */
  readonly sent: Level;
}

/**
 * An actor that crashed a moment ago is critical. Else it is as urgent as the channel that it does not keep up with. Where a rule of
 * one's own says so of an input, whatever the reason, while the actor is blocked itself, it is only worth a watch.
 */
export function actorLevel(circumstances: ActorCircumstances): Level {
  const { crashed, blocked, input, output, sent } = circumstances;
  if (crashed) return ALERT_LEVELS.critical;
  const held = blocked >= BLOCKED_SHARE && output > 0;
  return Math.max(sent, held ? Math.min(input, ALERT_LEVELS.watch) : input) as Level;
}

/** By the levels of the channels, that of each actor's worst input (`to`) or output (`from`) of those that `counts` says, by actor. */
export function worstLevels(
  topology: Topology,
  channels: ArrayLike<number>,
  end: "from" | "to",
  counts: (channel: number) => boolean = () => true,
): Level[] {
  const levels = new Array<Level>(topology.actors.length).fill(0);
  for (const edge of topology.channels) {
    if (!counts(edge.index)) continue;
    const actor = edge[end];
    levels[actor] = Math.max(levels[actor] ?? 0, channels[edge.index] ?? 0) as Level;
  }
  return levels;
}
