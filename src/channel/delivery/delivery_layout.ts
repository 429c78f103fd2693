/**
 * Layout of a record that is a delivery.
 *
 * ```text
 * byte 0  LENGTH  u32   bytes of the origin
 * byte 4  ORIGIN        where the message comes from, as UTF-8
 *         BODY          the message as its own kind keeps it: the slot of a kind of fixed size, the payload of one without
 * ```
 *
 * All numbers are little-endian. The body says nothing of its kind: the name of the channel's kind has it in it, and ends with other
 * kinds are not joined. A record has no room for a version, so copies of this package compare theirs before they share a channel.
 */

export const DELIVERY_VERSION = 1;

export const LENGTH_BYTE = 0;
export const ORIGIN_BYTE = 4;
