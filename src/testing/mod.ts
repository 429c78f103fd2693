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
export { simulate, type SimulatedRun, type SimulateOptions } from "./simulate.ts";
export type { Stage } from "./stage.ts";
export {
  type ActorLoad,
  type ChannelLoad,
  type Cost,
  type Costs,
  type LatencyFigures,
  load,
  type LoadFigures,
  type LoadingPerformer,
  type LoadOptions,
  loadTable,
  measure,
  type MeasureOptions,
  type MeasuringPerformer,
  type Rate,
  recordedRate,
} from "./load/mod.ts";
export type { RealDeath, RealFaultRates, RealOptions, RealRun } from "./real/mod.ts";
export type { Fault, FaultRates } from "./faults.ts";
export type { Duration } from "./moment.ts";
