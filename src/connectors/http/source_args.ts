import { choiceFaults, numberFaults, pathFaults, textFaults } from "../arg_checks.ts";
import { SIGNATURES } from "./signature.ts";

/** What `httpSource` is told by. Times are in milliseconds. */
export type HttpSourceArgs = {
  /** Where it listens; `0.0.0.0` for all addresses of the machine. */
  readonly hostname: string;
  /** The port at which it listens; 0 for a free one, which the actor's log tells. */
  readonly port: number;
  /** The path that it answers; any other is 404. */
  readonly path: string;
  /** The environment variable with the secret that senders sign by, or several secrets with spaces between them; `""`: none. */
  readonly secretEnv: string;
  /** How senders sign: `"standard"` (Standard Webhooks), `"github"` or `"stripe"`. */
  readonly signature: string;
  /** The environment variable with the token that a request must have, or several with spaces between them; `""`: none. */
  readonly bearerEnv: string;
  /** A larger body is 413. */
  readonly maxBodyBytes: number;
  /** How many requests may wait until there is room for them in the graph; any more are 429. */
  readonly maxQueued: number;
  /** A request that is not settled by then is answered 503; it stays under way, and its sender asks again. */
  readonly answerTimeoutMs: number;
  /** A body that is not there as a whole by then is 408. */
  readonly bodyTimeoutMs: number;
  /** When a sender that is answered 429 or 503 is to come again, in whole seconds, rounded up. */
  readonly retryAfterMs: number;
  /** Of how many settled requests the id is remembered, so that a repeated one is answered and not taken again. */
  readonly rememberedIds: number;
};

/** The values of those that the graph does not give. */
export const HTTP_SOURCE_ARGS: HttpSourceArgs = {
  hostname: "127.0.0.1",
  port: 8000,
  path: "/",
  secretEnv: "",
  signature: "standard",
  bearerEnv: "",
  maxBodyBytes: 1_048_576,
  maxQueued: 100,
  // Below the 10 s after which GitHub gives up a delivery, and the 15 s and more of most others.
  answerTimeoutMs: 8_000,
  bodyTimeoutMs: 10_000,
  retryAfterMs: 1_000,
  rememberedIds: 10_000,
};

/** All that is wrong with these. */
export function httpSourceFaults(args: HttpSourceArgs): string[] {
  return [
    ...textFaults(args, "hostname"),
    ...numberFaults(args, "port", 0, 65_535),
    ...pathFaults(args, "path"),
    ...textFaults(args, "secretEnv"),
    ...choiceFaults(args, "signature", SIGNATURES),
    ...textFaults(args, "bearerEnv"),
    ...numberFaults(args, "maxBodyBytes", 1),
    ...numberFaults(args, "maxQueued", 0),
    ...numberFaults(args, "answerTimeoutMs", 1),
    ...numberFaults(args, "bodyTimeoutMs", 1),
    ...numberFaults(args, "retryAfterMs", 0),
    ...numberFaults(args, "rememberedIds", 0),
  ];
}
