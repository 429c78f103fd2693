import { provideStandIns } from "../../connectors/stand_in.ts";
import type { Graph } from "../../graph/graph.ts";
import { type CodeThread, currentThread } from "../context.ts";
import type { StandIns } from "./stand_ins.ts";

/** Where the code of a thread finds its services. */
interface ServiceCast {
  readonly graph: Graph;
  readonly standIns: StandIns;
}

const casts = new WeakMap<CodeThread, ServiceCast>();

function castNow(): ServiceCast | undefined {
  const thread = currentThread();
  return thread && casts.get(thread);
}

provideStandIns({
  source(label) {
    const cast = castNow();
    return cast?.standIns.source(cast.graph, label);
  },
  sink(label) {
    const cast = castNow();
    return cast?.standIns.sink(cast.graph, label);
  },
  isPlayed: () => castNow() !== undefined,
});

/** Has sources, sinks and links of that thread connect to what stands in for their services, and for networks. */
export function castWires(thread: CodeThread, cast: ServiceCast): void {
  casts.set(thread, cast);
  cast.standIns.network.cast(thread);
}
