/**
 * The actor's door: what a module that defines actors needs, and nothing that a worker should not load.
 *
 * @module
 */
export * from "../channel/kinds.ts";
export { LastingError } from "../errors.ts";
export type { Clock } from "../world.ts";
export type { Abortable, Inbox } from "../inbox/inbox.ts";
export type { InboxOptions } from "./own_inbox.ts";
export { UndeliveredError, type UndeliveredReason } from "../inbox/undelivered_error.ts";
export { type Cell, cell, type CellKind, type StateOf, type StateSchema } from "../state/mod.ts";
export type { Accept, Actor, PortsOf } from "./actor.ts";
export { type DoneMarks, doneMarks } from "./done_marks.ts";
export type {
  CallAttempt,
  CallOrder,
  CallRateOptions,
  CallRetryOptions,
  CallsOptions,
} from "./calls/mod.ts";
export type { ResultsTx } from "./ahead/mod.ts";
export type { BatchesOptions, MessageBatch } from "./batches/mod.ts";
export { all, any } from "./conditions.ts";
export type { PackageCopy } from "../package.ts";
export type {
  ActorShape,
  ArgsSchema,
  Port,
  PortSchema,
  StateFigure,
  StateFigureUnit,
} from "../protocol/mod.ts";
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
