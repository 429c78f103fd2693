/**
 * Requests to a graph, and their answers: who waits for which, for how long, and what is said to those that get none.
 *
 * @module
 */
export { type Asker, AskWatch } from "./ask_watch.ts";
export { AskDesk, HostService, type Service, type ServiceHands } from "./service.ts";
export { serviceFault } from "./service_fault.ts";
export { SERVICE_OPTIONS, type ServiceOptions } from "./service_options.ts";
