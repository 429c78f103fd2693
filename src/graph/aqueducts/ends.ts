import { noteEnd } from "../../channel/ring/host.ts";
import { SendingEnd } from "../../inbox/host_end.ts";
import type { GraphPlan } from "../plan/mod.ts";

/** Notes, of each channel into a link, whether its source has closed it: what closes one from now on may be a stop of the graph, which is no end. */
export function noteEnds(
  { region, topology: { actors, channels }, channelAt, hostEnds }: Pick<
    GraphPlan,
    "channelAt" | "hostEnds" | "region" | "topology"
  >,
): void {
  for (const [at, { from, to }] of channels.entries()) {
    if (actors[to]?.link?.role !== "egress") continue;
    // What the host has closed its actor closes later.
    const source = hostEnds.get(from);
    noteEnd(region, channelAt(at), source instanceof SendingEnd && source.queue.isClosed);
  }
}
