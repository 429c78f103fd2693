/** Who takes what a measured source brings, and who sends what a measured sink takes. */
import { any, bytes, defineActor, delivery, f64, rx, tx } from "@steady-state/deno/actor";

/** Counts messages; `since` is when it had taken so many as `warm` or more, in milliseconds since 1970, and `before` how many that were. */
export const counter = defineActor(import.meta, "counter", {
  ports: { messages: rx(delivery(bytes)) },
  args: { warm: 1 },
  state: { since: f64, before: f64, count: f64 },
  async run(actor) {
    const { ports: { messages }, state, clock, args } = actor;
    while (actor.isRunning(() => messages.isClosedAndEmpty)) {
      await actor.wait(messages.avail());
      state.count += messages.takeBatch().length;
      if (state.before === 0 && state.count >= args.warm) {
        state.since = clock.now();
        state.before = state.count;
      }
    }
  },
});

/**
 * Sends up to message number `count`, of so many bytes each, as far as it is told. `first` is when it was told of more for the last time.
 */
export const generator = defineActor(import.meta, "generator", {
  ports: { messages: tx(delivery(bytes)) },
  args: { count: 1, bytes: 100 },
  state: { first: f64 },
  followed: true,
  async run(actor) {
    const { ports: { messages }, state, clock, args } = actor;
    const message = new Uint8Array(args.bytes).fill(120);
    let isIdle = true;
    while (actor.isRunning(() => messages.close())) {
      if (messages.sent >= args.count) {
        await actor.wait(any(actor.timeout(2), actor.stopping()));
        isIdle = true;
        continue;
      }
      if (isIdle) state.first = clock.now();
      isIdle = false;
      // Not for each batch that the sink takes: to be woken costs the machine something that is not the sink's doing.
      await actor.wait(messages.vacant(messages.capacity >> 1));
      while (
        messages.sent < args.count &&
        messages.trySend({ origin: `generated/${messages.sent}`, message })
      );
    }
  },
});
