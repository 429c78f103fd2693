/**
 * Layout of the trail of a channel: marks by which the time that messages spend in the channel is measured. It lies in parts of
 * the channel's header that would be empty otherwise, so it costs no memory. Offsets are from the trail's start.
 *
 * ```text
 * byte   0  STAMPED  i32       stamps set, wrapping            ┐
 * byte   8  BYTES    f64       payload bytes sent, of records  │ written by the
 * byte  16  TIMES    f64 × 8   when the stamped were sent      │ channel's writer only
 * byte  80  MARKS    i32 × 8   TAIL once a stamped is taken    ┘
 * byte 128  NOTED    i32       latencies noted, wrapping       ┐ written by the
 * byte 132  PASSED   i32       stamps passed, wrapping         │ channel's reader only
 * byte 136  SAMPLES  f32 × 28  the last latencies, in µs       ┘
 * ```
 *
 * A latency is the time from the commit that sent a message to the commit that took it. As the depth of a channel is counted
 * by the same two commits, depth = rate × latency (Little, 1961).
 *
 * Why it is right. Stamp i lies in place i mod 8. The writer sets a stamp only while fewer than 8 are under way
 * (STAMPED − PASSED), in this order: TIMES and MARKS, then STAMPED, then the channel's HEAD. So a reader that can take the
 * message sees its stamp, and no stamp is overwritten that has not been passed. The reader looks at stamps after it has stored
 * TAIL, in their order, and stores PASSED when it has done with one. SAMPLES come before NOTED, so a host that sees the count
 * sees the values; one that comes late finds that values were overwritten and drops those.
 *
 * A thread that dies in mid-commit may leave a stamp whose message its successor sends: the latency then counts from the first
 * attempt. It may also leave the bytes of that turn uncounted, or a latency noted twice. No message is touched by any of that.
 *
 * The trail has no word for a version, so copies of this package compare theirs before they share a channel.
 */

export const TRAIL_VERSION = 1;

export const TRAIL_STAMPED_WORD = 0;
export const TRAIL_BYTES_F64 = 1;
export const TRAIL_TIMES_F64 = 2;
export const TRAIL_MARKS_WORD = 20;
export const TRAIL_NOTED_WORD = 32;
export const TRAIL_PASSED_WORD = 33;
export const TRAIL_SAMPLES_WORD = 34;

/** How many stamps may be under way. */
export const TRAIL_STAMPS = 8;
/** How many latencies are kept. */
export const TRAIL_SAMPLES = 28;

/** Where, in its region, the trail that begins at byte `at` counts the bytes of payload that were sent. */
export function trailBytesByte(at: number): number {
  return at + TRAIL_BYTES_F64 * 8;
}
