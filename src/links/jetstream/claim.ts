import type { Subscription } from "npm:@nats-io/nats-core@3.4.0";
import { describedFault, type NatsSession } from "../../nats/session.ts";
import { type LogUser, nameOf } from "./identity.ts";
import { LogRefusedError } from "./trouble.ts";

/** How long who holds a place has to say that it lives. */
const ANSWER_WITHIN_MS = 1000;

/** What is said in the log of who writes it, or reads it: the last one counts. */
export interface Claim extends LogUser {
  readonly protocol: 1;
  /** Which log it is: a new one for a stream that was made anew. */
  readonly log: string;
  /** Who has claimed it: another one for each process. */
  readonly holder: string;
  /** One more than that of the claim before. */
  readonly fence: number;
  /** Of a reader: the number of the message to go on with, for each lane. */
  readonly next?: readonly number[];
}

const toBytes = new TextEncoder();
const toText = new TextDecoder();

/** A claim as a message. */
export function claimBytes(claim: Claim): Uint8Array {
  return toBytes.encode(JSON.stringify(claim));
}

/** The claim that a message is, or `undefined` if it is none that is known here. */
export function claimOf(bytes: Uint8Array): Claim | undefined {
  try {
    const claim = JSON.parse(toText.decode(bytes)) as Partial<Claim> | null;
    const isOne = claim?.protocol === 1 && typeof claim.log === "string" &&
      typeof claim.holder === "string" && Number.isSafeInteger(claim.fence) &&
      typeof claim.hash === "string";
    return isOne ? claim as Claim : undefined;
  } catch {
    return undefined;
  }
}

/** What is asked, and answered, about a place that one pod at a time may hold. */
export interface HeldPlace {
  /** Where it is asked. No stream may have this subject. */
  readonly subject: string;
  /** What whoever holds it does, for messages: `writes aqueduct "orders"`. */
  readonly does: string;
}

/** The subject at which a place is asked about: outside of the log's own, and of those that streams usually take. */
export function placeSubject(subject: string, place: string): string {
  return `steady_places.${subject}.${place}`;
}

/**
 * Asks whether somebody holds the place, and lives.
 *
 * @throws {LogRefusedError} if somebody else does
 */
export async function askWhoHolds(
  session: NatsSession,
  { subject, does }: HeldPlace,
  holder: string,
): Promise<void> {
  let answer;
  try {
    answer = await session.ask(session.nc.request(subject, "", { timeout: ANSWER_WITHIN_MS }));
  } catch (error) {
    // Nobody is there, or whoever is says nothing any more: then the claim fences it.
    if (isSilence(error)) return;
    throw describedFault(error, `ask at ${session.address} who ${does}`);
  }
  const other = claimOf(answer.data);
  if (other === undefined || other.holder === holder) return;
  throw new LogRefusedError(
    `${nameOf(other)} ${does} already: stop it first, or give this pod an aqueduct of another name`,
  );
}

function isSilence(error: unknown): boolean {
  const { name, cause } = error as Error;
  const silences = ["TimeoutError", "NoResponders"];
  return silences.includes(name) || silences.includes((cause as Error | undefined)?.name ?? "");
}

/** Says, to whoever asks, that the place is held. */
export function answerWhoHolds(
  session: NatsSession,
  { subject }: HeldPlace,
  claim: Claim,
): Subscription {
  return session.nc.subscribe(subject, {
    callback: (error, message) => {
      if (!error) message.respond(claimBytes(claim));
    },
  });
}
