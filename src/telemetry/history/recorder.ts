import { type Pace, pauseMs } from "../../backoff.ts";
import { reportError } from "../../errors.ts";
import { between, filled, number, type Schema, that } from "../../option_faults.ts";
import { columnsOf } from "../wire/mod.ts";
import type { GraphSample } from "../sample/mod.ts";
import type { LifeLog } from "./life_log.ts";
import { withoutStack } from "../../errors.ts";
import { type AlertBook, withActive } from "../alerts/mod.ts";
import { RecordingFiles } from "./recording_files.ts";
import { RecordingWriter } from "./recording.ts";
import type { RecordingHead } from "./recording.ts";
import { printError } from "../../printer.ts";

/** How a graph is recorded. */
export interface RecordOptions {
  /** The folder of the files; it is made if it is not there. Give each graph one of its own. */
  readonly dir: string;
  /**
   * All files together are kept below this size, in bytes, from 1 MB: the oldest is deleted. A file is an eighth of it.
   *
   * @default {268_435_456}
   */
  readonly maxBytes?: number;
  /**
   * Files that were finished longer ago than this are deleted, in milliseconds. Those of earlier runs are seen to as well if
   * the folder may be read.
   *
   * @default {604_800_000, a week}
   */
  readonly maxAgeMs?: number;
  /**
   * How often a second the values are written, at most as often as they are sampled. What happens is written whenever it does.
   *
   * @default {1}
   */
  readonly rateHz?: number;
}

/** Text that may wait to be written, in characters: beyond, a slow disk costs frames, and never memory. */
const MAX_WAITING = 4_000_000;

/** Time before a folder that could not be written is tried again. */
const PACE: Pace = { firstMs: 1000, maxMs: 60_000 };

/** Time between two looks at whether the file is still there, in milliseconds. */
const LOOK_MS = 10_000;

/** What the disk gets at the end, in milliseconds. */
const CLOSE_MS = 2000;

const MIN_BYTES = 1_000_000;
const MAX_HZ = 20;

/** Options of a recording that have a value where they are left out. */
type RecordStandards = "maxBytes" | "maxAgeMs" | "rateHz";

/** What is known of {@link RecordOptions}. */
export const RECORD_OPTIONS: Schema<RecordOptions, RecordStandards> = {
  dir: {
    check: that((dir) => typeof dir === "string" && dir !== "", "give the path of a folder"),
    required: true,
  },
  maxBytes: { check: between(MIN_BYTES, Infinity, "bytes"), default: 268_435_456 },
  maxAgeMs: { check: number((ms) => ms > 0, "give milliseconds above 0"), default: 604_800_000 },
  rateHz: {
    check: number((hz) => hz > 0 && hz <= MAX_HZ, `give a number above 0, at most ${MAX_HZ}`),
    default: 1,
  },
};

/**
 * Tells whoever starts a program that it may not write there; the system's own word would come once the graph runs.
 *
 * @throws {Deno.errors.NotCapable}
 */
export function checkMayWrite(dir: string): void {
  if (Deno.permissions.querySync({ name: "write", path: dir }).state === "granted") return;
  throw withoutStack(
    new Deno.errors.NotCapable(
      `Cannot record telemetry to ${dir}: the program may not write there, run it with --allow-write=${dir}`,
    ),
  );
}

/** How far a recording has come: numbers of the first life event and of the first alert that are not in it. */
interface RecordedUpTo {
  readonly life: number;
  readonly alert: number;
}

/**
 * Writes what a graph does to files, as recordings that the page plays. It never holds anything up: what the disk does not take
 * is left out. An error of the disk is told once, and writing tried again later, with a new file.
 */
export class Recorder {
  readonly #writer: RecordingWriter;
  readonly #files: RecordingFiles;
  readonly #life: LifeLog;
  readonly #alerts: AlertBook;
  readonly #periodMs: number;
  readonly #dir: string;
  #waiting = "";
  #due = -Infinity;
  /** Of the text that waits; of what is written; of the beginning of the file. */
  #next: RecordedUpTo = { life: 0, alert: 0 };
  #written: RecordedUpTo = { life: 0, alert: 0 };
  #begun: RecordedUpTo = { life: 0, alert: 0 };
  #lookAt = -Infinity;
  #writing: Promise<void> | null = null;
  #failures = 0;
  #retryAt = -Infinity;
  #told = false;

  constructor(
    options: RecordOptions,
    parts: { readonly head: RecordingHead; readonly life: LifeLog; readonly alerts: AlertBook },
  ) {
    const { dir, maxBytes, maxAgeMs, rateHz } = filled<RecordOptions, RecordStandards>(
      RECORD_OPTIONS,
      options,
    );
    this.#dir = dir;
    this.#periodMs = 1000 / rateHz;
    this.#life = parts.life;
    this.#alerts = parts.alerts;
    this.#writer = new RecordingWriter(parts.head);
    this.#files = new RecordingFiles({
      dir,
      maxBytes,
      maxAgeMs,
      graph: parts.head.topology.graph,
    });
  }

  /** Takes a sample, if one is due, and all that happened since the last. */
  add(sample: GraphSample): void {
    const { time, lifecycle } = sample;
    // A timer that is a little early must not cost every other sample.
    if (time < this.#due - this.#periodMs / 10) return;
    const due = this.#due + this.#periodMs;
    this.#due = due > time ? due : time + this.#periodMs;
    if (time < this.#retryAt) return;
    if (this.#waiting.length > MAX_WAITING) return this.#writer.needKey();
    if (this.#files.isFull(time) && this.#writing === null) void this.#files.finish();
    // What lies in a new file must be understood without the one before.
    const isNew = !this.#files.isOpen && this.#writing === null;
    const from = this.#next;
    const next = { life: this.#life.next, alert: this.#alerts.next };
    if (isNew) {
      this.#begun = from;
      this.#lookAt = time + LOOK_MS;
      this.#waiting = this.#writer.begin();
    }
    const alerts = isNew
      ? withActive(this.#alerts, from.alert, next.alert)
      : this.#alerts.between(from.alert, next.alert);
    const events = this.#life.between(from.life, next.life);
    this.#waiting += this.#writer.life(events, this.#life.crashesSince(from.life)) +
      this.#writer.alerts(alerts) +
      this.#writer.moment({ time, lifecycle, columns: columnsOf(sample) });
    this.#next = next;
    this.#writing ??= this.#write(time).finally(() => this.#writing = null);
  }

  /** Writes the last sample, and closes the file. A disk that does not answer is not waited for. */
  async close(last: GraphSample): Promise<void> {
    this.#due = -Infinity;
    this.add(last);
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, CLOSE_MS);
    await Promise.race([this.#finish(), late.promise]);
    clearTimeout(timer);
  }

  async #finish(): Promise<void> {
    await this.#writing;
    await this.#files.finish();
  }

  async #write(time: number): Promise<void> {
    try {
      while (this.#waiting !== "") {
        const text = this.#waiting;
        const next = this.#next;
        this.#waiting = "";
        await this.#look(time);
        await this.#files.append(text, time);
        this.#written = next;
      }
      this.#told = false;
      this.#failures = 0;
    } catch (error) {
      if (!this.#told) {
        printError(
          `Cannot record telemetry to ${this.#dir}, will try again: ${reportError(error).message}`,
        );
      }
      this.#told = true;
      // What happened is told again in the next file; values are not.
      this.#waiting = "";
      this.#next = this.#written;
      this.#retryAt = time + pauseMs(++this.#failures, PACE);
      await this.#files.finish();
    }
  }

  // What is in a file that was deleted is lost: what happened is told again from its beginning on.
  async #look(time: number): Promise<void> {
    if (time < this.#lookAt) return;
    this.#lookAt = time + LOOK_MS;
    if (!await this.#files.isGone()) return;
    this.#written = this.#begun;
    throw new Deno.errors.NotFound("its file was deleted");
  }
}
