import type { ChannelSpec } from "../../channel/ring/mod.ts";
import { channelSize } from "../../channel/ring/host.ts";
import { doorbellBytes } from "../../memory/doorbell_layout.ts";
import type { RegionPlan } from "../../memory/region.ts";
import { STRUCTURE_ALIGN } from "../../memory/region_layout.ts";
import { PROBE_BYTES } from "../../probe/probe_layout.ts";
import { journalBytes } from "../../turn/mod.ts";

/** Byte offsets in a region, by number: small numbers, which take no memory of their own wherever they go. */
export class Offsets {
  readonly #grains: Int32Array;

  constructor(count: number) {
    this.#grains = new Int32Array(count);
  }

  of(number: number): number {
    return this.#grains[number] as number * STRUCTURE_ALIGN;
  }

  set(number: number, at: number): void {
    this.#grains[number] = at / STRUCTURE_ALIGN;
  }
}

/** What of a graph has a place in its region. */
export interface PlacedParts {
  /** How many actors each worker has. */
  readonly seatCounts: ArrayLike<number>;
  /** The measures of each channel. */
  readonly measures: readonly ChannelSpec[];
  /** By actor: how many ends those before it have; and one more number, how many there are in all. */
  readonly firstEnds: ArrayLike<number>;
  /** By actor: what its state takes, in bytes; 0 without any. */
  readonly stateBytes: readonly number[];
}

/** Where the parts of a graph are. */
export interface Places {
  /** By worker. */
  readonly doorbells: Offsets;
  /** By channel. */
  readonly channels: Offsets;
  /** By actor; a state that takes nothing has no place. */
  readonly probes: Offsets;
  readonly journals: Offsets;
  readonly states: Offsets;
}

/** How many ends an actor has. */
export function endCount({ firstEnds }: Pick<PlacedParts, "firstEnds">, actor: number): number {
  return (firstEnds[actor + 1] as number) - (firstEnds[actor] as number);
}

/** Gives each part its place. Graphs of the same parts have them at the same places, in whichever process. */
export function placeParts(memory: RegionPlan, parts: PlacedParts): Places {
  const { seatCounts, measures, stateBytes } = parts;
  const actors = stateBytes.length;
  const places: Places = {
    doorbells: new Offsets(seatCounts.length),
    channels: new Offsets(measures.length),
    probes: new Offsets(actors),
    journals: new Offsets(actors),
    states: new Offsets(actors),
  };
  for (let worker = 0; worker < seatCounts.length; worker++) {
    places.doorbells.set(worker, memory.reserve(doorbellBytes(seatCounts[worker] as number)));
  }
  measures.forEach((spec, channel) =>
    places.channels.set(channel, memory.reserve(channelSize(spec)))
  );
  stateBytes.forEach((bytes, actor) => {
    places.probes.set(actor, memory.reserve(PROBE_BYTES));
    places.journals.set(actor, memory.reserve(journalBytes(endCount(parts, actor))));
    if (bytes > 0) places.states.set(actor, memory.reserve(bytes));
  });
  return places;
}
