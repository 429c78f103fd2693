/** Actors that pass calls on, and one that answers them. */
import { call, defineActor, json, rx, tx } from "@steady-state/deno/actor";
import { type Bill, billOf, type Question } from "../asking.ts";

export const billing = call(json<Question>(), json<Bill>());

/** Passes each call on. */
export const clerk = defineActor(import.meta, "clerk", {
  ports: { input: rx(billing), out: tx(billing) },
  async run(actor) {
    const { input, out } = actor.ports;
    while (actor.isRunning(() => input.isClosedAndEmpty && out.close())) {
      await actor.wait(input.avail());
      for (let left = Math.min(input.availUnits, out.vacantUnits); left > 0; left--) {
        const call = input.takeNext();
        out.trySend(call.forward(call.message));
      }
      if (!input.isEmpty) await actor.wait(out.vacant());
    }
  },
});

/** Answers each call. */
export const cashier = defineActor(import.meta, "cashier", {
  ports: { input: rx(billing), out: tx(billing.answers) },
  async run(actor) {
    const { input, out } = actor.ports;
    while (actor.isRunning(() => input.isClosedAndEmpty && out.close())) {
      await actor.wait(input.avail());
      for (let left = Math.min(input.availUnits, out.vacantUnits); left > 0; left--) {
        const call = input.takeNext();
        out.trySend(call.answer(billOf(call.message)));
      }
      if (!input.isEmpty) await actor.wait(out.vacant());
    }
  },
});
