import { defineActor, rx, tx, u32 } from "../../src/actor/mod.ts";

/** Sends its numbers and ends by itself, or goes on until a stop. Without state: whoever has it begin again sees it. */
export const brief = defineActor(import.meta, "brief", {
  ports: { out: tx(u32) },
  args: { count: 3 },
  async run(actor) {
    const { ports: { out }, args: { count } } = actor;
    for (let n = 0; n < count; n++) await actor.send(out, n);
  },
});

/** Counts up until a stop. */
export const steady = defineActor(import.meta, "steady", {
  ports: { out: tx(u32) },
  state: { next: u32 },
  async run(actor) {
    const { ports: { out }, state } = actor;
    while (actor.isRunning(() => out.close())) {
      await actor.wait(out.vacant(1));
      while (out.trySend(state.next)) state.next++;
    }
  },
});

/** Takes all, and ends its process at one message each time it works on it. */
export const deadly = defineActor(import.meta, "deadly", {
  ports: { inp: rx(u32) },
  args: { killer: -1, failer: -1 },
  state: { taken: u32, sum: u32 },
  async run(actor) {
    const { ports: { inp }, state, args: { killer, failer } } = actor;
    for (let n = await actor.take(inp); n !== undefined; n = await actor.take(inp)) {
      if (n === killer) Deno.kill(Deno.pid, "SIGKILL");
      if (n === failer) throw new Error(`fails at ${n}`);
      state.taken++;
      state.sum += n;
    }
  },
});

/** Takes all there is once a stop is asked for, and tells the sum of it as its last. */
export const late = defineActor(import.meta, "late", {
  ports: { inp: rx(u32), out: tx(u32) },
  state: { taken: u32, sum: u32 },
  async run(actor) {
    const { ports: { inp, out }, state } = actor;
    await actor.wait(actor.stopping());
    for (let n = await actor.take(inp); n !== undefined; n = await actor.take(inp)) {
      state.taken++;
      state.sum += n;
    }
    await actor.send(out, state.sum);
  },
});

/** Takes one message, and no stop. */
export const stubborn = defineActor(import.meta, "stubborn", {
  ports: { inp: rx(u32) },
  state: { taken: u32, sum: u32 },
  async run(actor) {
    const { ports: { inp }, state } = actor;
    while (actor.isRunning(() => false)) {
      await actor.wait(actor.timeout(5));
      if (state.taken < 1 && inp.tryTake() !== undefined) state.taken++;
    }
  },
});
