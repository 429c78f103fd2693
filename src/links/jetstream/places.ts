/**
 * The stream beside a log: of each place that somebody has come to the last word. It has no limits of age, so a word is there as long as
 * nobody removes it.
 *
 * @module
 */
import type { MsgHdrs } from "npm:@nats-io/nats-core@3.4.0";
import type { JetStreamManager, StoredMsg, StreamConfig } from "npm:@nats-io/jetstream@3.4.0";
import type { NatsSession } from "../../nats/session.ts";
import type { JetstreamAddress } from "./address.ts";
import { asked, LogRefusedError, refusalOf, SOON } from "./trouble.ts";

/** A log, as one connection has it. */
export interface LogAt {
  readonly session: NatsSession;
  readonly manager: JetStreamManager;
  readonly address: JetstreamAddress;
}

/** A word that is to be put. */
export interface Word {
  /** What is done, for errors. */
  readonly doing: string;
  readonly body: Uint8Array;
  readonly headers: MsgHdrs;
  /** The number of the word before; 0 if there is none. */
  readonly last: number;
}

/** The name of the stream. */
export function placesStream({ stream }: JetstreamAddress): string {
  return `${stream}_READERS`;
}

/** The subject of a place; names of readers have no `/`. */
export function placeOf({ subject }: JetstreamAddress, name: string): string {
  return `${subject}.read.${name}`;
}

/** Whether there is no such stream. */
export function isMissing(error: unknown): boolean {
  return (error as Error | undefined)?.name === "StreamNotFoundError";
}

/**
 * Makes the stream, if it is not there.
 *
 * @throws {LogRefusedError} if it is not there and must not be made
 */
export async function openPlaces({ session, manager, address }: LogAt): Promise<void> {
  const name = placesStream(address);
  try {
    await asked(session, `open stream "${name}"`, manager.streams.info(name));
    return;
  } catch (error) {
    if (!isMissing((error as Error).cause)) throw error;
    if (!address.create) {
      throw new LogRefusedError(
        `There is no stream "${name}" at ${session.address}, where the places of readers are: make it, with the one subject "${
          placeOf(address, "*")
        }" and one message for each, or leave create out`,
      );
    }
  }
  const config = {
    name,
    description: `How far an aqueduct's log is written and read, of @steady-state/deno`,
    subjects: [placeOf(address, "*")],
    storage: "file" as StreamConfig["storage"],
    max_msgs_per_subject: 1,
    num_replicas: address.replicas,
  };
  await asked(session, `make stream "${name}"`, manager.streams.add(config));
}

/** The last word of a place; `null` if there is none. The stream must be there. */
export async function lastWord(
  { session, manager, address }: LogAt,
  name: string,
): Promise<StoredMsg | null> {
  const stream = placesStream(address);
  return await asked(
    session,
    `look at stream "${stream}"`,
    manager.streams.getMessage(stream, { last_by_subj: placeOf(address, name) }),
  );
}

/**
 * Puts a word behind the one before; returns its number.
 *
 * @throws {OvertakenError} the promise rejects with it if there is another word since
 */
export async function putWord(
  { session, address }: LogAt,
  name: string,
  { doing, body, headers, last }: Word,
): Promise<number> {
  headers.set("Nats-Expected-Last-Subject-Sequence", `${last}`);
  const answer = await asked(
    session,
    doing,
    session.nc.request(placeOf(address, name), body, { ...SOON, headers }),
  );
  const said = answer.json<
    {
      readonly seq: number;
      readonly error?: { code: number; err_code: number; description: string };
    }
  >();
  if (said.error === undefined) return said.seq;
  const { JetStreamApiError } = await import("npm:@nats-io/jetstream@3.4.0");
  throw refusalOf(new JetStreamApiError(said.error), `${doing} at ${session.address}`);
}
