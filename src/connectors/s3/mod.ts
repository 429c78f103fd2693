/**
 * Objects of S3, and of services that speak as it does, as sources and sinks.
 *
 * @module
 */
export type { AwsArgs } from "../aws/mod.ts";
export { type S3Item, s3Sink, type S3SinkArgs } from "./sink.ts";
export { type S3LinePosition, s3Source, type S3SourceArgs } from "./source.ts";
