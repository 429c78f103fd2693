import type { RawBody } from "./raw_ends.ts";

/** What there is to show where nothing is. */
export const NO_BODY: RawBody = Object.freeze({ count: 0, byteLength: 0, parts: [] });

/** The error for a body that is none of the channel. */
export function wrongBody(channel: string, why: string): RangeError {
  return new RangeError(`Cannot send a body on channel "${channel}": ${why}`);
}

/** The error for a body with a message that is none of the channel. */
export function wrongMessage(channel: string, message: number, why: string): RangeError {
  return wrongBody(channel, `of message ${message}, ${why}`);
}

/** The error for an end that was not told what its channel carries, or was told wrong. */
export function notShaped(channel: string, what: string): TypeError {
  return new TypeError(
    `Cannot take the messages of channel "${channel}" as bytes: their shape is ${what}, give the one of the channel's kind first`,
  );
}

/** Throws a RangeError if a body could not have so many messages, or has no message of that number. */
export function checkCount(channel: string, count: number, from: number): void {
  if (!(Number.isInteger(count) && count >= 0)) {
    throw wrongBody(channel, `it is to have ${count} messages, give a whole number from 0 on`);
  }
  if (!(Number.isInteger(from) && from >= 0 && from <= count)) {
    throw wrongBody(channel, `it is to be sent from message ${from} on, and has ${count}`);
  }
}

/** Throws a RangeError if nobody can look so many messages ahead. */
export function checkAhead(channel: string, ahead: number): void {
  if (Number.isInteger(ahead) && ahead >= 0) return;
  throw new RangeError(
    `Cannot look ahead on channel "${channel}": ${ahead} messages are to be passed over, give a whole number from 0 on`,
  );
}
