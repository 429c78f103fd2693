/**
 * Sources and sinks: prebuilt actors that read from services and write to them. What knows a service, its wire, is an export of its own,
 * so that a worker loads the client of the one that it has. Worker-safe: modules that define actors import it beside the actor's door.
 *
 * @module
 */
export { fromEnvironment } from "../client/environment.ts";
export {
  readRecording,
  type RecordedMessage,
  recordTopic,
  type RecordTopicOptions,
} from "./recording/mod.ts";
export {
  type BytesSinkBody,
  defineSink,
  type SinkArgs,
  type SinkBody,
  type SinkDefinition,
  type SinkState,
} from "./sink/mod.ts";
export {
  type Decode,
  defineSource,
  type SchemaIssue,
  type SchemaResult,
  type SourceArgs,
  type SourceDefinition,
  type SourceMode,
  type SourceOptions,
  type SourceState,
  type StandardSchema,
} from "./source/mod.ts";
export {
  MisconfiguredError,
  type Outgoing,
  type Pulled,
  type PutOutcome,
  type RawMessage,
  type SinkWire,
  type SinkWireKind,
  type SourceOpening,
  type SourceWire,
  type SourceWireKind,
  type WireArgs,
  type WireOpening,
  type WireWorld,
} from "./wire.ts";
