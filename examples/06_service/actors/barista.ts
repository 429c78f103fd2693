import { cell, defineActor, json, type KeptCall, rx, tx, u32 } from "@steady-state/deno/actor";
import { brew, purchase, type Ticket } from "../kinds.ts";

/** How many orders are looked at together. */
const COUNTER = 8;

/**
 * Makes the smallest order first, whoever came before. With `crash` it dies after so many orders, in each of its lives, in the middle
 * of a turn: that order was not answered then. What is on the counter has been taken and is not answered yet: it is kept in
 * `state`, so a barista that dies has its successor answer it.
 */
export const barista = defineActor(import.meta, "barista", {
  ports: { brews: rx(brew), receipts: tx(purchase.answers) },
  args: { msPerCup: 5, crash: 0 },
  state: { counter: cell(json<KeptCall<Ticket>[]>(), []), made: u32 },
  async run(actor) {
    const { ports: { brews, receipts }, args: { msPerCup, crash }, state } = actor;
    let made = 0;
    while (actor.isRunning(() => brews.isClosedAndEmpty && state.counter.length === 0)) {
      if (state.counter.length === 0) await actor.wait(brews.avail());
      const counter = [...state.counter, ...brews.takeBatch(COUNTER - state.counter.length)]
        .sort((a, b) => a.message.cups - b.message.cups);
      const [kept] = counter;
      if (kept === undefined) continue;
      state.counter = counter;
      await actor.wait(actor.timeout(kept.message.cups * msPerCup));
      const receipt = { ...kept.message, number: state.made + 1, barista: actor.instance ?? 0 };
      if (!await actor.send(receipts, brew.from(kept).answer(receipt))) return;
      if (++made === crash) throw new Error(`the barista drops dead after ${crash} orders`);
      state.made++;
      state.counter = counter.slice(1);
    }
  },
});
