import { all, cell, defineActor, json, rxBundle, tx } from "@steady-state/deno/actor";
import { places } from "../kinds.ts";
import { type Place, rank } from "../question.ts";
import { mishaps } from "./mishap.ts";

/** Merges what the aggregators hand on into the ranking so far. */
export const ranker = defineActor(import.meta, "ranker", {
  ports: { places: rxBundle(places), rankings: tx(places) },
  args: { crash: 0 },
  state: { ranking: cell(json<Place[]>(), []) },
  async run(actor) {
    const { ports: { places, rankings }, args, state } = actor;
    const mishap = mishaps(args.crash, actor);
    while (
      actor.isRunning((vote) =>
        vote("places are drained", places.isClosedAndEmpty) && rankings.close()
      )
    ) {
      // Into a drained channel a ranking fits whatever its length.
      if (!(await actor.wait(all(places.avail(), rankings.drained())))) continue;
      state.ranking = rank([...state.ranking, ...places.tryTake() ?? []]);
      rankings.trySend(state.ranking);
      mishap();
    }
  },
});
