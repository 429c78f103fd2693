import { findCulprits } from "../../../static/lens/culprit.js";
import type { Topology } from "../../protocol/mod.ts";
import { actorLabel, type GraphSample } from "../sample/mod.ts";
import { COLUMN_NAMES, toColumns } from "../wire/mod.ts";
import type { CulpritsView } from "./api_schema.ts";

/** Who holds the graph up, as the page's lens says. */
export function culpritsView(topology: Topology, sample: GraphSample): CulpritsView {
  const columns = toColumns(sample);
  const graph = {
    actors: topology.actors.map((actor) => ({ label: actorLabel(actor) })),
    chans: topology.channels,
  };
  return {
    time: sample.time,
    ...findCulprits(graph, {
      column: (side, name) => columns[side][COLUMN_NAMES[side].indexOf(name)] ?? [],
    }),
  };
}
