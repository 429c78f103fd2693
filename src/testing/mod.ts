/**
 * The door for tests: one actor at a time, with everything around it played by the test, in virtual time.
 *
 * @module
 */
export {
  type PlayedInput,
  type PlayedOutput,
  type PlayerOf,
  type PlayersOf,
  type RehearsalEnd,
  type RehearsalOptions,
  rehearse,
  type Scene,
  type SceneOf,
} from "./rehearsal.ts";
export {
  collect,
  type CollectingPerformer,
  echo,
  failing,
  feed,
  idle,
  type Performer,
} from "./performers.ts";
export { simulate, type SimulateOptions, type Stage } from "./simulate.ts";
export type { SimulatedRun } from "./simulated_run.ts";
export type { Circumstances } from "./swarm.ts";
export { SimulationError } from "./failure.ts";
export type { Fault, FaultName, FaultRates } from "./fault_kinds.ts";
export type { Duration } from "./moment.ts";
