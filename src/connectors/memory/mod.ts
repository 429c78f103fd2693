/**
 * A broker in the memory of one thread, with a source wire and a sink wire to it: what tests and simulations have in the place of a
 * service.
 *
 * @module
 */
export {
  type BrokerFault,
  type BrokerFaultRates,
  type BrokerMood,
  forgetMemoryBroker,
  MemoryBroker,
  memoryBroker,
} from "./broker.ts";
export type { MemoryAddition, MemoryTopic } from "./topic.ts";
export type { MemoryPosition, MemoryRecord, Partitions } from "./record.ts";
export type { MemoryGroup } from "./group.ts";
export type { HandedRecord, MemoryMember } from "./member.ts";
export type { MemoryArgs } from "./args.ts";
export { memorySource, type MemorySourceArgs, MemorySourceWire, type OpenTopic } from "./source.ts";
export { type MemoryItem, memorySink, type MemorySinkArgs, MemorySinkWire } from "./sink.ts";
