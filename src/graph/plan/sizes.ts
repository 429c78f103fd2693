/** What the parts of a graph take in its region, in bytes, with what is left free behind each. */
import { channelSize } from "../../channel/ring/host.ts";
import type { ChannelSpec } from "../../channel/ring/mod.ts";
import { STRUCTURE_ALIGN } from "../../memory/region_layout.ts";
import { PROBE_BYTES } from "../../probe/probe_layout.ts";
import { journalBytes } from "../../turn/mod.ts";
import type { Layout, Mould } from "./layout.ts";

/** What an actor has for itself: its state, and with its journal and its probe in all. */
export function sizeOfActor(
  { moulds, firstEnds }: Layout,
  actor: number,
): { readonly regionBytes: number; readonly stateBytes: number } {
  const { state: { cells, bytes } } = moulds[actor] as Mould;
  const stateBytes = cells.length > 0 ? placed(bytes) : 0;
  const ends = (firstEnds[actor + 1] as number) - (firstEnds[actor] as number);
  return {
    regionBytes: stateBytes + placed(PROBE_BYTES) + placed(journalBytes(ends)),
    stateBytes,
  };
}

/** What a channel takes, be it full or empty. */
export function sizeOfChannel({ measures }: Layout, channel: number): number {
  return placed(channelSize(measures[channel] as ChannelSpec));
}

function placed(bytes: number): number {
  return Math.ceil(bytes / STRUCTURE_ALIGN) * STRUCTURE_ALIGN;
}
