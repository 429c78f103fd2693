/**
 * Layout of a probe: what an actor tells about itself. The actor's thread writes, the host reads; no lock, no message.
 *
 * ```text
 * byte  0  VERSION   i32
 * byte  4  PHASE     i32   what the actor does (PHASE_*, 3 bits), whether and how it rests meanwhile (REST_*, 3 bits), and the number
 *                          of its last rest, wrapping (26 bits)
 * byte  8  SINCE     f64   when PHASE was entered, in milliseconds since the epoch
 * byte 16  BUSY      f64   milliseconds spent in earlier busy phases
 * byte 24  WAITING   f64   … waiting for input or time
 * byte 32  BLOCKED   f64   … waiting for room in an output
 * byte 40  TURNS     f64   committed turns
 * byte 48  OUTSIDE   f64   milliseconds spent waiting for something outside, in the middle of a turn or for calls it has made
 * byte 56  DUE       i32   while outside: after so many milliseconds the thread was to show that it is free; 0 if not known
 * byte 60  BEAT      i32   signs of life, wrapping: one at each commit, be there something to commit or not, and at each begin or
 *                          end of a wait for a condition
 * byte 64  STATUS    i32   bytes of the status line
 * byte 68  TEXT      u8 × STATUS_MAX_BYTES
 * ```
 *
 * What a turn or a wait writes stands in the first 64 bytes: of ten thousand actors it is in no cache, and the fewer lines the better.
 *
 * Whether they rest is told by actors that are part of a cycle, for the host, which closes a cycle that has come to rest. An actor
 * rests while it is parked in a wait between two turns that only messages, time or a stop can end; each rest has another number, and
 * is over before the actor goes on. So who reads the same PHASE twice, resting, knows that the actor has done nothing in between: not
 * up to the second look, since the stores are plain ones and the last may be on their way, but up to any moment of which it knows that
 * what the actor's thread had stored by then has arrived. The host has the thread answer a call between the two looks, and that answer
 * is such a moment. An actor that waits in the middle of a turn, for a promise, or for room alone does not rest: it may send something
 * yet. All of it stands in one word, because that is one store for each wait, and one for each turn. A rest is over once its wait is,
 * though the actor may have to let others of its thread go on before it.
 *
 * An actor that waits outside may get its thread back without a word. Its thread looks now and then, and moves DUE on; if it
 * does not, it is held since then. A reader counts the time after DUE as busy, and so does the writer when it is heard of again.
 *
 * A thread that is ended leaves its last phase open: the host books it once the thread is gone, and shows the actor as down.
 *
 * Each word has one writer and is aligned, so a reader never sees half of one. A reader may see PHASE and SINCE of two
 * different moments: a sample can then be wrong by one phase, never by an accumulated amount. The status line is for
 * people: a reader may catch it half written.
 */

export const PROBE_VERSION = 7;

export const PROBE_VERSION_WORD = 0;
export const PROBE_PHASE_WORD = 1;
export const PROBE_SINCE_F64 = 1;
export const PROBE_BUSY_F64 = 2;
export const PROBE_WAITING_F64 = 3;
export const PROBE_BLOCKED_F64 = 4;
export const PROBE_TURNS_F64 = 5;
export const PROBE_OUTSIDE_F64 = 6;
export const PROBE_DUE_WORD = 14;
export const PROBE_BEAT_WORD = 15;
export const PROBE_STATUS_WORD = 16;
export const PROBE_TEXT_BYTE = 68;
export const PROBE_STATUS_MAX_BYTES = 188;
export const PROBE_BYTES = 256;

/** Not running: not started yet, ended, or between two generations. */
export const PHASE_DOWN = 0;
export const PHASE_BUSY = 1;
export const PHASE_WAITING = 2;
export const PHASE_BLOCKED = 3;
/** In the middle of a turn, and not at work: it awaits something that the graph knows nothing of. */
export const PHASE_OUTSIDE = 4;
/** In a wait for calls outside that it has made: its time counts as spent outside, and its thread is free. */
export const PHASE_CALLING = 5;

/** The actor is at work, or may go on by itself. */
export const REST_NOT = 0;
/** It waits for its peers alone. */
export const REST_FOR_PEERS = 1;
/** It waits for a moment, too. */
export const REST_FOR_TIME = 2;
/** Added once it knows that a stop is asked for. */
export const REST_STOP_NOTICED = 4;
/** Bits of PHASE before those of REST, and bits before the number of the rest. */
export const PHASE_BITS = 3;
export const HOW_BITS = 6;
