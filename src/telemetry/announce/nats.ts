/**
 * How hubs and pods find each other over NATS. Loaded where somebody announces itself there, or calls.
 *
 * @module
 */
export { NatsAnnouncer } from "./nats_announcer.ts";
export { NatsLine } from "./nats_line.ts";
export { pageOf } from "./nats_meeting.ts";
export { callSubject, MAX_WORD, type PodAnswer, readAnswer } from "./roll_call.ts";
export { Signet } from "./signed.ts";
