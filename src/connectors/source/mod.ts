/**
 * Sources: actors that read from a service, written once for every wire.
 *
 * @module
 */
export { defineSource, type SourceDefinition, type SourceOptions } from "./define_source.ts";
export { type Decode, decodeOf } from "./decode.ts";
export type { SourceArgs, SourceMode } from "./source_args.ts";
export type { SourceState } from "./source_state.ts";
export type { SchemaIssue, SchemaResult, StandardSchema } from "./standard_schema.ts";
