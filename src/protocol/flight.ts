/** What of an actor's messages is still in the graph. */
export interface Flight {
  /** How many messages it has sent, on all its outputs. */
  readonly sent: number;
  /** How many of them have left the graph with all that came of them. */
  readonly settled: number;
  /** How long the oldest one that has not is in the graph, in milliseconds; 0 if there is none. It is right to some milliseconds. */
  readonly oldestMs: number;
}
