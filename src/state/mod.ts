/**
 * State that survives an actor's death: typed cells in shared memory that commit with the turn. Used by both sides: the
 * worker through {@link StateStore}, the host through {@link readState}.
 *
 * @module
 */
export {
  type Cell,
  cell,
  type CellKind,
  type CellSpec,
  initState,
  stateFaults,
  type StateOf,
  type StateSchema,
  stateSpec,
} from "./state_spec.ts";
export { readState, StateStore, type StateValues } from "./state_store.ts";
