/**
 * The same answer without actors: one thread, the whole table in memory. The test holds the graph's answer against it.
 *
 * @module
 */
import { addFlight, emptyTally, type Place, rank, type Tally } from "./question.ts";
import { flightOf, type Row } from "./rows.ts";

/** The answer for the first `limit` rows of the table at `table`; 0 = all. */
export async function plainRanking(table: string, limit = 0): Promise<Place[]> {
  const all: Row[] = JSON.parse(await Deno.readTextFile(new URL(table)));
  const rows = limit === 0 ? all : all.slice(0, limit);
  const tallies = new Map<number, Tally>();
  for (const row of rows) {
    const flight = flightOf(row);
    const key = flight.miles * 24 + flight.hour;
    let tally = tallies.get(key);
    if (tally === undefined) tallies.set(key, tally = emptyTally());
    addFlight(tally, flight);
  }
  return rank(
    Array.from(tallies, ([key, tally]) => ({
      hour: key % 24,
      miles: Math.floor(key / 24),
      ...tally,
    })),
  );
}
