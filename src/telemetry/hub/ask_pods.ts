import type { FollowedPod } from "./pod.ts";
import type { PodAsk } from "./pod_reach.ts";

/** A pod that has not answered after so long is left out, in milliseconds. */
const PATIENCE_MS = 2000;

/** Asks all pods at once, and gives what those that answer have to say, in the order of the pods. */
export async function askPods<T>(
  pods: readonly FollowedPod[],
  path: string,
  read: (answer: Response) => Promise<T>,
  ask: PodAsk = {},
): Promise<(readonly [pod: FollowedPod, told: T])[]> {
  const answers = await Promise.all(pods.map(async (pod) => {
    // Who is not heard of would only be waited for.
    if (pod.view.topology === null || pod.ending !== null || pod.trouble !== null) return [];
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = await pod.reach.ask(path, { ...ask, signal });
      if (answer.ok) return [[pod, await read(answer)] as const];
      await answer.body?.cancel();
      return [];
    } catch {
      return [];
    }
  }));
  return answers.flat();
}
