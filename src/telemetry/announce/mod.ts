/**
 * How a pod that cannot be reached lets a hub in.
 *
 * @module
 */
export { checkMayAnnounce, type HubAddress, HubAnnouncer } from "./announcer.ts";
export { type HubMessage, PASSAGE_PATH, type PodMessage, readPiece } from "./passage.ts";
