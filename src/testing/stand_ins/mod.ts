/**
 * What stands in for services in a rehearsal and a simulation: brokers in memory, which sources and sinks find instead of what their wires
 * are for.
 *
 * @module
 */
export { castWires } from "./cast_wires.ts";
export type { NetworkFault } from "./link_network.ts";
export type { PutItem, StandInBroker } from "./stand_in_broker.ts";
export { StandIns } from "./stand_ins.ts";
