import { cell, defineActor, json, rx } from "@steady-state/deno/actor";
import { places } from "../kinds.ts";
import { meanDelay, type Place } from "../question.ts";
import { mishaps } from "./mishap.ts";

/** Keeps the newest ranking. Its state is the answer: whoever ran the graph finds it in the report. */
export const board = defineActor(import.meta, "board", {
  ports: { rankings: rx(places) },
  args: { crash: 0 },
  state: { ranking: cell(json<Place[]>(), []) },
  async run(actor) {
    const { ports: { rankings }, args, state } = actor;
    const mishap = mishaps(args.crash, actor);
    while (actor.isRunning(() => rankings.isClosedAndEmpty)) {
      const ranking = await actor.take(rankings);
      if (ranking === undefined) continue;
      state.ranking = ranking;
      actor.setStatus(leader(ranking));
      mishap();
    }
  },
});

function leader([first]: readonly Place[]): string {
  if (first === undefined) return "nothing to rank yet";
  return `worst: ${first.miles} miles at ${first.hour} h, ${meanDelay(first).toFixed(1)} min late`;
}
