/**
 * What the system says of a process: `proc_pid_stat(5)` and `proc_pid_statm(5)`. They are read by the C library, which was loaded when this
 * program still might: Deno opens them for programs with all permissions alone.
 *
 * @module
 */
import type { LibC } from "../region/mod.ts";
import { textOf } from "./own_process.ts";

/** Linux counts time in these for whoever asks, whatever its kernel does itself. */
const TICK_MS = 10;

/** Places behind the name, which stands in brackets and may hold anything. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

/** What a process takes. */
export interface Vitals {
  /** Memory that it has in use, in bytes, with what it shares with others: the program, the libraries, the region. */
  readonly rssBytes: number;
  /** What of that is its own: the heap, and what typed arrays and buffers take. */
  readonly ownBytes: number;
  /** Time for which its threads have had a core, in milliseconds. */
  readonly cpuMs: number;
}

/** How a process is; `null` if there is none of that number. */
export function vitalsOf(libc: LibC, pid: number): Vitals | null {
  return readVitals(
    textOf(libc, `/proc/${pid}/stat`),
    textOf(libc, `/proc/${pid}/statm`),
    libc.getpagesize(),
  );
}

/** What the two texts say; `null` if they are of no process. */
export function readVitals(stat: string, statm: string, pageBytes: number): Vitals | null {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [, resident = NaN, shared = NaN] = statm.split(" ").map(Number);
  const ticks = Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS]);
  if (!Number.isFinite(ticks + resident + shared)) return null;
  return {
    rssBytes: resident * pageBytes,
    ownBytes: (resident - shared) * pageBytes,
    cpuMs: ticks * TICK_MS,
  };
}
