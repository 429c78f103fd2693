/** Actors that keep a channel as full as they like. */
import { defineActor, rx, tx, u32 } from "@steady-state/deno/actor";

/** Fills its channel up, but for the room that it leaves. */
export const filler = defineActor(import.meta, "filler", {
  ports: { out: tx(u32) },
  state: { next: u32 },
  args: { room: 0 },
  async run(actor) {
    const { ports: { out }, state, args } = actor;
    while (actor.isRunning(() => out.close())) {
      await actor.wait(out.vacant(args.room + 1));
      while (out.vacantUnits > args.room) out.trySend(state.next++);
    }
  },
});

/** Takes a message every ten milliseconds. */
export const sipper = defineActor(import.meta, "sipper", {
  ports: { in: rx(u32) },
  async run(actor) {
    const { ports: { in: input } } = actor;
    while (actor.isRunning(() => input.isClosedAndEmpty)) {
      await actor.wait(actor.periodic(10));
      input.tryTake();
    }
  },
});
