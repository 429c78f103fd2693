import { all, defineActor, rx, tx, u32 } from "@steady-state/deno/actor";
import { order } from "../kinds.ts";
import { mishapAfter } from "../mishaps.ts";

/** Takes payments, and dies now and then, each time in another way. */
export const payment = defineActor(import.meta, "payment", {
  ports: { orders: rx(order), paid: tx(order) },
  args: { crash: 0 },
  state: { payments: u32 },
  async run(actor) {
    const { ports: { orders, paid }, args, state } = actor;
    const isMishap = mishapAfter(args.crash);
    // Without a courier there is nothing to be done here: it ends, and so do those before it. See `onZombie` in main.ts.
    while (
      !paid.isAbandoned &&
      actor.isRunning((vote) => vote("orders are drained", orders.isClosedAndEmpty) && paid.close())
    ) {
      if (!(await actor.wait(all(orders.avail(), paid.vacant())))) continue;
      for (let room = paid.vacantUnits; room > 0 && !orders.isEmpty; room--) {
        const order = orders.takeNext();
        charge(order.cents, actor.effectId(orders, -1));
        paid.trySend(order);
        state.payments++;
        if (isMishap()) die(actor.generation);
      }
      actor.setStatus(`${state.payments} payments`);
    }
  },
});

/**
 * A real bank would be called here. After a crash the call is made again, with an id that is the same each time, so the bank does
 * not charge twice. If orders came from another process, or a dead letter were replayed, only an id of the order's own would do:
 * `order.id`.
 */
function charge(_cents: number, _idempotencyKey: string): void {}

/** Dies, in the middle of a turn. */
function die(life: number): void {
  switch (life % 3) {
    case 0:
      throw new Error("the bank hung up");
    case 1:
      // Nobody awaits this. It comes to light outside of `run`, and takes the worker down.
      Promise.reject(new Error("a reply of the bank that nobody expected"));
      return;
    case 2:
      // No error at all: the worker is gone without a word.
      self.close();
  }
}
