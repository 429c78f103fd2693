import type { Clock } from "../actor/mod.ts";
import type { WireWorld } from "./wire.ts";

/** Time and chance for the wires of an actor: its own, so those of the simulation where it takes place in one. */
export function wireWorld(clock: Clock): WireWorld {
  return {
    now: () => clock.now(),
    pause: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const end = () => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        signal?.addEventListener("abort", end);
      }),
    random: () => Math.random(),
  };
}
