/**
 * How a pod tells a hub of itself: one that cannot be reached lets the hub in, another says at NATS where it is.
 *
 * @module
 */
export { type HubAddress, HubAnnouncer } from "./announcer.ts";
export { checkMayAnnounce } from "./may_announce.ts";
export {
  isMeeting,
  type NatsMeeting,
  type ReadMeeting,
  readMeeting,
  serversOf,
} from "./nats_meeting.ts";
export { loadNats } from "./nats_room.ts";
export { type HubMessage, PASSAGE_PATH, type PodMessage, readPiece } from "./passage.ts";
