import type { Bell } from "../../memory/doorbell.ts";
import { checkVersion } from "../../memory/region.ts";
import { viewsOf } from "../../memory/views.ts";
import {
  CHANNEL_HEADER_BYTES,
  CHANNEL_VERSION,
  CHANNEL_VERSION_WORD,
  channelPayloadByte,
  channelTrailByte,
} from "./channel_layout.ts";
import type { TrailMeans } from "../../probe/trail_write.ts";
import type { ChannelSpec } from "./channel_spec.ts";

/** A channel's place in shared memory, as one of its ends sees it. */
export class RingMemory {
  readonly spec: ChannelSpec;
  readonly region: SharedArrayBuffer;
  /** The region's words. */
  readonly words: Int32Array;
  /** Index of the header's first word. */
  readonly base: number;
  /** Byte offset of the first slot in the region. */
  readonly slotsAt: number;
  /** Wakes the actor at the other end, if there is one. */
  readonly peer: Bell | null;
  /** The seat of that actor, where the bell has several. */
  readonly peerSeat: number;
  /** What latencies are measured by; without it they are not. */
  readonly trail: TrailMeans | undefined;
  /** Where both ends are in one thread, the region's words as they use them: without atomics, see the layout of a channel. */
  readonly localWords: Int32Array | undefined;

  constructor(
    region: SharedArrayBuffer,
    at: number,
    spec: ChannelSpec,
    peer: Bell | null = null,
    trail?: TrailMeans,
    localWords?: Int32Array,
    peerSeat = 0,
  ) {
    this.spec = spec;
    this.region = region;
    this.words = viewsOf(region).words;
    this.base = at / 4;
    checkVersion(
      `channel "${spec.name}"`,
      this.words[this.base + CHANNEL_VERSION_WORD] as number,
      CHANNEL_VERSION,
    );
    this.slotsAt = at + CHANNEL_HEADER_BYTES;
    this.peer = peer;
    this.trail = trail;
    this.localWords = localWords;
    this.peerSeat = peerSeat;
  }

  /** Byte offset of the trail in the region. */
  get trailAt(): number {
    return channelTrailByte(this.base * 4);
  }

  /** The payload ring. */
  payload(): Uint8Array {
    const { slots, slotBytes, payloadBytes } = this.spec;
    const at = this.base * 4 + channelPayloadByte(slots, slotBytes);
    return new Uint8Array(this.region, at, payloadBytes);
  }
}
