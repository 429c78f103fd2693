/**
 * The actor's door: what a module that defines actors needs, and nothing that a worker should not load.
 *
 * @module
 */
export * from "../channel/kinds.ts";
export type { Clock } from "../world.ts";
export { type Cell, cell, type CellKind, type StateOf, type StateSchema } from "../state/mod.ts";
export type { Accept, Actor, PortsOf } from "./actor.ts";
export { type CallMarks, callMarks } from "./call_marks.ts";
export type {
  CallAttempt,
  CallOrder,
  CallRateOptions,
  CallResults,
  CallRetryOptions,
  CallsOptions,
} from "./calls/mod.ts";
export { all, any } from "./conditions.ts";
export type { PackageCopy } from "../package.ts";
export type { ActorShape, ArgsSchema, Port, PortSchema } from "../protocol/mod.ts";
export {
  type ActorBody,
  type ActorDefinition,
  defineActor,
  rx,
  rxBundle,
  tx,
  txBundle,
} from "./definition.ts";
export type { ActorLog } from "./log.ts";
export { readableOf, writableOf } from "./streams.ts";
