import { defineActor, u32 } from "@steady-state/deno/actor";

/** Says how often it has ticked, at a fixed rate, until it is asked to stop or has ticked often enough. */
export const ticker = defineActor(import.meta, "ticker", {
  args: { rateMs: 1000, ticks: 0 },
  state: { ticked: u32 },
  async run(actor) {
    const { args, state, log } = actor;
    while (actor.isRunning()) {
      if (!(await actor.wait(actor.periodic(args.rateMs)))) continue;
      state.ticked++;
      log.info(`tick ${state.ticked}`);
      actor.setStatus(`${state.ticked} ticks`);
      if (state.ticked === args.ticks) return;
    }
  },
});
