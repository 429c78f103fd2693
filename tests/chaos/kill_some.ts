import type { Graph } from "@steady-state/deno";
import type { Random } from "../contract/random.ts";
import type { Fate } from "./fate.ts";

const MOST_MS_BETWEEN = 30;

/** Kills actors at random moments. Resolves with how many kills there were when the graph had ended. */
export async function killSome(
  graph: Graph,
  fates: ReadonlyMap<string, Fate>,
  count: number,
  random: Random,
  over: AbortSignal,
): Promise<number> {
  const labels = [...fates.keys()];
  for (let kills = 0; kills < count; kills++) {
    await new Promise((resolve) => setTimeout(resolve, random.below(MOST_MS_BETWEEN)));
    if (over.aborted) return kills;
    const label = labels[random.below(labels.length)] as string;
    fates.get(label)!.begin("kill from outside", performance.timeOrigin + performance.now());
    await graph.restart(label, "a kill from outside");
  }
  return count;
}
