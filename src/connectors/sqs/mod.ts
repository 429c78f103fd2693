/**
 * Queues of SQS, and of services that speak as it does, as sources and sinks.
 *
 * @module
 */
export type { AwsArgs } from "../aws/mod.ts";
export type { SqsQueueArgs } from "./queue.ts";
export { type SqsItem, type SqsMessage, sqsSink, type SqsSinkArgs } from "./sink.ts";
export { type SqsHandle, sqsSource, type SqsSourceArgs } from "./source.ts";
