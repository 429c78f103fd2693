/**
 * What a call is known by, from the asker to the answer: as two numbers in a record, and as a text in a program.
 *
 * @module
 */

/** The id of a call in numbers of 32 bits. */
export interface CallNumbers {
  /** Who asks. */
  readonly origin: number;
  /** Which of the calls of whoever asks it is. */
  readonly count: number;
}

const ID = /^([0-9a-z]{1,7})-([0-9]{1,10})$/;

/** The id as a text: short, without spaces, and the same in every log. */
export function callId(origin: number, count: number): string {
  return `${origin.toString(36)}-${count}`;
}

/** The numbers of an id; `undefined` for what is none. */
export function callNumbers(id: unknown): CallNumbers | undefined {
  const [, origin, count] = typeof id === "string" ? ID.exec(id) ?? [] : [];
  if (origin === undefined || count === undefined) return undefined;
  const numbers = { origin: parseInt(origin, 36), count: Number(count) };
  return isWord(numbers.origin) && isWord(numbers.count) ? numbers : undefined;
}

function isWord(number: number): boolean {
  return number === number >>> 0;
}
