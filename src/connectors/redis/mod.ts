/**
 * Redis Streams as a source and as a sink: {@link redisSource} reads a stream as a member of a consumer group, {@link redisSink} adds to one,
 * each message once. For `defineSource` and `defineSink`.
 *
 * @module
 */

export { type RedisEntry, type RedisItem, redisSink, type RedisSinkArgs } from "./sink.ts";
export { redisSource } from "./source.ts";
export type { RedisSourceArgs } from "./source_args.ts";
