/**
 * A broker in the memory of one thread, with a source wire and a sink wire to it: what tests and simulations have in the place of a
 * service.
 *
 * @module
 */
export { forgetMemoryBroker, memoryBroker } from "./broker.ts";
export type {
  BrokerFault,
  BrokerFaultRates,
  MemoryBroker,
  MemoryGroup,
  MemoryTopic,
} from "./memory_broker.ts";
export type { MemoryAddition, MemoryPosition, MemoryRecord } from "./record.ts";
export type { MemoryArgs } from "./args.ts";
export { memorySource, type MemorySourceArgs } from "./source.ts";
export { type MemoryItem, memorySink, type MemorySinkArgs } from "./sink.ts";
