/**
 * The door for tests: one actor with everything around it played by the test, or a whole graph, in virtual time or on real workers.
 *
 * @module
 */
export { type RehearsalOptions, rehearse } from "./rehearsal.ts";
export type {
  PlayedInput,
  PlayedOutput,
  PlayerOf,
  PlayersOf,
  RehearsalEnd,
  Scene,
  SceneOf,
} from "./scene.ts";
export {
  type AnyActor,
  type AnyPerformer,
  collect,
  type CollectingPerformer,
  delaying,
  echo,
  type EchoOptions,
  type Expectation,
  expecting,
  type ExpectingOptions,
  failing,
  feed,
  hanging,
  idle,
  type Performed,
  type Performer,
  type PerformerFor,
  type PlainOf,
  recorded,
  type RecordedOptions,
  type ScriptedPerformer,
  type Sends,
  type TakenAt,
  type Takes,
  type TripOptions,
  type UsesOf,
} from "./performers/mod.ts";
export { assertLogged, type LogPattern } from "./assert_logged.ts";
export {
  type InputOf,
  type OutputOf,
  testBatch,
  type TestedBatch,
  type TestedMessage,
  testMessage,
} from "./batch.ts";
export { simulate } from "./simulate.ts";
export type { SimulateOptions } from "./simulate_options.ts";
export type { Stage } from "./stage.ts";
export type { PutItem, StandInBroker } from "./stand_ins/mod.ts";
export type { BrokerFault, BrokerFaultRates } from "../connectors/memory/mod.ts";
export type { SimulatedRun } from "./simulated_run.ts";
export type { Circumstances } from "./swarm.ts";
export { SimulationError } from "./failure.ts";
export type { Fault, FaultName, FaultRates } from "./fault_kinds.ts";
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
export type { Duration } from "./moment.ts";
