/**
 * Layout of a record that is a call or an answer.
 *
 * ```text
 * byte  0  FORM    u8      0 a call, 1 an answer, 2 a refusal
 * byte  1          u8 × 3  0
 * byte  4  ORIGIN  u32   ┐ the id of the call, which its answer has too:
 * byte  8  COUNT   u32   ┘ who asks, drawn by chance, and which of its calls it is
 * byte 12  BODY            the message or the answer as its own kind keeps it: the slot of a kind of fixed size, the payload of
 *                          one without; of a refusal the reason, as UTF-8
 * ```
 *
 * All numbers are little-endian. A body says nothing of its kind: the name of the channel's kind has both in it, and ends with other
 * kinds are not joined. A record has no room for a version, so copies of this package compare theirs before they share a channel.
 */

export const CALL_VERSION = 1;

export const FORM_BYTE = 0;
export const ORIGIN_BYTE = 4;
export const COUNT_BYTE = 8;
export const BODY_BYTE = 12;

export const FORM_CALL = 0;
export const FORM_ANSWER = 1;
export const FORM_REFUSAL = 2;
