import { EXIT_GAVE_UP } from "../exit_codes.ts";
import type { Passed } from "../process_supervisor.ts";

/** A pod that is kept running. */
export interface KeptPod {
  readonly name: string;
  /** Has its process get a signal. Nothing happens if it has ended for good. */
  signal(signal: Passed): void;
  /** Resolves with an exit code once it has ended for good. */
  readonly over: Promise<number>;
}

/**
 * Keeps pods running until all have ended. A signal that means the end goes to the pods of the first group, to those of the next once these
 * have ended, and so on; the second signal goes to all that are left.
 *
 * @param groups the pods in the order in which they are to end
 * @param onSignal tells of signals, until what it returns is called
 * @returns 75 if one was given up; else the first exit code that is not 0, in the order of the groups; else 0
 */
export async function keepFleet(
  groups: readonly (readonly KeptPod[])[],
  onSignal: (listener: (signal: Passed) => void) => () => void,
): Promise<number> {
  const pods = groups.flat();
  let isEnding = false;
  const unlisten = onSignal((signal) => {
    if (isEnding) return pods.forEach((pod) => pod.signal(signal));
    isEnding = true;
    void endInOrder(groups, signal);
  });
  try {
    const codes = await Promise.all(pods.map(({ over }) => over));
    return codes.includes(EXIT_GAVE_UP) ? EXIT_GAVE_UP : codes.find((code) => code !== 0) ?? 0;
  } finally {
    unlisten();
  }
}

async function endInOrder(
  groups: readonly (readonly KeptPod[])[],
  signal: Passed,
): Promise<void> {
  for (const group of groups) {
    for (const pod of group) pod.signal(signal);
    await Promise.all(group.map(({ over }) => over));
  }
}
