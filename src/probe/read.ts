/**
 * The host door of the probe: samples of an actor's counters, taken without disturbing it.
 *
 * @module
 */
import { type RegionViews, viewsOf } from "../memory/views.ts";
import {
  HOW_BITS,
  PHASE_BITS,
  PHASE_BLOCKED,
  PHASE_BUSY,
  PHASE_CALLING,
  PHASE_OUTSIDE,
  PHASE_WAITING,
  PROBE_BEAT_WORD,
  PROBE_BLOCKED_F64,
  PROBE_BUSY_F64,
  PROBE_DUE_WORD,
  PROBE_OUTSIDE_F64,
  PROBE_PHASE_WORD,
  PROBE_SINCE_F64,
  PROBE_STATUS_MAX_BYTES,
  PROBE_STATUS_WORD,
  PROBE_TEXT_BYTE,
  PROBE_TURNS_F64,
  PROBE_WAITING_F64,
  REST_FOR_PEERS,
  REST_FOR_TIME,
  REST_STOP_NOTICED,
} from "./probe_layout.ts";

/** What an actor is doing. `outside`: in the middle of a turn it awaits something that the graph knows nothing of, or calls it has made. */
export type Phase = "down" | "busy" | "waiting" | "blocked" | "outside";

/** One look at an actor. Times are totals since the actor's first start, in milliseconds. */
export interface ProbeSample {
  /** What it is doing now; `down` when it is not started, ended, or between two generations. */
  readonly phase: Phase;
  /** Time spent working. */
  readonly busyMs: number;
  /** Time spent waiting for input, time or a promise. */
  readonly waitingMs: number;
  /** Time spent waiting for room in an output. */
  readonly blockedMs: number;
  /** Time spent waiting for something outside, in the middle of a turn. */
  readonly outsideMs: number;
  /** Turns committed. */
  readonly turns: number;
  /** The line of text the actor shows, or an empty string. */
  readonly status: string;
}

/** Whether and how an actor of a cycle rests. */
export interface Rest {
  /** `no`: it is at work, or may go on by itself. `forPeers`: only a peer can end its wait. `forTime`: so can a moment. */
  readonly rests: "no" | "forPeers" | "forTime";
  /** Whether it knows that a stop is asked for. */
  readonly stopNoticed: boolean;
  /** The number of its last rest, wrapping at 2²⁶. */
  readonly number: number;
}

const PHASES: Record<number, Phase> = {
  [PHASE_BUSY]: "busy",
  [PHASE_WAITING]: "waiting",
  [PHASE_BLOCKED]: "blocked",
  [PHASE_OUTSIDE]: "outside",
  [PHASE_CALLING]: "outside",
};

const decoder = new TextDecoder();

const NO_LINE = new Uint8Array(0);

/** Reads the signs of life of one actor. Whoever watches ten thousand needs no more. */
export class PulseReader {
  readonly #words: Int32Array;
  /** Index of the probe's first word. */
  readonly #word: number;

  /** `at` is the byte offset of the probe, as the topology gives it. */
  constructor(region: SharedArrayBuffer, at: number) {
    this.#words = viewsOf(region).words;
    this.#word = at / 4;
  }

  /** Whether it is in the middle of a turn, at work or waiting outside: neither down nor in a wait for a condition. One load. */
  get inTurn(): boolean {
    const phase = this.phase;
    return phase === PHASE_BUSY || phase === PHASE_OUTSIDE;
  }

  /** Whether it waits outside in the middle of its turn, or did when its thread was last seen. One load. */
  get isOutside(): boolean {
    return this.phase === PHASE_OUTSIDE;
  }

  /** A number that changes whenever the actor begins or ends a wait for a condition, and whenever it shows a sign of life. */
  get progress(): number {
    return this.#words[this.#word + PROBE_BEAT_WORD] as number;
  }

  /** What the actor does, as one of `PHASE_*`. */
  protected get phase(): number {
    return Atomics.load(this.#words, this.#word + PROBE_PHASE_WORD) & ((1 << PHASE_BITS) - 1);
  }
}

/** Reads one actor's probe. */
export class ProbeReader extends PulseReader {
  readonly #views: RegionViews;
  readonly #at: number;
  /** Index of its first number of 64 bits. */
  readonly #float: number;
  /** The status line as it was last, and its text. */
  #line = NO_LINE;
  #text = "";

  constructor(region: SharedArrayBuffer, at: number) {
    super(region, at);
    this.#views = viewsOf(region);
    this.#at = at;
    this.#float = at / 8;
  }

  /** Takes a sample at `now`, in milliseconds since the epoch; the phase that is under way counts up to then. */
  sample(now: number): ProbeSample {
    const phase = PHASES[this.phase] ?? "down";
    const { floats } = this.#views;
    const at = this.#float;
    const running = Math.max(0, now - (floats[at + PROBE_SINCE_F64] as number));
    const outside = phase === "outside" ? Math.min(running, this.#dueMs) : 0;
    const busy = phase === "busy" ? running : phase === "outside" ? running - outside : 0;
    return {
      phase: phase === "outside" && busy > 0 ? "busy" : phase,
      busyMs: (floats[at + PROBE_BUSY_F64] as number) + busy,
      waitingMs: (floats[at + PROBE_WAITING_F64] as number) + (phase === "waiting" ? running : 0),
      blockedMs: (floats[at + PROBE_BLOCKED_F64] as number) + (phase === "blocked" ? running : 0),
      outsideMs: (floats[at + PROBE_OUTSIDE_F64] as number) + outside,
      turns: floats[at + PROBE_TURNS_F64] as number,
      status: this.#status(),
    };
  }

  /** When what it does now began, in milliseconds since the epoch; 0 before its first start. */
  get since(): number {
    return this.#views.floats[this.#float + PROBE_SINCE_F64] as number;
  }

  /** How long after it left its thread an actor that waits outside can be counted on to do so; for ever, if it is in a wait for its calls. */
  get #dueMs(): number {
    if (!this.isOutside) return Infinity;
    return this.#views.words[this.#at / 4 + PROBE_DUE_WORD] || Infinity;
  }

  #status(): string {
    const bytes = Math.min(
      Atomics.load(this.#views.words, this.#at / 4 + PROBE_STATUS_WORD),
      PROBE_STATUS_MAX_BYTES,
    );
    if (bytes <= 0) return "";
    // A copy first: the actor may be writing the line right now. Samples are many, and lines change seldom.
    const start = this.#at + PROBE_TEXT_BYTE;
    const line = this.#views.bytes.subarray(start, start + bytes);
    if (line.length !== this.#line.length || line.some((byte, i) => byte !== this.#line[i])) {
      this.#line = line.slice();
      this.#text = decoder.decode(this.#line);
    }
    return this.#text;
  }
}

/** Whether and how the actor of the probe at `at` rests, as one word that says all of it; see {@link restIn}. One load. */
export function restAt(region: SharedArrayBuffer, at: number): number {
  return Atomics.load(viewsOf(region).words, at / 4 + PROBE_PHASE_WORD);
}

/** What the word of {@link restAt} says. */
export function restIn(word: number): Rest {
  const rest = word >> PHASE_BITS;
  const how = rest & (REST_FOR_PEERS | REST_FOR_TIME);
  return {
    rests: how === REST_FOR_PEERS ? "forPeers" : how === REST_FOR_TIME ? "forTime" : "no",
    stopNoticed: (rest & REST_STOP_NOTICED) !== 0,
    number: word >>> HOW_BITS,
  };
}

/** How many rests lie between two words of {@link restAt} of one actor. */
export function restsBetween(earlier: number, later: number): number {
  return ((later >>> HOW_BITS) - (earlier >>> HOW_BITS)) & (-1 >>> HOW_BITS);
}
