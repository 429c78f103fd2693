/**
 * The rows of the table, and how many of them travel together.
 *
 * @module
 */
import type { Flight } from "./question.ts";

/** Rows in a chunk, at most. A parser waits for as much room before it takes a chunk. */
export const ROWS_PER_CHUNK = 512;
/** Somewhat more than so many rows take. */
export const BYTES_PER_CHUNK = 32 * 1024;

/** A row as the file has it. */
export interface Row {
  readonly delay: number;
  readonly distance: number;
  /** Hours since midnight. */
  readonly time: number;
}

export function flightOf({ delay, distance, time }: Row): Flight {
  return { hour: Math.floor(time), miles: distance, delay };
}
