import { findAdvice } from "../../../static/lens/advice.js";
import { findCulprits } from "../../../static/lens/culprit.js";
import type { Topology } from "../../protocol/mod.ts";
import { actorLabel, type GraphSample } from "../sample/mod.ts";
import { COLUMN_NAMES, columnsOf } from "../wire/mod.ts";
import type { CulpritsView } from "./api_schema.ts";

/** Who holds the graph up, as the page's lens says. */
export function culpritsView(topology: Topology, sample: GraphSample): CulpritsView {
  const columns = columnsOf(sample);
  const graph = {
    actors: topology.actors.map((actor) => ({ label: actorLabel(actor), troupe: actor.troupe })),
    chans: topology.channels,
  };
  const named = {
    column: (side: "a" | "c", name: string) =>
      columns[side][COLUMN_NAMES[side].indexOf(name)] ?? (side === "c" ? untold(sample, name) : []),
  };
  return { time: sample.time, ...findCulprits(graph, named), advice: findAdvice(graph, named) };
}

/** What the page is told of a channel in its details alone. */
function untold({ channels }: GraphSample, name: string): (number | null)[] {
  if (name === "burst") return channels.map(({ burst }) => burst);
  return name === "full" ? channels.map(({ full }) => full === null ? null : full * 100) : [];
}
