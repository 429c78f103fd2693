/** What an answer says about the items of its request. */
export type AnswerSays =
  | { readonly what: "done" }
  /** Refused for now; for how long, in milliseconds, if it says so. */
  | { readonly what: "again"; readonly afterMs: number | undefined }
  | { readonly what: "dead"; readonly reason: string };

/** Of a refusal so many characters of its body are kept: mostly they say why. */
const REASON_CHARACTERS = 500;

/** More of a body is not read, only to use the connection once more. */
const MAX_DRAINED_BYTES = 65_536;

/** Whether what was refused with this status may be taken later: it was too much or too early, or the server was not well. */
function isForNow(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/**
 * What an answer says. Reads its body, or cancels it.
 *
 * @param nowMs Milliseconds since 1970.
 */
export async function answerSays(response: Response, nowMs: number): Promise<AnswerSays> {
  const { status, headers } = response;
  const text = await beginningOf(response);
  if (response.ok) return { what: "done" };
  if (isForNow(status)) return { what: "again", afterMs: retryAfterMs(headers, nowMs) };
  const reason = text.slice(0, REASON_CHARACTERS).trim();
  return { what: "dead", reason: reason === "" ? `HTTP ${status}` : `HTTP ${status}: ${reason}` };
}

/** What the header `Retry-After` says, in milliseconds from now; `undefined` without one that can be read. */
function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/** The text that a body begins with. One that is cut off is not worth a fault: the status is known. */
async function beginningOf(response: Response): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = "";
  let bytes = 0;
  try {
    while (bytes <= MAX_DRAINED_BYTES) {
      const { value, done } = await reader.read();
      if (done) return text;
      bytes += value.length;
      if (text.length < REASON_CHARACTERS) text += decoder.decode(value, { stream: true });
    }
    await reader.cancel();
  } catch {
    // What was read until then is all there is.
  }
  return text;
}
