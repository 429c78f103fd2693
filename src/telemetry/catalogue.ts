/**
 * Every figure that is told of actors and of channels, in the order in which people are shown them; those that actors of a graph tell of
 * their own come last, see `catalogue_of_states.ts`. An entry here is all that a figure
 * takes: samples, windows, the page's stream, its tables and charts, the history, recordings, the API and its schema, Prometheus and
 * OpenTelemetry all go by this list. What a program is to read by name with a type has a line in `sample/graph_sample.ts` besides, and
 * what alert rules may judge one in `protocol/alert.ts`.
 *
 * The idea is that of Agrona's counters: one place says what each is, and readers and writers both go by it.
 *
 * @module
 */
import { ACTOR_ENTRIES } from "./catalogue_of_actors.ts";
import { CHANNEL_ENTRIES } from "./catalogue_of_channels.ts";
import type { ActorFigure, ChannelFigure, Figure, FigureEntry } from "./figure.ts";
import type { Stretch } from "./over_time.ts";
import type { FigureValue } from "./units.ts";

export { LATENCIES } from "./catalogue_of_channels.ts";

function named<Reading, S extends Stretch>(
  entries: Readonly<Record<string, FigureEntry<Reading, S, FigureValue>>>,
): readonly Figure<Reading, S>[] {
  return Object.entries(entries).map(([name, entry]) => ({ name, ...entry }));
}

/** The figures that all actors have. */
export const ACTOR_FIGURES: readonly ActorFigure[] = named(ACTOR_ENTRIES);

/** The figures of channels. */
export const CHANNEL_FIGURES: readonly ChannelFigure[] = named(CHANNEL_ENTRIES);
