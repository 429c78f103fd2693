import { cell, defineActor, json, type RxBundle, rxBundle, tx } from "@steady-state/deno/actor";
import { flight, places } from "../kinds.ts";
import { addFlight, emptyTally, type Flight, type Place, type Tally } from "../question.ts";
import { mishaps } from "./mishap.ts";

/** The routes of one hour, by their miles. */
type Hour = Record<number, Tally>;

/** Sums up the flights of its routes, hour by hour, and hands on each hour as soon as it is complete. */
export const aggregator = defineActor(import.meta, "aggregator", {
  ports: { flights: rxBundle(flight), places: tx(places) },
  args: { crash: 0 },
  state: {
    // Only hours that are not complete yet, so the state stays small however long the table is.
    open: cell(json<Record<number, Hour>>(), {}, { maxBytes: 2 ** 20 }),
    // How far each lane has come. The table is sorted by time, and so is each parser's share of it.
    reached: cell(json<number[]>(), []),
  },
  async run(actor) {
    const { ports: { flights, places }, args, state } = actor;
    const mishap = mishaps(args.crash, actor);
    while (
      actor.isRunning((vote) =>
        vote("flights are drained", flights.isClosedAndEmpty) &&
        vote("all hours are handed on", Object.keys(state.open).length === 0) &&
        places.close()
      )
    ) {
      const underWay = hourUnderWay(flights, state.reached);
      for (const hour of Object.keys(state.open).map(Number).filter((hour) => hour < underWay)) {
        // This may wait, and so commit what was done before. That is fine: the hour stays in the state until it is sent.
        await actor.send(places, placesOf(hour, state.open[hour] ?? {}));
        delete state.open[hour];
        mishap();
        actor.commit();
      }
      await actor.wait(flights.avail());
      flights.lanes.forEach((lane, i) => {
        for (const flight of lane.takeBatch()) {
          const routes = state.open[flight.hour] ??= {};
          addFlight(routes[flight.miles] ??= emptyTally(), flight);
          state.reached[i] = flight.hour;
        }
      });
      mishap();
    }
  },
});

/** The hour that the slowest lane is in: nothing before it can still come. */
function hourUnderWay(flights: RxBundle<Flight>, reached: readonly number[]): number {
  return Math.min(
    ...flights.lanes.map((lane, i) => lane.isClosedAndEmpty ? Infinity : reached[i] ?? 0),
  );
}

function placesOf(hour: number, routes: Hour): Place[] {
  return Object.entries(routes).map(([miles, tally]) => ({ hour, miles: Number(miles), ...tally }));
}
