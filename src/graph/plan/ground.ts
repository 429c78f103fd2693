import type { RegionPlan } from "../../memory/region.ts";
import type { Blueprint, ChannelBlueprint } from "./blueprint.ts";
import type { Home } from "./homes.ts";

/** What is known of a graph before it has any place. */
export interface Drawn {
  readonly blueprint: Blueprint;
  readonly homes: readonly Home[];
  /** Whether a member of a pool takes from the channel. */
  isPooled(channel: ChannelBlueprint): boolean;
}

/** What a graph is laid out on, where that is not memory of its own. */
export interface GraphGround {
  /** Whether a graph of the same plan stands there already: then nothing of it is written again. */
  readonly isFound: boolean;
  /** Another each time the graph begins anew. */
  readonly epoch: string;
  /** Takes its place at the beginning of the region, before anybody else. */
  begin(memory: RegionPlan, drawn: Drawn): void;
  /** Takes a place for what the host of so many actors with so many ends is to keep. */
  reserve(memory: RegionPlan, actors: number, ends: number): void;
  /** Makes or finds the region. */
  allocate(memory: RegionPlan): SharedArrayBuffer;
}
