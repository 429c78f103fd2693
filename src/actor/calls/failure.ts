/**
 * What a call threw: whether another attempt is worth while, when, and how it is told to people.
 *
 * @module
 */
import { textOf } from "../../errors.ts";

/** What is known of a failed attempt. */
export interface CallFailure {
  /** What was thrown. */
  readonly thrown: unknown;
  /** It in a line, with what the server has said. */
  readonly text: string;
  /** The HTTP status, if it has one. */
  readonly status: number | undefined;
  /** How long the server wants nobody to come again, in milliseconds; 0 if it has not said. */
  readonly retryAfterMs: number;
}

/** Characters of a response that are told. */
const MAX_RESPONSE_TEXT = 2000;

/** Statuses from 400 to 499 that another attempt may mend: Request Timeout, Too Early, Too Many Requests. */
const PASSING: readonly number[] = [408, 425, 429];

/** Whether another attempt is worth while, by the status. */
export function standardVerdict({ status }: CallFailure): "retry" | "giveUp" {
  const isOurs = status !== undefined && status >= 400 && status < 500;
  return isOurs && !PASSING.includes(status) ? "giveUp" : "retry";
}

/**
 * Finds out about what was thrown: a Response, an error that has one as its `response` or `cause`, or anything else. Reads the beginning
 * of the response's text, and lets go of the rest, so that the connection is free.
 */
export async function failureOf(thrown: unknown, now: () => number): Promise<CallFailure> {
  const response = responseOf(thrown);
  const status = numberIn(response, "status") ?? numberIn(thrown, "status") ??
    numberIn(thrown, "statusCode");
  const wanted = headerOf(response, "retry-after") ?? headerOf(thrown, "retry-after") ??
    membersOf(thrown).retryAfter;
  const said = response === undefined ? "" : await responseText(response);
  return {
    thrown,
    text: thrown === response ? said : [thrownText(thrown), said].filter(Boolean).join("; "),
    status,
    retryAfterMs: waitOf(wanted, now()),
  };
}

/** A failure that is none of a server's. */
export function plainFailure(thrown: unknown): CallFailure {
  return { thrown, text: thrownText(thrown), status: undefined, retryAfterMs: 0 };
}

/** An error and what it came from: `fetch`, for one, says in its cause what went wrong. */
function thrownText(thrown: unknown): string {
  const { cause } = membersOf(thrown);
  const isTold = cause === undefined || isResponse(cause);
  return isTold ? textOf(thrown) : `${textOf(thrown)} (${textOf(cause)})`;
}

type Members = Readonly<Record<string, unknown>>;

/** Its members, read without fear: whatever was thrown may have getters that throw. */
function membersOf(thrown: unknown): Members {
  const members: Record<string, unknown> = {};
  if (typeof thrown !== "object" || thrown === null) return members;
  for (const name of ["response", "cause", "headers", "status", "statusCode", "retryAfter"]) {
    try {
      members[name] = (thrown as Members)[name];
    } catch {
      // As if there were none.
    }
  }
  return members;
}

function isResponse(value: unknown): value is Response {
  const { status, headers } = membersOf(value);
  return typeof status === "number" && isHeaders(headers);
}

function isHeaders(value: unknown): value is Pick<Headers, "get"> {
  return typeof (value as Partial<Headers> | null | undefined)?.get === "function";
}

function responseOf(thrown: unknown): Response | undefined {
  if (isResponse(thrown)) return thrown;
  const { response, cause } = membersOf(thrown);
  return [response, cause].find(isResponse);
}

function numberIn(of: unknown, name: string): number | undefined {
  const value = membersOf(of)[name];
  return typeof value === "number" ? value : undefined;
}

/** A header of what may have some: as `Headers`, or as an object with names in lower case. */
function headerOf(of: unknown, name: string): unknown {
  const { headers } = membersOf(of);
  if (isHeaders(headers)) return headers.get(name) ?? undefined;
  return (headers as Members | null | undefined)?.[name];
}

/** How long a `Retry-After` is: seconds, or a date. */
function waitOf(wanted: unknown, now: number): number {
  if (wanted === undefined || wanted === null || wanted === "") return 0;
  const seconds = Number(wanted);
  const ms = Number.isNaN(seconds) ? Date.parse(String(wanted)) - now : seconds * 1000;
  return Number.isNaN(ms) ? 0 : Math.max(0, ms);
}

async function responseText(response: Response): Promise<string> {
  const { status, statusText } = response;
  const title = `HTTP ${status}${statusText === "" ? "" : ` ${statusText}`}`;
  const body = (await bodyText(response)).trim();
  return body === "" ? title : `${title}: ${body}`;
}

/** The beginning of its body; nothing, if somebody has read it, or it breaks off. */
async function bodyText(response: Response): Promise<string> {
  let text = "";
  try {
    if (response.bodyUsed || response.body === null) return text;
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    while (text.length < MAX_RESPONSE_TEXT) {
      const { done, value } = await reader.read();
      if (done) return text;
      text += decoder.decode(value, { stream: true });
    }
    reader.cancel().catch(() => {});
    return `${text.slice(0, MAX_RESPONSE_TEXT).toWellFormed()}…`;
  } catch {
    return text;
  }
}
