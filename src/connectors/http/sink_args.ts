import {
  choiceFaults,
  flagFaults,
  numberFaults,
  shownArg,
  textFaults,
  urlFaults,
} from "../arg_checks.ts";

/** What `httpSink` is told by. Times are in milliseconds. */
export type HttpSinkArgs = {
  /** Where requests go. To be given; a login or a secret in it would be shown in plans, so use `bearerEnv` or `headersEnv`. */
  readonly url: string;
  readonly method: "POST" | "PUT" | "PATCH";
  /** `"each"`: a request for each item. `"ndjson"`: one for each batch, with a line for each item. */
  readonly batching: "each" | "ndjson";
  /** The `Content-Type` of each request; `""`: `application/json`, or `application/x-ndjson` for batches. */
  readonly contentType: string;
  /** The header that says where an item comes from, so that whoever takes it twice can know; `""`: none. */
  readonly idempotencyHeader: string;
  /** How many requests may be under way at a time. With 1, items are put in order. */
  readonly parallel: number;
  /** A request without an answer by then counts as one that has failed. */
  readonly timeoutMs: number;
  /** A longer `Retry-After` counts as so long. */
  readonly maxRetryAfterMs: number;
  /** Whether 307 and 308 are followed, within the same origin, five times at most. */
  readonly followRedirects: boolean;
  /** Statuses that are a mistake of the args and not of an item: the actor crashes and keeps the items. */
  readonly crashOn: readonly number[];
  /** Other headers of each request. */
  readonly headers: Readonly<Record<string, string>>;
  /** The environment variable with the token of the header `Authorization: Bearer`; `""`: none. */
  readonly bearerEnv: string;
  /** Headers whose values are secret, and the environment variables that have them. */
  readonly headersEnv: Readonly<Record<string, string>>;
};

/** What a request is made of. */
export interface HttpItem {
  /** What is sent: a text, as UTF-8, or bytes. */
  readonly body: string | Uint8Array;
  /** Resolved against the url, as a link on that page; it may not lead to another origin. */
  readonly path?: string;
  /** Headers of its own, in place of those of the args. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What `httpSink` puts: the body of a request, or a body with more; bodies alone, without a line break, for `"ndjson"`. */
export type HttpSinkItem = string | Uint8Array | HttpItem;

/** The values of those that the graph does not give. */
export const HTTP_SINK_ARGS: HttpSinkArgs = {
  url: "",
  method: "POST",
  batching: "each",
  contentType: "",
  idempotencyHeader: "Idempotency-Key",
  parallel: 1,
  timeoutMs: 10_000,
  maxRetryAfterMs: 60_000,
  followRedirects: false,
  crashOn: [401, 403, 404, 405, 407],
  headers: {},
  bearerEnv: "",
  headersEnv: {},
};

/** All that is wrong with these. */
export function httpSinkFaults(args: HttpSinkArgs): string[] {
  return [
    ...urlFaults(args, "url", ["https:", "http:"]),
    ...choiceFaults(args, "method", ["POST", "PUT", "PATCH"]),
    ...choiceFaults(args, "batching", ["each", "ndjson"]),
    ...textFaults(args, "contentType"),
    ...textFaults(args, "idempotencyHeader"),
    ...numberFaults(args, "parallel", 1, 1_000),
    ...numberFaults(args, "timeoutMs", 1),
    ...numberFaults(args, "maxRetryAfterMs", 0),
    ...flagFaults(args, "followRedirects"),
    ...statusFaults(args.crashOn),
    ...headerFaults("headers", args.headers),
    ...textFaults(args, "bearerEnv"),
    ...headerFaults("headersEnv", args.headersEnv),
  ];
}

function statusFaults(statuses: unknown): string[] {
  const fits = Array.isArray(statuses) &&
    statuses.every((one) => Number.isInteger(one) && one >= 400 && one <= 499);
  return fits ? [] : [`crashOn is ${shownArg(statuses)}, give a list of statuses from 400 to 499`];
}

function headerFaults(name: string, headers: unknown): string[] {
  const advice = "give an object with a text for each header";
  if (typeof headers !== "object" || headers === null || Array.isArray(headers)) {
    return [`${name} is ${shownArg(headers)}, ${advice}`];
  }
  return Object.entries(headers).flatMap(([header, value]) => {
    if (typeof value !== "string") return [`${name}.${header} is ${shownArg(value)}, ${advice}`];
    return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header)
      ? []
      : [`${name} has ${shownArg(header)}, which is no name of a header`];
  });
}
