import { LinkLostError } from "../../link.ts";
import type { Received } from "../received.ts";

/** A longer head is refused; proxies add some lines to it. */
const MAX_HEAD_BYTES = 8192;
const LF = 10;
const CR = 13;

/** What stands before the body of a request or an answer of HTTP. */
export interface HttpHead {
  /** `GET /links HTTP/1.1`, or `HTTP/1.1 101 Switching Protocols`. */
  readonly line: string;
  /** By their names in small letters. */
  readonly headers: ReadonlyMap<string, string>;
}

/**
 * Reads a head, and leaves what comes behind it.
 *
 * @throws {LinkLostError} if there is none, or it is too long
 */
export async function readHttpHead(received: Received): Promise<HttpHead> {
  let looked = 0;
  while (true) {
    const end = endOfHead(received, looked);
    if (end > 0) {
      const text = new TextDecoder().decode(received.view(0, end));
      received.skip(end);
      return parsed(text);
    }
    looked = received.length;
    if (looked >= MAX_HEAD_BYTES) {
      throw new LinkLostError(
        `what is said before the WebSocket is longer than ${MAX_HEAD_BYTES} bytes`,
      );
    }
    if (!await received.readMore(looked + 1)) {
      throw new LinkLostError("it has ended the connection before there was a WebSocket");
    }
  }
}

/** Where the body begins; 0 if that has not come. What was looked at before ends there. */
function endOfHead(received: Received, looked: number): number {
  for (let at = Math.max(looked - 3, 0); at + 3 < received.length; at++) {
    if (
      received.byte(at) === CR && received.byte(at + 1) === LF && received.byte(at + 2) === CR &&
      received.byte(at + 3) === LF
    ) return at + 4;
  }
  return 0;
}

function parsed(text: string): HttpHead {
  const [line = "", ...lines] = text.split("\r\n");
  const headers = new Map<string, string>();
  for (const one of lines) {
    const colon = one.indexOf(":");
    if (colon > 0) {
      headers.set(one.slice(0, colon).trim().toLowerCase(), one.slice(colon + 1).trim());
    }
  }
  return { line, headers };
}

/** Whether a header with values between commas has that one. */
export function hasToken(value: string | undefined, token: string): boolean {
  return (value ?? "").toLowerCase().split(",").some((one) => one.trim() === token);
}
