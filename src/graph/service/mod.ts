/**
 * Requests to a graph, and their answers: who waits for which, for how long, and what is said to those that get none.
 *
 * @module
 */
export { AskError, type AskFault, type AskReason } from "./ask_error.ts";
export type { AskTotals } from "./open_asks.ts";
export {
  AskDesk,
  type CallOwner,
  HostService,
  type Service,
  type ServiceHands,
} from "./service.ts";
export {
  ASK_OPTIONS,
  type AskOptions,
  SERVICE_OPTIONS,
  serviceFault,
  type ServiceOptions,
} from "./service_options.ts";
export { AskWatch } from "./whereabouts.ts";
