import type { Ringer } from "../memory/doorbell.ts";
import { checkVersion } from "../memory/region.ts";
import {
  CHANNEL_HEADER_BYTES,
  CHANNEL_VERSION,
  CHANNEL_VERSION_WORD,
  channelPayloadByte,
} from "./channel_layout.ts";
import type { ChannelSpec } from "./channel_spec.ts";

/** A channel's place in shared memory, as one of its ends sees it. */
export class RingMemory {
  readonly spec: ChannelSpec;
  readonly region: SharedArrayBuffer;
  /** The header's words. */
  readonly header: Int32Array;
  /** Byte offset of the first slot in the region. */
  readonly slotsAt: number;
  /** The payload ring; empty for kinds of fixed size. */
  readonly payload: Uint8Array;
  /** Wakes the actor at the other end, if there is one. */
  readonly peer: Ringer | null;

  constructor(
    region: SharedArrayBuffer,
    at: number,
    spec: ChannelSpec,
    peer: Ringer | null = null,
  ) {
    this.spec = spec;
    this.region = region;
    this.header = new Int32Array(region, at, CHANNEL_HEADER_BYTES / 4);
    checkVersion(
      `channel "${spec.name}"`,
      this.header[CHANNEL_VERSION_WORD] as number,
      CHANNEL_VERSION,
    );
    this.slotsAt = at + CHANNEL_HEADER_BYTES;
    this.payload = new Uint8Array(
      region,
      at + channelPayloadByte(spec.slots, spec.slotBytes),
      spec.payloadBytes,
    );
    this.peer = peer;
  }
}
