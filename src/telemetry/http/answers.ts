/** The kinds of answers that there are. */

const TEXT = "text/plain; charset=utf-8";
const JSON_TYPE = "application/json; charset=utf-8";

/** What a route is told of a request. */
export interface Ask {
  readonly request: Request;
  /** A part of the path. */
  param(name: string): string;
  /** A parameter behind the path. */
  query(name: string): string | undefined;
  header(name: string): string | undefined;
}

/** Makes the answer to a request. */
export type Responder = (ask: Ask) => Response | Promise<Response>;

/** Values of now. */
export function live(body: BodyInit, type: string = TEXT): Response {
  return new Response(body, { headers: { "Content-Type": type, "Cache-Control": "no-store" } });
}

/** Values of now, as JSON. */
export function json(value: unknown): Response {
  return live(`${JSON.stringify(value)}\n`, JSON_TYPE);
}

/** No, and why. */
export function refuse(
  status: number,
  reason: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(`${reason}\n`, { status, headers: { "Content-Type": TEXT, ...headers } });
}

/** A parameter that must be a number between two others; `undefined` if it is not given, a refusal if it is none. */
export function numberOf(
  ask: Ask,
  name: string,
  min: number,
  max: number,
): number | undefined | Response {
  const text = ask.query(name);
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value >= min && value <= max) return value;
  return refuse(400, `Cannot read ${name}: give a number from ${min} to ${max}`);
}
