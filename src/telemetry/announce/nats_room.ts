import type { NatsMeeting } from "./nats_meeting.ts";

/** What an announcer over NATS is made of. */
export interface NatsAnnouncerParts {
  readonly meeting: NatsMeeting;
  /** How this pod is called. */
  readonly pod: string;
  /** The read token of the pod: what it says is signed with it. */
  readonly token: string;
  /** Where its page is bound. */
  readonly hostname: string;
  readonly port: number;
}

/** What is loaded by those alone who announce themselves over NATS. */
interface NatsRoom {
  readonly NatsAnnouncer: new (parts: NatsAnnouncerParts) => { close(): Promise<void> };
}

/** Loads what speaks with NATS: its client is a package that nobody else is to install, so that no import may name it before. */
export async function loadNats(): Promise<NatsRoom> {
  return await import(new URL("./nats.ts", import.meta.url).href);
}
