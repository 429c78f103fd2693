import { all, defineActor, rxBundle, tx, u32 } from "@steady-state/deno/actor";
import { order } from "../kinds.ts";
import { mishapAfter } from "../mishaps.ts";

/** Asks a partner to send the parcels. Now and then the partner's code never returns. */
export const courier = defineActor(import.meta, "courier", {
  ports: { paid: rxBundle(order), parcels: tx(order) },
  args: { hang: 0 },
  state: { parcels: u32 },
  async run(actor) {
    const { ports: { paid, parcels }, args, state } = actor;
    const isMishap = mishapAfter(args.hang);
    while (
      actor.isRunning((vote) =>
        vote("paid orders are drained", paid.isClosedAndEmpty) && parcels.close()
      )
    ) {
      if (!(await actor.wait(all(paid.avail(), parcels.vacant())))) continue;
      for (const order of paid.takeBatch(parcels.vacantUnits)) {
        if (isMishap()) waitForThePartner();
        parcels.trySend(order);
        state.parcels++;
      }
      actor.setStatus(`${state.parcels} parcels`);
    }
  },
});

/** Holds the thread for ever: no timer of it fires, no message reaches it, `terminate()` does not end it. */
function waitForThePartner(): void {
  for (;;);
}
