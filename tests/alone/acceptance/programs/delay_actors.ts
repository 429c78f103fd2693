/** A reader that lets each message wait. */
import { defineActor, f64, rx, u32 } from "@steady-state/deno/actor";

const now = () => performance.timeOrigin + performance.now();

/** Takes each time when it is so many milliseconds old. Its state tells how old they were, half of them at most. */
export const dawdler = defineActor(import.meta, "dawdler", {
  ports: { times: rx(f64) },
  state: { taken: u32, medianMs: f64 },
  args: { delayMs: 5 },
  async run(actor) {
    const { ports: { times }, state, args } = actor;
    // Not in the state: what is committed with each turn takes time, which is no part of the wait.
    const delays: number[] = [];
    while (actor.isRunning(() => times.isClosedAndEmpty)) {
      await actor.wait(times.avail());
      const time = times.tryPeek();
      if (time === undefined) continue;
      while (now() < time + args.delayMs);
      times.takeNext();
      state.taken++;
      actor.commit();
      delays.push(now() - time);
    }
    state.medianMs = delays.sort((a, b) => a - b)[delays.length >> 1] ?? 0;
  },
});
