import type { JetStreamApiError } from "npm:@nats-io/jetstream@3.4.0";
import { ANSWER_MS, describedFault, type NatsSession } from "../../nats/session.ts";

/** What JetStream says by number: that the log has another end than the writer has told. */
const WRONG_LAST = [10070, 10071, 10164];
/** That there is no room in the account or the server, for any stream: not even for the place that a taking pod has come to. */
const NO_ROOM_AT_ALL = [10002, 10023, 10028, 10047];
/** That there is no room in the stream, or nobody to write it at the moment. */
const NO_ROOM = [10025, 10077, 10122];
/** That a message is larger than the stream takes. */
const TOO_LARGE = [10054];

/**
 * The log, or who uses it, is not what this pod expects: nothing is written or read until that has changed. It is looked again and again,
 * for it may be put right outside. The message is a whole sentence, as people are to read it.
 */
export class LogRefusedError extends Error {
  override readonly name = "LogRefusedError";
}

/** The log has no room at the moment: the same is tried again by the same connection. */
export class NoRoomError extends Error {
  override readonly name = "NoRoomError";
}

/** Somebody has written, or has said that the place is theirs, since it was looked last. */
export class OvertakenError extends Error {
  override readonly name = "OvertakenError";
}

/** What a refusal by JetStream is here: what was being done, and what the server says. */
export function refusalOf(error: unknown, doing: string): Error {
  const { name, code = 0, status = 0, message } = error as Partial<JetStreamApiError> & Error;
  if (name === "JetStreamApiError" || name === "StreamNotFoundError") {
    const cause = { cause: error };
    if (WRONG_LAST.includes(code)) return new OvertakenError(`Cannot ${doing}: ${message}`, cause);
    if (NO_ROOM_AT_ALL.includes(code)) {
      return new NoRoomError(
        `Cannot ${doing}: ${message}; it goes on when there is room: give the server or the account more (max_file_store), or remove what others keep there; maxBytes keeps a log from taking all of it`,
        cause,
      );
    }
    if (NO_ROOM.includes(code) || status === 503) {
      return new NoRoomError(
        `Cannot ${doing}: ${message}; it goes on when there is room: have the taking pods run, or give the stream more`,
        cause,
      );
    }
    if (TOO_LARGE.includes(code)) {
      return new LogRefusedError(
        `Cannot ${doing}: ${message}; give the stream a larger max_msg_size`,
        cause,
      );
    }
    return new LogRefusedError(`Cannot ${doing}: ${message}`, cause);
  }
  const fault = describedFault(error, doing);
  if (name !== "TimeoutError") return fault;
  return new Error(
    `${fault.message}; see its log, for one whose disk is full does not answer`,
    { cause: error },
  );
}

/** Asks JetStream, and has what it refuses as errors of here. */
export async function asked<T>(
  session: NatsSession,
  doing: string,
  answer: Promise<T>,
): Promise<T> {
  try {
    return await session.ask(answer);
  } catch (error) {
    throw isOfHere(error) ? error : refusalOf(error, `${doing} at ${session.address}`);
  }
}

function isOfHere(error: unknown): boolean {
  return error instanceof LogRefusedError || error instanceof NoRoomError ||
    error instanceof OvertakenError;
}

/** The options of a request that the server answers soon. */
export const SOON: { readonly timeout: number } = { timeout: ANSWER_MS };
