import type { WireWorld } from "./wire.ts";

/**
 * The time and chance of the thread that calls: by what the runtime has for them at that moment, in whose place a simulation puts its
 * own.
 */
export const wireWorld: WireWorld = {
  now: () => Date.now(),
  pause(ms, signal) {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener("abort", end);
    });
  },
  random: () => Math.random(),
};
