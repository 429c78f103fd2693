/**
 * Layout of a probe: what an actor tells about itself. The actor's thread writes, the host reads; no lock, no message.
 *
 * ```text
 * byte  0  VERSION   i32
 * byte  4  PHASE     i32   one of PHASE_*
 * byte  8  SINCE     f64   when PHASE was entered, in milliseconds since the epoch
 * byte 16  BUSY      f64   milliseconds spent in earlier busy phases
 * byte 24  WAITING   f64   … waiting for input or time
 * byte 32  BLOCKED   f64   … waiting for room in an output
 * byte 40  TURNS     f64   committed turns
 * byte 48  STATUS    i32   bytes of the status line, which follows
 * byte 52  BEAT      i32   signs of life, wrapping: one at each commit, be there something to commit or not
 * byte 56  TEXT      u8 × STATUS_MAX_BYTES
 * ```
 *
 * A thread that is ended leaves its last phase open: the host books it once the thread is gone, and shows the actor as down.
 *
 * Each word has one writer and is aligned, so a reader never sees half of one. A reader may see PHASE and SINCE of two
 * different moments: a sample can then be wrong by one phase, never by an accumulated amount. The status line is for
 * people: a reader may catch it half written.
 */

export const PROBE_VERSION = 2;

export const PROBE_VERSION_WORD = 0;
export const PROBE_PHASE_WORD = 1;
export const PROBE_SINCE_F64 = 1;
export const PROBE_BUSY_F64 = 2;
export const PROBE_WAITING_F64 = 3;
export const PROBE_BLOCKED_F64 = 4;
export const PROBE_TURNS_F64 = 5;
export const PROBE_STATUS_WORD = 12;
export const PROBE_BEAT_WORD = 13;
export const PROBE_TEXT_BYTE = 56;
export const PROBE_STATUS_MAX_BYTES = 72;
export const PROBE_BYTES = 128;

/** Not running: not started yet, ended, or between two generations. */
export const PHASE_DOWN = 0;
export const PHASE_BUSY = 1;
export const PHASE_WAITING = 2;
export const PHASE_BLOCKED = 3;
