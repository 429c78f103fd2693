import { LIFE_EACH, LIFE_KEPT } from "../../../static/words/kept_life.js";
import type { LifeEvent } from "../../protocol/mod.ts";
import type { CrashCounts, LifeTotals, NumberedLife } from "../wire/mod.ts";
import { CrashTally } from "./crash_tally.ts";

/** How many characters of an event's detail are kept. */
const DETAIL_MAX = 4000;

/** How many characters all events may take, and how many those that are kept for their actor's sake alone. */
const TEXT_MAX = 8_000_000;
const FLOOR_TEXT_MAX = 4_000_000;

/** What an event takes besides its texts, in characters. */
const EVENT_TEXT = 150;

/** What a log of lives is to tell. */
export interface LifeLogOptions {
  /**
   * Over how long crashes are counted by stretches of time, in milliseconds.
   *
   * @default {900_000}
   */
  readonly spanMs?: number;
}

interface KeptEvent {
  readonly event: NumberedLife;
  /** Characters that it takes, about. */
  readonly size: number;
}

/**
 * The last life events, numbered: the last five thousand, and the last twenty of each actor. Bounded, whatever an actor does: one
 * that crashes all the time shortens the past of all, and still evicts nobody's last events. What is no longer kept is counted: all
 * events by kind, and crashes by stretches of time.
 */
export class LifeLog {
  readonly #crashes: CrashTally;
  readonly #floors = new Map<string, KeptEvent[]>();
  readonly #totals: Partial<Record<LifeEvent["what"], number>> = {};
  #kept: KeptEvent[] = [];
  /** How many of `#kept` have gone: the front of a long array is cut off seldom. */
  #gone = 0;
  #size = 0;
  #next = 0;

  constructor({ spanMs = 900_000 }: LifeLogOptions = {}) {
    this.#crashes = new CrashTally(spanMs);
  }

  /** The number that the next event gets. */
  get next(): number {
    return this.#next;
  }

  /** How many events there were in all, by kind; those that were none are left out. */
  get totals(): LifeTotals {
    return { ...this.#totals };
  }

  /** All kept events, the oldest first. */
  get events(): readonly NumberedLife[] {
    return this.between(0, this.#next);
  }

  /** Adds an event. */
  add(event: LifeEvent): void {
    const { detail, ...rest } = event;
    const text = detail === undefined ? {} : { detail: detail.slice(0, DETAIL_MAX) };
    const numbered = { ...rest, ...text, n: this.#next++ };
    const kept = { event: numbered, size: sizeOf(numbered) };
    this.#totals[event.what] = (this.#totals[event.what] ?? 0) + 1;
    this.#kept.push(kept);
    this.#size += kept.size;
    this.#hold(kept);
    this.#forget();
    if (event.what === "crashed") this.#crashes.add(event.time, numbered.n);
  }

  /** How many crashes there were, kept or not, in the stretches of time in which there was one from event number `from` on. */
  crashesSince(from: number): CrashCounts {
    return this.#crashes.since(from);
  }

  /** The kept events from number `from` up to, but without, number `to`, the oldest first. */
  between(from: number, to: number): NumberedLife[] {
    // Those that were not forgotten have numbers without a gap.
    const first = this.#next - (this.#kept.length - this.#gone);
    const at = (n: number) => this.#gone + Math.min(Math.max(n - first, 0), this.#next - first);
    const events = this.#kept.slice(at(from), at(to)).map(({ event }) => event);
    return from >= first ? events : [...this.#older(from, Math.min(first, to)), ...events];
  }

  #older(from: number, to: number): NumberedLife[] {
    return [...this.#floors.values()].flat().map(({ event }) => event)
      .filter(({ n }) => n >= from && n < to)
      .sort((one, other) => one.n - other.n);
  }

  #hold(kept: KeptEvent): void {
    const { subject } = kept.event;
    const floor = this.#floors.get(subject) ?? [];
    this.#floors.set(subject, floor);
    floor.push(kept);
    // Thousands of actors share the room: the last event of each is kept in any case.
    const share = FLOOR_TEXT_MAX / this.#floors.size;
    let size = floor.reduce((sum, { size }) => sum + size, 0);
    while (floor.length > 1 && (floor.length > LIFE_EACH || size > share)) {
      size -= floor.shift()!.size;
    }
  }

  #forget(): void {
    for (;;) {
      const count = this.#kept.length - this.#gone;
      if (count === 1 || (count <= LIFE_KEPT && this.#size <= TEXT_MAX)) break;
      this.#size -= this.#kept[this.#gone]!.size;
      this.#gone++;
    }
    if (this.#gone < 1000 || this.#gone < this.#kept.length / 2) return;
    this.#kept = this.#kept.slice(this.#gone);
    this.#gone = 0;
  }
}

function sizeOf({ subject, detail = "", crash }: LifeEvent): number {
  const siblings = crash?.siblings.reduce((sum, sibling) => sum + sibling.length + 4, 0) ?? 0;
  return EVENT_TEXT + subject.length + detail.length + siblings;
}
