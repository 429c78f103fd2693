import type { FilledPod } from "./manifest.ts";

/**
 * The pods in the order in which they are asked to end, in groups: each group once the one before has ended. Who feeds comes before who is
 * fed. Pods that feed each other in a circle, and what comes behind them, are one group, the last.
 */
export function endingOrder(pods: ReadonlyMap<string, FilledPod>): string[][] {
  const groups: string[][] = [];
  const left = new Set(pods.keys());
  while (left.size > 0) {
    const fed = new Set([...left].flatMap((name) => pods.get(name)?.feeds ?? []));
    const next = [...left].filter((name) => !fed.has(name));
    const group = next.length > 0 ? next : [...left];
    groups.push(group);
    for (const name of group) left.delete(name);
  }
  return groups;
}
