/**
 * NATS JetStream: a source that reads a stream, and a sink that publishes to one. The client is loaded by the actors that use them, in
 * their workers.
 *
 * @module
 */
export type { NatsLogin } from "../../nats/login.ts";
export { type NatsItem, natsSink, type NatsSinkArgs } from "./sink.ts";
export { natsSource, type NatsSourceArgs } from "./source.ts";
