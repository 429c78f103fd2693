import type { Alert } from "../../protocol/mod.ts";
import {
  changedColumns,
  type CrashCounts,
  crashesOf,
  type HelloFrame,
  type NumberedLife,
  type TopologyFrame,
  type WireColumns,
} from "../wire/mod.ts";
import type { PastMoment } from "./past.ts";

/** The version of the format. */
export const RECORDING = 2;

/** Time between two full frames, in milliseconds: a player can begin at each of them. */
const KEY_MS = 10_000;

const NONE: CrashCounts = { step: 0, stretches: [] };

/** What a recording begins with. */
export interface RecordingHead {
  readonly hello: HelloFrame;
  readonly topology: TopologyFrame;
}

/**
 * Writes a recording: NDJSON whose first line is `{"recording":2,"hello":…,"topology":…}`, and every other one a frame of
 * `/events` as `{"event":…,"data":…}`. The first frame with values, and one every ten seconds, is a `key`.
 */
export class RecordingWriter {
  readonly #rev: number;
  readonly #head: string;
  #before: WireColumns | null = null;
  #keyTime = -Infinity;
  #sequence = 0;

  constructor(head: RecordingHead) {
    this.#rev = head.topology.rev;
    this.#head = `${JSON.stringify({ recording: RECORDING, ...head })}\n`;
  }

  /** The first line. What comes next is a full frame. */
  begin(): string {
    this.needKey();
    return this.#head;
  }

  /** Makes the next frame a full one. */
  needKey(): void {
    this.#before = null;
  }

  /** The line of a moment. */
  moment({ time, lifecycle: life, columns }: PastMoment): string {
    const head = { rev: this.#rev, s: ++this.#sequence, t: Math.round(time), life };
    const before = this.#before;
    this.#before = columns;
    if (before === null || time - this.#keyTime >= KEY_MS) {
      this.#keyTime = time;
      return line("key", { ...head, ...columns });
    }
    return line("tick", { ...head, ...changedColumns(before, columns) });
  }

  /** The line of some life events, and of how many crashes there were; empty if there are none. */
  life(events: readonly NumberedLife[], crashes: CrashCounts = NONE): string {
    if (events.length + crashes.stretches.length === 0) return "";
    return line("life", { rev: this.#rev, events, ...crashesOf(crashes) });
  }

  /** The line of some alerts; empty if there are none. */
  alerts(alerts: readonly Alert[]): string {
    return alerts.length === 0 ? "" : line("alert", { rev: this.#rev, alerts });
  }
}

function line(event: string, data: unknown): string {
  return `${JSON.stringify({ event, data })}\n`;
}
