/**
 * What hubs and pods say at their meeting: a hub calls, and every pod answers. Both are signed. A call has a number that nobody can guess,
 * and its answers repeat it: so what was said once cannot be said again later.
 *
 * @module
 */
import { pageOf } from "./nats_meeting.ts";

/** No word is longer, in bytes: longer ones are not looked at. */
export const MAX_WORD = 2048;

/** What a pod answers. */
export interface PodAnswer {
  /** How it is called. */
  readonly pod: string;
  /** The number of the call. */
  readonly call: string;
  /** The address of its page. */
  readonly page: string;
  /** The address from which the broker sees it: one that is bound to loopback is reached from there alone. */
  readonly from: string;
}

const NAME = /^[\w.-]{1,64}$/;
const CALL = /^[0-9a-f-]{36}$/;

/** The subject at which hubs call. */
export function callSubject(subject: string): string {
  return `${subject}.call`;
}

/** The number of a call; `null` if it makes no sense. */
export function readCall(word: string): string | null {
  return CALL.test(word) ? word : null;
}

/** What a pod has answered; `null` if it makes no sense. */
export function readAnswer(word: string): PodAnswer | null {
  try {
    const { pod, call, page, from } = Object(JSON.parse(word));
    const isAnswer = NAME.test(String(pod)) && CALL.test(String(call)) &&
      typeof page === "string" && pageOf(page) !== null && typeof from === "string";
    return isAnswer ? { pod: String(pod), call: String(call), page, from } : null;
  } catch {
    return null;
  }
}
