import { Graph, u32 } from "@steady-state/deno";
import { seeded } from "../fixtures/random.ts";
import { basin, spring, stage } from "./fixtures/stages.ts";

const ACTORS = 20;
const SOURCES = 2;
const MAX_LANES = 3;
/** Messages that each source sends each ten milliseconds. */
const EACH_10_MS = 2;
/** Who is offered less a second is too slow to show within a test. */
const LEAST_OFFERED = 30;

/** A graph of twenty real actors, drawn at random, and who was made slow in it. */
export interface PlantedGraph {
  readonly graph: Graph;
  readonly slow: number | null;
}

/**
 * Draws a graph from a seed: sources, stages that deal out what they are given, and basins. One stage takes three times as long as it
 * may, at work or waiting for something that is no channel; or none does.
 */
export function plantedGraph(seed: number, trouble: "busy" | "paused" | "none"): PlantedGraph {
  const random = seeded(seed);
  const below = (count: number) => Math.floor(random() * count);
  const children = Array.from({ length: ACTORS }, () => [] as number[]);
  for (let actor = SOURCES; actor < ACTORS; actor++) {
    const wanted = actor < 2 * SOURCES ? 1 : 1 + below(2);
    const open = children.slice(0, actor).flatMap((lanes, i) =>
      lanes.length < MAX_LANES ? [i] : []
    );
    const parents = new Set(actor < 2 * SOURCES ? [actor - SOURCES] : []);
    while (parents.size < Math.min(wanted, open.length)) parents.add(open[below(open.length)]!);
    for (const parent of parents) children[parent]!.push(actor);
  }

  const offered = new Float64Array(ACTORS);
  children.forEach((lanes, actor) => {
    if (actor < SOURCES) offered[actor] = EACH_10_MS * 100;
    for (const child of lanes) offered[child]! += offered[actor]! / lanes.length;
  });
  const candidates = children.flatMap((_, i) =>
    i >= SOURCES && offered[i]! >= LEAST_OFFERED ? [i] : []
  );
  const slow = trouble === "none" ? null : candidates[below(candidates.length)]!;

  const graph = new Graph("planted", { log: () => {}, stopTimeoutMs: 300 });
  const rest = graph.troupe("rest");
  const channels = children.flatMap((lanes, from) =>
    lanes.map((to) => ({ from, to, ...graph.channel(`c${from}-${to}`, u32, { capacity: 8 }) }))
  );
  children.forEach((lanes, actor) => {
    const tx = channels.filter(({ from }) => from === actor).map((channel) => channel.tx);
    const rx = channels.filter(({ to }) => to === actor).map((channel) => channel.rx);
    const cost = 3 * 1000 / offered[actor]!;
    const args = actor !== slow ? {} : trouble === "busy" ? { busyMs: cost } : { pauseMs: cost };
    const place = actor === slow ? {} : { troupe: rest };
    if (actor < SOURCES) {
      graph.actor(`spring ${actor}`, spring, {
        ports: { out: tx },
        args: { each10ms: EACH_10_MS },
        ...place,
      });
    } else if (lanes.length > 0) {
      graph.actor(`stage ${actor}`, stage, { ports: { in: rx, out: tx }, args, ...place });
    } else {
      graph.actor(`basin ${actor}`, basin, { ports: { in: rx }, args, ...place });
    }
  });
  return { graph, slow };
}
