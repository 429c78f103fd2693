/**
 * The question that this example asks of its table, and the words it is asked in. Plain code: the actors and the plain
 * computation share it.
 *
 * A cell of the answer is an hour of the day on a route. The table names no airports, so the length of a route in miles
 * stands for the route.
 *
 * @module
 */

/** A flight, as far as the question goes. */
export interface Flight {
  /** Hour of the day, 0 to 23. */
  readonly hour: number;
  /** Length of the route. */
  readonly miles: number;
  /** Minutes it came late; negative if it was early. */
  readonly delay: number;
}

/** What is summed up of the flights of one hour on one route. Whole numbers, so the order of adding does not matter. */
export interface Tally {
  flights: number;
  late: number;
  minutes: number;
}

/** One line of the answer. */
export interface Place extends Readonly<Tally> {
  readonly hour: number;
  readonly miles: number;
}

/** From how many minutes on a flight is late. */
export const LATE_MINUTES = 15;
/** With fewer flights than this, one bad day would decide. */
const MIN_FLIGHTS = 30;
/** How many lines the answer has. */
const TOP = 10;

export function emptyTally(): Tally {
  return { flights: 0, late: 0, minutes: 0 };
}

export function addFlight(tally: Tally, { delay }: Flight): void {
  tally.flights++;
  if (delay >= LATE_MINUTES) tally.late++;
  tally.minutes += delay;
}

export function meanDelay({ minutes, flights }: Readonly<Tally>): number {
  return minutes / flights;
}

/** The worst places, worst first. Ranking a ranking together with new places is the same as ranking all at once. */
export function rank(places: readonly Place[]): Place[] {
  return places
    .filter(({ flights }) => flights >= MIN_FLIGHTS)
    .sort((a, b) => meanDelay(b) - meanDelay(a) || a.hour - b.hour || a.miles - b.miles)
    .slice(0, TOP);
}
