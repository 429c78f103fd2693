/**
 * The host door for a probe whose actor's thread is gone.
 *
 * @module
 */
import { viewsOf } from "../memory/views.ts";
import {
  HOW_BITS,
  PHASE_BITS,
  PHASE_BLOCKED,
  PHASE_BUSY,
  PHASE_CALLING,
  PHASE_DOWN,
  PHASE_OUTSIDE,
  PHASE_WAITING,
  PROBE_BLOCKED_F64,
  PROBE_BUSY_F64,
  PROBE_DUE_WORD,
  PROBE_OUTSIDE_F64,
  PROBE_PHASE_WORD,
  PROBE_SINCE_F64,
  PROBE_WAITING_F64,
} from "./probe_layout.ts";

/** Where the time of each phase is added up; of the time that an actor is down nobody keeps account. */
const TOTALS: Readonly<Record<number, number>> = {
  [PHASE_BUSY]: PROBE_BUSY_F64,
  [PHASE_WAITING]: PROBE_WAITING_F64,
  [PHASE_BLOCKED]: PROBE_BLOCKED_F64,
  [PHASE_OUTSIDE]: PROBE_OUTSIDE_F64,
  [PHASE_CALLING]: PROBE_OUTSIDE_F64,
};

/**
 * Books the phase that the actor was in when its thread ended, up to `now` (milliseconds since the epoch), and shows it as down.
 * Only once the thread is gone: a probe has one writer. Nothing happens if the actor had ended by itself.
 */
export function closeProbe(region: SharedArrayBuffer, at: number, now: number): void {
  const { words, floats } = viewsOf(region);
  const how = Atomics.load(words, at / 4 + PROBE_PHASE_WORD);
  const phase = how & ((1 << PHASE_BITS) - 1);
  const total = TOTALS[phase];
  if (total === undefined) return;
  const since = floats[at / 8 + PROBE_SINCE_F64] as number;
  const spent = Math.max(0, now - since);
  // Who waited outside and was not heard of in time had its thread again.
  const dueMs = phase === PHASE_OUTSIDE ? words[at / 4 + PROBE_DUE_WORD] || Infinity : Infinity;
  floats[at / 8 + total]! += Math.min(spent, dueMs);
  floats[at / 8 + PROBE_BUSY_F64]! += Math.max(0, spent - dueMs);
  floats[at / 8 + PROBE_SINCE_F64] = now;
  // The numbers of its rests go on.
  Atomics.store(words, at / 4 + PROBE_PHASE_WORD, how >> HOW_BITS << HOW_BITS | PHASE_DOWN);
}
