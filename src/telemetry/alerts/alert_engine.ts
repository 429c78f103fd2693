import { UNKNOWN } from "../../../static/words/numbers.js";
import {
  type Alert,
  type AlertRule,
  channelLabel,
  type Level,
  type Metric,
  type TelemetrySource,
} from "../../protocol/mod.ts";
import { actorFiguresOf } from "../catalogue_of_states.ts";
import type { ActorFigure } from "../figure.ts";
import { actorLabel } from "../sample/mod.ts";
import type { AlertLog } from "./alert_log.ts";
import { type Ladder, toLadders } from "./ladder.ts";
import { valueText } from "./rule_text.ts";
import { standardAlerts, standardSourceAlerts } from "./standard_rules.ts";
import { Watch } from "./watch.ts";

/** Gives the value that a ladder judges; `null` if it is not known, and then within bounds; `undefined` if it cannot be judged. */
type ValueOf = (ladder: Ladder, subject: number) => number | null | undefined;

/** Gives the values that rules judge. */
export interface Values {
  readonly ofActor: ValueOf;
  readonly ofChannel: ValueOf;
}

/** The value of an alert that is cleared because the graph is at its end. */
const STOPPED = "the graph stopped";

/** Judges every actor and channel by its rules, and notes what comes and goes. Has no clock. */
export class AlertEngine {
  /** The level of each actor by its own rules. */
  readonly actorLevels: Uint8Array;
  /** The level of each channel. */
  readonly channelLevels: Uint8Array;
  readonly #figures: readonly ActorFigure[];
  readonly #log: AlertLog;
  readonly #sides: readonly Side[];

  constructor({ topology, alertRules, flightOf }: TelemetrySource, log: AlertLog) {
    const figures = this.#figures = actorFiguresOf(topology);
    const { actors, channels } = topology;
    this.#log = log;
    this.actorLevels = new Uint8Array(actors.length);
    this.channelLevels = new Uint8Array(channels.length);
    this.#sides = [
      {
        letter: "a",
        levels: this.actorLevels,
        labels: actors.map(actorLabel),
        watches: watchesOf(
          actors.length,
          alertRules?.actors ?? [],
          // Whether somebody is followed is said when the graph is drawn.
          (actor) => (flightOf?.(actor) ?? null) === null ? [] : standardSourceAlerts,
          figures,
        ),
      },
      {
        letter: "c",
        levels: this.channelLevels,
        labels: channels.map(channelLabel),
        watches: watchesOf(
          channels.length,
          alertRules?.channels ?? [],
          () => standardAlerts,
          figures,
        ),
      },
    ];
  }

  /** Judges what is due at `now`, and returns the alerts that came or went. */
  judge(now: number, values: Values): Alert[] {
    const alerts: Alert[] = [];
    const [actors, channels] = this.#sides as [Side, Side];
    this.#judgeSide(actors, now, (ladder, actor) => values.ofActor(ladder, actor), alerts);
    this.#judgeSide(channels, now, (ladder, channel) => values.ofChannel(ladder, channel), alerts);
    return alerts;
  }

  /** Clears what is active at `now`, because the graph stopped, and returns that. */
  clear(now: number): Alert[] {
    return this.#sides.flatMap((side) => {
      side.levels.fill(0);
      return side.watches.flatMap((watch, number) => {
        const { level, since } = watch;
        if (level === 0) return [];
        watch.clear();
        return [this.#noter(side, number, STOPPED, now)(level, since, true)];
      });
    });
  }

  #judgeSide(side: Side, now: number, valueOf: ValueOf, alerts: Alert[]): void {
    const { levels, watches } = side;
    levels.fill(0);
    watches.forEach((watch, number) => {
      const { ladder, subject, level, since } = watch;
      if (watch.isDue(now)) {
        const value = valueOf(ladder, subject);
        if (value !== undefined && watch.judge(value, now)) {
          const text = value === null ? UNKNOWN : valueText(ladder.metric, value, this.#figures);
          const note = this.#noter(side, number, text, now);
          if (level > 0) alerts.push(note(level, since, true));
          if (watch.level > 0) alerts.push(note(watch.level, now, false));
        }
      }
      levels[subject] = Math.max(levels[subject]!, watch.level);
    });
  }

  #noter(
    { letter, labels, watches }: Side,
    number: number,
    value: string,
    time: number,
  ): (level: Level, since: number, cleared: boolean) => Alert {
    const { ladder, subject } = watches[number]!;
    return (level, since, cleared) =>
      this.#log.add(`${letter}${number}`, {
        time,
        subject: `${letter}${subject}`,
        label: labels[subject]!,
        level,
        rule: ladder.texts[level]!,
        value,
        since,
        cleared,
      });
  }
}

/** The actors, or the channels. */
interface Side {
  readonly letter: "a" | "c";
  readonly levels: Uint8Array;
  readonly labels: readonly string[];
  readonly watches: readonly Watch[];
}

function watchesOf(
  count: number,
  rules: readonly (readonly AlertRule<Metric>[] | null)[],
  standardOf: (subject: number) => readonly AlertRule<Metric>[],
  figures: readonly ActorFigure[],
): Watch[] {
  // Those that share their rules share the ladders made of them.
  const made = new Map<readonly AlertRule[], Ladder[]>();
  return Array.from({ length: count }, (_, subject) => {
    const own = rules[subject] ?? standardOf(subject);
    const ladders = made.get(own) ?? toLadders(own, figures);
    made.set(own, ladders);
    return ladders.map((ladder) => new Watch(ladder, subject));
  }).flat();
}
