import { all, defineActor, rx, rxBundle, tx, txBundle, u32 } from "../../src/actor/mod.ts";

/** Deals jobs out to those that are awake. */
export const dealer = defineActor(import.meta, "dealer", {
  ports: { orders: rx(u32), jobs: txBundle(u32) },
  async run(actor) {
    const { orders, jobs } = actor.ports;
    while (!orders.isClosedAndEmpty) {
      await actor.wait(all(orders.avail(1), jobs.vacant(1)));
      const order = orders.tryPeek();
      if (order !== undefined && jobs.trySend(order)) orders.advance(1);
    }
  },
});

export const member = defineActor(import.meta, "member", {
  ports: { jobs: rx(u32), done: tx(u32) },
  async run(actor) {
    const { jobs, done } = actor.ports;
    for (let job = await actor.take(jobs); job !== undefined; job = await actor.take(jobs)) {
      await actor.send(done, job);
    }
  },
});

/** Adds up, and tells the host of each. */
export const collector = defineActor(import.meta, "collector", {
  ports: { done: rxBundle(u32), told: tx(u32) },
  state: { count: u32, sum: u32 },
  async run(actor) {
    const { ports: { done, told }, state } = actor;
    while (actor.isRunning(() => done.isClosedAndEmpty && told.close())) {
      await actor.wait(all(done.avail(), told.vacant(1)));
      const job = done.tryTake();
      if (job === undefined) continue;
      state.count++;
      state.sum += job;
      told.trySend(job);
    }
  },
});
