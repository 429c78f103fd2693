import { shownText } from "../../../static/words/shown_text.js";
import { UNKNOWN } from "../../../static/words/numbers.js";
import type { ShownStat, Topology } from "../../protocol/mod.ts";
import { type JudgedValues, statName, valueText } from "../alerts/mod.ts";
import { actorFiguresOf } from "../catalogue_of_states.ts";
import type { ActorFigure } from "../figure.ts";

/** A statistic of an actor or a channel that the program has shown, with its value. */
export interface ShownValue extends ShownStat {
  /** What it is of: `a3` is the actor of index 3, `c5` the channel of index 5. */
  readonly subject: string;
  /** Its value as of the last time that it was made, in the unit of the metric, latencies in milliseconds; `null` where none is known. */
  readonly value: number | null;
}

/** Each is made anew so many times a window, but not oftener, nor more seldom, than this, in milliseconds. */
const PER_WINDOW = 20;
const FASTEST_MS = 500;
const SLOWEST_MS = 5000;

/** The first times are spread over so many parts of the period, so that not all are made in the same sample. */
const SPREAD = 8;

/** One statistic of one actor or channel. */
interface ShownEntry {
  readonly stat: ShownStat;
  readonly name: string;
  /** A value of it in words. */
  readonly textOf: (value: number) => string;
  readonly periodMs: number;
  nextAt: number;
  value: number | null;
}

/** Those of one actor or channel, and what is told of them. */
interface ShownSubject {
  readonly id: string;
  readonly index: number;
  readonly entries: readonly ShownEntry[];
  text: string;
}

/** Makes the statistics that the program has shown. Has no clock; of whom nothing is shown, it knows nothing. */
export class ShownStats {
  readonly #values: Pick<JudgedValues, "ofActor" | "ofChannel">;
  readonly #actors: ReadonlyMap<number, ShownSubject>;
  readonly #channels: ReadonlyMap<number, ShownSubject>;

  constructor(
    topology: Topology,
    values: Pick<JudgedValues, "ofActor" | "ofChannel">,
  ) {
    const figures = actorFiguresOf(topology);
    this.#values = values;
    this.#actors = subjectsOf("a", topology.actors, figures);
    this.#channels = subjectsOf("c", topology.channels, figures);
  }

  /** Makes those that are due at `now`, in milliseconds. */
  update(now: number): void {
    for (const subject of this.#actors.values()) {
      refresh(subject, now, (stat) => this.#values.ofActor(stat, subject.index));
    }
    for (const subject of this.#channels.values()) {
      refresh(subject, now, (stat) => this.#values.ofChannel(stat, subject.index) ?? null);
    }
  }

  /** What is told of an actor; an empty text where nothing is. */
  ofActor(actor: number): string {
    return this.#actors.get(actor)?.text ?? "";
  }

  /** What is told of a channel. */
  ofChannel(channel: number): string {
    return this.#channels.get(channel)?.text ?? "";
  }

  /** All of them, as numbers. */
  get values(): ShownValue[] {
    return [...this.#actors.values(), ...this.#channels.values()].flatMap(({ id, entries }) =>
      entries.map(({ stat, value }) => ({ subject: id, ...stat, value }))
    );
  }
}

function subjectsOf(
  side: "a" | "c",
  nodes: readonly { readonly shown?: readonly ShownStat[] }[],
  figures: readonly ActorFigure[],
): Map<number, ShownSubject> {
  const subjects = new Map<number, ShownSubject>();
  nodes.forEach(({ shown = [] }, index) => {
    if (shown.length === 0) return;
    const entries = shown.map((stat): ShownEntry => ({
      stat,
      name: statName(stat, figures),
      textOf: (value) => valueText(stat.metric, value, figures),
      periodMs: Math.min(SLOWEST_MS, Math.max(FASTEST_MS, stat.windowMs / PER_WINDOW)),
      nextAt: -Infinity,
      value: null,
    }));
    subjects.set(index, { id: `${side}${index}`, index, entries, text: "" });
  });
  return subjects;
}

function refresh(
  subject: ShownSubject,
  now: number,
  valueOf: (stat: ShownStat) => number | null,
): void {
  let isNew = false;
  for (const entry of subject.entries) {
    const { nextAt, periodMs, stat } = entry;
    // One that is set too far ahead was set by a clock that was put back since.
    if (now < nextAt && nextAt - now <= periodMs) continue;
    const part = nextAt === -Infinity ? (1 + subject.index % SPREAD) / SPREAD : 1;
    entry.nextAt = now + periodMs * part;
    entry.value = valueOf(stat);
    isNew = true;
  }
  if (!isNew) return;
  subject.text = shownText(subject.entries.map(({ name, textOf, value }) => [
    name,
    value === null ? UNKNOWN : textOf(value),
  ]));
}
