/**
 * Aqueducts over a log of NATS JetStream, as the graph draws them: addresses, and what the actors at both ends have. Nothing here runs in
 * a worker, and no client is loaded.
 *
 * @module
 */
export {
  jetstream,
  type JetstreamAddress,
  jetstreamFaults,
  type JetstreamOptions,
  jetstreamPlace,
  type LaneNumbers,
  namedAddress,
} from "./address.ts";
export { EGRESS_STATE, type EgressState } from "./egress_state.ts";
export { INGRESS_STATE, type IngressState } from "./ingress_state.ts";
export { JETSTREAM_ARGS, type JetstreamArgs } from "./terms.ts";
export { WORKER_STATE, type WorkerState } from "./worker_state.ts";
