import { graphView } from "../api/mod.ts";
import { json } from "../http/mod.ts";
import { askPods } from "./ask_pods.ts";
import type { FollowedPod } from "./pod.ts";
import type { Pods } from "./pods.ts";

/** A part with its figures, as a pod tells it, or the hub. */
type ToldPart = Readonly<Record<string, unknown>>;

/** The parts that a pod has told. */
interface ToldParts {
  readonly actors: readonly ToldPart[];
  readonly channels: readonly ToldPart[];
}

/** What the hub knows better than the pod: how parts are called among all, and whether their pod is there. */
const OF_HUB = {
  actors: ["id", "name", "label", "troupe", "silentMs", "endedMs"],
  channels: ["id", "from", "to"],
} as const;

/** Of a link actor the hub knows whether it waits for the other end. */
const OF_LINKS = ["blocked", "waiting", "outside"];

/**
 * The graph of all pods with the values that they tell now, exactly, and all of them. Of a pod that does not answer, and of what joins pods,
 * it has those of the last sample.
 */
export async function federatedGraph(pods: Pods): Promise<Response> {
  const told = await askPods(pods.drawn, "api/sample", async (answer) => {
    return await answer.json() as ToldParts;
  });
  const { topology } = pods.source;
  const view = graphView(topology, pods.latest);
  const [actors, channels]: ToldPart[][] = [[...view.actors], [...view.channels]] as never;
  for (const [pod, parts] of told) {
    const slot = pods.slotOf(pod);
    // It may have become another one meanwhile.
    if (slot === undefined || !isOf(pod, parts)) continue;
    parts.actors.forEach((part, index) => {
      const at = slot.actors + index;
      const isLink = topology.actors[at]!.link !== undefined;
      actors![at] = joined(part, actors![at]!, [...OF_HUB.actors, ...isLink ? OF_LINKS : []]);
    });
    parts.channels.forEach((part, index) => {
      const at = slot.channels + index;
      channels![at] = joined(part, channels![at]!, OF_HUB.channels);
    });
  }
  return json({ ...view, actors, channels });
}

function joined(told: ToldPart, known: ToldPart, better: readonly string[]): ToldPart {
  return { ...told, ...Object.fromEntries(better.map((name) => [name, known[name]])) };
}

function isOf({ view: { topology } }: FollowedPod, { actors, channels }: ToldParts): boolean {
  return topology !== null && Array.isArray(actors) && Array.isArray(channels) &&
    actors.length === topology.actors.length && channels.length === topology.chans.length &&
    [...actors, ...channels].every((part) => typeof part === "object" && part !== null);
}
