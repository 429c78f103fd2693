/**
 * Kafka: a source that reads topics as a member of a group, and a sink that writes to them.
 *
 * The client `@platformatic/kafka` is loaded by the actors that use it, in their workers.
 *
 * @module
 */

export type { KafkaConnectionArgs } from "./connection.ts";
export type { KafkaItem } from "./outgoing.ts";
export { kafkaSink } from "./sink.ts";
export type { KafkaSinkArgs } from "./sink_args.ts";
export { kafkaSource } from "./source.ts";
export type { KafkaSourceArgs } from "./source_args.ts";
