/**
 * Aqueducts over a log of NATS JetStream, as the graph draws them: addresses, and what the actors at both ends have. Nothing here runs in
 * a worker, and no client is loaded.
 *
 * @module
 */
export {
  isJetstream,
  jetstream,
  type JetstreamAddress,
  jetstreamFaults,
  type JetstreamOptions,
  jetstreamPlace,
  type LaneNumbers,
  namedAddress,
} from "./address.ts";
export { hasPlaceInGraph, type SavedCells, tellSavedPlace } from "./saved_place.ts";
export { LOG_EGRESS_STATE, LOG_INGRESS_STATE, LOG_WORKER_STATE } from "./states.ts";
export { JETSTREAM_ARGS, type JetstreamArgs } from "./terms.ts";
