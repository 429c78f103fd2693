import type { Clock } from "../world.ts";

/** Time and chance as a wire has them: a wire has no timers of its own making, so that it runs in a simulation, too. */
export interface WireWorld {
  /** Milliseconds since 1970, in the simulation those of its virtual time. */
  now(): number;
  /** Resolves after so many milliseconds, or at once if `signal` is aborted. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number from 0 up to 1. */
  random(): number;
}

/** What a wire is opened with. */
export interface WireOpening {
  /** Aborted when the opening is to be given up. */
  readonly signal: AbortSignal;
  /** Time and chance. */
  readonly world: WireWorld;
  /** Writes a line to the actor's log. */
  log(line: string): void;
}

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
