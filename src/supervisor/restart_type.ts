/**
 * When an actor is started again.
 *
 * - `transient`: after a crash, but not after its `run` has returned.
 * - `permanent`: after a crash, and also when its `run` returns before it was asked to end: no stop was asked for, and its
 *   inputs, if it has any, are not all closed and empty.
 * - `temporary`: never. A crash takes it out of the graph, counts against nobody and starts no sibling again; a restart of its
 *   siblings that would include it takes it out, too. Its ends are closed, the graph goes on, and the report says `removed`.
 */
export type RestartType = "permanent" | "transient" | "temporary";

/** What a restart type comes to. */
export interface RestartRule {
  /** How often the actor is started again at most, however its supervisor counts; its last generation leaves the graph. */
  readonly restarts: number;
  /** Whether a `run` that returns unasked is a crash. */
  readonly crashesByReturning: boolean;
}

/** All restart types. The host goes by this table, and tells workers what they must know of it. */
export const RESTART_TYPES: Readonly<Record<RestartType, RestartRule>> = {
  permanent: { restarts: Infinity, crashesByReturning: true },
  transient: { restarts: Infinity, crashesByReturning: false },
  temporary: { restarts: 0, crashesByReturning: false },
};
