/**
 * HTTP: {@link httpSource} takes webhooks, {@link httpSink} sends requests. Nothing is to be installed for either.
 *
 * @module
 */
export { httpSource } from "./source.ts";
export type { HttpSourceArgs } from "./source_args.ts";
export { httpSink } from "./sink.ts";
export type { HttpItem, HttpSinkArgs, HttpSinkItem } from "./sink_args.ts";
