import { findCulprits } from "../../../static/lens/culprit.js";
import type { Topology } from "../../protocol/mod.ts";
import { actorLabel, type GraphSample } from "../sample/mod.ts";
import { toColumns } from "../wire/mod.ts";

/** An actor that others wait for, while it waits for nobody. */
export interface CulpritView {
  /** The actor, by its index. */
  readonly actor: number;
  /** What is known of it, with the evidence. */
  readonly sentence: string;
  /** The actors that wait for it, the nearest first. */
  readonly chain: readonly number[];
  /** The channels through which they do. */
  readonly channels: readonly number[];
}

/** Actors of which each waits for the next, and the last for the first: none of them will ever go on. */
export interface CycleView {
  readonly actors: readonly number[];
  readonly channels: readonly number[];
  readonly sentence: string;
}

/** What the lens sees, for `/api/culprits`. */
export interface CulpritsView {
  readonly time: number;
  /** Whom most actors wait for first; empty where nobody is held up. */
  readonly culprits: readonly CulpritView[];
  readonly cycles: readonly CycleView[];
}

/** Who holds the graph up, as the page's lens says. */
export function culpritsView(topology: Topology, sample: GraphSample): CulpritsView {
  const { a, c } = toColumns(sample);
  const graph = {
    actors: topology.actors.map((actor) => ({ label: actorLabel(actor) })),
    chans: topology.channels,
  };
  return { time: sample.time, ...findCulprits(graph, a, c) };
}
