import { all, bytes, defineActor, rx, txBundle } from "@steady-state/deno/actor";
import { flight } from "../kinds.ts";
import { flightOf, type Row, ROWS_PER_CHUNK } from "../rows.ts";
import { mishaps } from "./mishap.ts";

/** Parses chunks of rows, and sends each flight to the aggregator that its route belongs to. */
export const parser = defineActor(import.meta, "parser", {
  ports: { chunks: rx(bytes), flights: txBundle(flight) },
  args: { crash: 0 },
  async run(actor) {
    const { ports: { chunks, flights }, args } = actor;
    const mishap = mishaps(args.crash, actor);
    const decoder = new TextDecoder();
    while (
      actor.isRunning((vote) =>
        vote("chunks are drained", chunks.isClosedAndEmpty) && flights.close()
      )
    ) {
      // All flights of a chunk leave in the turn that takes it: a turn counts whole or not at all. Where they go is known
      // only after parsing, so there must be room for the worst case first: all of them on one lane, whichever it is.
      const room = flights.vacant(ROWS_PER_CHUNK, flights.girth);
      if (!(await actor.wait(all(chunks.avail(), room)))) continue;
      for (const chunk of chunks.takeBatch(1)) {
        const rows: Row[] = JSON.parse(`[${decoder.decode(chunk)}]`);
        for (const flight of rows.map(flightOf)) {
          // The same route always goes the same way, so each route is summed up in one place.
          flights.laneFor(flight.miles).trySend(flight);
        }
      }
      mishap();
    }
  },
});
