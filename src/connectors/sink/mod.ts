/**
 * What every sink does, whatever its service: batches, outcomes, reconnecting, dead letters.
 *
 * @module
 */
export {
  type BytesSinkBody,
  defineSink,
  type SinkBody,
  type SinkDefinition,
} from "./define_sink.ts";
export type { SinkArgs } from "./sink_args.ts";
export type { SinkState } from "./sink_state.ts";
