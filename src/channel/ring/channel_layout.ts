import { TRAIL_STAMPED_WORD } from "../../probe/trail_layout.ts";

/**
 * Layout of a channel: a ring with one writer and one reader.
 *
 * ```text
 * byte   0  VERSION    i32
 * byte   4  CAPACITY   i32   messages it holds at most
 * byte   8  SLOTS      i32   CAPACITY rounded up to a power of two
 * byte  12  PAYLOAD    i32   bytes of the payload ring, a power of two; 0 for kinds of fixed size
 * byte  16  HEAD_HIGH  i32   the upper bits of the count of messages published, by the writer
 * byte  20  TAIL_HIGH  i32   the upper bits of the count of messages taken, by the reader
 * byte  24  DROPPED    f64   messages that found no room and were dropped, by the writer: what its turns have committed
 * byte  32  DROPPED_NEXT f64 the same with what the turn under way has dropped
 * byte  40  PARTED     i32   which sleep of the reader the writer has seen last; by the writer
 * byte  44  FOLLOWED   i32   1 where the host says how much is settled, by the host before any worker starts
 * byte  48  SETTLED    i32   messages that are settled, wrapping; by the host
 * byte  52  SETTLED_HIGH i32 the upper bits of that count
 * byte  56  ENDED      i32   1 where its writer had closed it before the graph was asked to stop, by the host, of channels into links
 * byte 128  HEAD       i32   messages published, wrapping   ┐ written by the writer only
 * byte 132  CLOSED     i32   not 0 when nothing comes: bits ┘ (but for what the host says)
 * byte 136  trail            the writer's part, and from byte 264 the reader's: see the layout of the trail
 * byte 256  TAIL       i32   messages taken, wrapping       ┐ written by the reader only
 * byte 260  ABANDONED  i32   1 when nobody will take more   ┘ (below 0, by the host: while the reader sleeps)
 * byte 384  slots            SLOTS × the kind's slot size
 *           payload    u8 × PAYLOAD, on the next multiple of 8
 * ```
 *
 * A slot of a record (text, bytes, JSON) is two words: where its payload starts in the payload ring, and its length in
 * bytes; the start is a position modulo PAYLOAD, and a record may wrap around the end.
 *
 * Why it is right. Message i lives in slot i mod SLOTS. The live messages are TAIL ≤ i < HEAD, at most CAPACITY ≤ SLOTS
 * of them, so no two share a slot. The writer fills slots from HEAD on and then stores HEAD: sequentially consistent, so
 * a reader that sees the new HEAD sees the slots. The reader reads slots and then stores TAIL, so a writer that sees the
 * new TAIL may overwrite them. Each side may work with an old value of the other's counter: it then believes in fewer
 * messages, or less room, than there are, never in more. CLOSED is stored after the last HEAD, and read before HEAD: who
 * sees it set and then finds HEAD = TAIL has missed nothing.
 *
 * Where both ends are in one thread, they use plain loads and stores of these words. Within a thread the order is that of the program, so
 * all of the above holds for the two ends. Others look on, or come later. The host that counts, or draws a depth, may see HEAD and TAIL of
 * two moments, as it may anyway between two loads; so it takes a depth below 0 for 0. The host that asks whether a cycle has come to
 * rest calls the thread first, and its answer comes after these stores. Whoever finishes the turns of a thread that is gone begins once
 * its life lock is free, and whoever goes on after a generation that was taken out begins once the thread has said so: both see all that
 * it had stored. And a peer elsewhere there is none.
 *
 * CLOSED has one more writer: the host, which seals the channels of a cycle that has come to rest, and those of a reader that is to
 * drain alone, by setting bit 2. For the reader that is the same as bit 1: nothing will come. The writer goes on as it was and may
 * close the channel itself, which stores 1 over it. Should it send something after all, that is a message like any other: HEAD moves
 * on, a reader that is still there finds it, because it looks at HEAD after CLOSED each time; and if it is gone, the message is left
 * in the channel.
 *
 * An actor that the host has end alone, be it to sleep until it is needed again or for good, loses nothing, by these steps:
 *
 * 1. The host stores −n in ABANDONED of each of its inputs, where n is the number of this sleep and of no other, and makes their
 *    writers look. A writer that sees it has no room any more, whatever room there is, and so sends nothing more.
 * 2. At a look at which it has published all that it has sent, and has lent nothing to be written in place, the writer stores −n in
 *    PARTED: behind the HEAD that it has published last, and before anything else that it publishes, of which there is none before it
 *    has seen ABANDONED change again. A generation that begins later sees ABANDONED before it sends anything, and says the same. One
 *    that is over says nothing, because its successor may be at work. What PARTED says of an earlier sleep is another number.
 * 3. Once the host sees −n in PARTED, or knows that there is no writer at work and has finished its turn for it, it sets bit 2 of
 *    CLOSED. All that was ever sent is below HEAD by then, and the reader, which looks at HEAD after CLOSED, takes all of it before it
 *    finds the channel closed and empty, and ends.
 * 4. Of an actor that sleeps, its last commit ends no channel: an end that is asleep stays so. ABANDONED stays −n, and in its outputs the
 *    host has set bit 4 of CLOSED, over which the writer's own close is not stored. That bit alone is no close: the reader finds nothing,
 *    and waits. Of one that has ended for good, the host stores 1 in ABANDONED then.
 * 5. To wake it, the host takes bit 2 from CLOSED of its inputs and stores 0 in their ABANDONED; and takes bits 1 and 4 from CLOSED of its
 *    outputs, before its next generation begins.
 *
 * HEAD and HEAD_HIGH are one count of 64 bits, and so are TAIL and TAIL_HIGH: see `wide_count.ts`, which says why a reader gets
 * them right. The high words are written once in 2³¹ messages, and read by those who count, never by those who send and take; so
 * they lie with what seldom changes. A turn's journal holds the low words only: what is published moves on from what is there
 * by less than the capacity, so the high word follows from that, for a successor and for the host as well.
 *
 * DROPPED is exact, because the writer stores DROPPED_NEXT whenever it drops one, which is before its turn commits, and DROPPED = DROPPED_NEXT
 * where it publishes HEAD, which is after. Who dies in between has it published by the host, with HEAD; who dies before has dropped
 * nothing, and its successor begins with DROPPED. A generation that is over stores neither. Channels that drop nothing have 0 in both.
 *
 * SETTLED counts the messages, from the first one on, that have left the graph with all that came of them. The host stores it, and then
 * rings the writer, who may wait for it; nobody else writes it. It never goes back, and never passes HEAD: `src/graph/settled/wave.ts` says
 * how the host knows. It outlives the writer, so that a successor goes on from there.
 *
 * Payload positions need no counter of their own in shared memory. The used part of the payload ring begins where record
 * TAIL begins and ends where record HEAD − 1 ends. Both slots are intact when they are needed: live slots are never
 * overwritten, and slot HEAD − 1 is overwritten by the writer alone, and only once the ring was empty (TAIL = HEAD), when
 * the whole payload ring is free and may start anywhere.
 */

export const CHANNEL_VERSION = 6;

export const CHANNEL_VERSION_WORD = 0;
export const CHANNEL_CAPACITY_WORD = 1;
export const CHANNEL_SLOTS_WORD = 2;
export const CHANNEL_PAYLOAD_WORD = 3;
export const CHANNEL_HEAD_HIGH_WORD = 4;
export const CHANNEL_TAIL_HIGH_WORD = 5;
export const CHANNEL_DROPPED_F64 = 3;
export const CHANNEL_DROPPED_NEXT_F64 = 4;
export const CHANNEL_PARTED_WORD = 10;
export const CHANNEL_FOLLOWED_WORD = 11;
export const CHANNEL_SETTLED_WORD = 12;
export const CHANNEL_SETTLED_HIGH_WORD = 13;
export const CHANNEL_ENDED_WORD = 14;
export const CHANNEL_HEAD_WORD = 32;
export const CHANNEL_CLOSED_WORD = 33;
/** Bit of CLOSED: its writer has closed the channel. */
export const CLOSED_BY_WRITER = 1;
/** Bit of CLOSED: the host has sealed the channel. */
export const CLOSED_BY_HOST = 2;
/** Either of these: nothing will come. */
export const CLOSED = 3;
/** Bit of CLOSED: its writer sleeps, or is about to. */
export const WRITER_ASLEEP = 4;
export const CHANNEL_TAIL_WORD = 64;
export const CHANNEL_ABANDONED_WORD = 65;
/** Of ABANDONED: the reader takes what comes. Below it: the reader sleeps, or is about to. */
export const READER_THERE = 0;
/** Of ABANDONED: the reader is gone for good. */
export const READER_GONE = 1;
/** Byte offset of the trail. */
export const CHANNEL_TRAIL_BYTE = 136;
/** The trail's STAMPED. */
export const CHANNEL_STAMPED_WORD = CHANNEL_TRAIL_BYTE / 4 + TRAIL_STAMPED_WORD;
export const CHANNEL_HEADER_BYTES = 384;

/** A record's slot: start and length of its payload, 32 bits each. */
export const RECORD_SLOT_BYTES = 8;

/** Index, among the words of all slots, of the one that says where the payload of slot number `slot` starts. */
export function recordStartWord(slot: number): number {
  return slot * 2;
}

/** Index, among the words of all slots, of the one that says how many bytes the payload of slot number `slot` has. */
export function recordLengthWord(slot: number): number {
  return slot * 2 + 1;
}

/** Where the two counts of the channel that starts at byte `at` of its region stand: indexes among the region's words. */
export function channelCountWords(at: number): {
  readonly sentWord: number;
  readonly sentHighWord: number;
  readonly takenWord: number;
  readonly takenHighWord: number;
} {
  return {
    sentWord: at / 4 + CHANNEL_HEAD_WORD,
    sentHighWord: at / 4 + CHANNEL_HEAD_HIGH_WORD,
    takenWord: at / 4 + CHANNEL_TAIL_WORD,
    takenHighWord: at / 4 + CHANNEL_TAIL_HIGH_WORD,
  };
}

/** Where the count of what was dropped stands, of the channel that starts at byte `at`: a byte offset in the region. */
export function channelDroppedByte(at: number): number {
  return at + CHANNEL_DROPPED_F64 * 8;
}

/** Where, in its region, the trail of the channel that starts at byte `at` begins. */
export function channelTrailByte(at: number): number {
  return at + CHANNEL_TRAIL_BYTE;
}

/** Byte offset, from the channel's start, of the payload ring. */
export function channelPayloadByte(slots: number, slotBytes: number): number {
  return CHANNEL_HEADER_BYTES + Math.ceil((slots * slotBytes) / 8) * 8;
}

/** What a channel takes, in bytes. */
export function channelBytes(slots: number, slotBytes: number, payloadBytes: number): number {
  return channelPayloadByte(slots, slotBytes) + payloadBytes;
}
