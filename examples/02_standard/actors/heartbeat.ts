import { defineActor, tx, u32 } from "@steady-state/deno/actor";

/** Beats at a fixed rate. After the last beat it asks the whole graph to stop. */
export const heartbeat = defineActor(import.meta, "heartbeat", {
  ports: { beats: tx(u32) },
  args: { rateMs: 1000, beats: 0 },
  state: { beat: u32 },
  async run(actor) {
    const { ports: { beats }, args, state } = actor;
    while (actor.isRunning(() => beats.close())) {
      if (!(await actor.wait(actor.periodic(args.rateMs)))) continue;
      if (!(await actor.send(beats, state.beat))) continue;
      state.beat++;
      actor.setStatus(`beat ${state.beat}`);
      if (state.beat === args.beats) {
        actor.stop("the last beat");
        return;
      }
    }
  },
});
