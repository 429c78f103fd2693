import { LastingError } from "../errors.ts";

/**
 * A wire cannot work as it is told to: a login that is refused, a topic that there is not, an environment variable that is not set. To try
 * again would not help, nor would a restart: the actor crashes with it and is given up at once, as by any `LastingError`.
 *
 * ```ts
 * import { MisconfiguredError } from "@steady-state/deno/connectors";
 * import { assertThrows } from "@std/assert";
 *
 * function checkStream(stream: string, streams: readonly string[]): void {
 *   if (streams.includes(stream)) return;
 *   throw new MisconfiguredError(`Cannot read stream ${stream}: the server has none of that name`);
 * }
 * assertThrows(() => checkStream("ORDERS", []), MisconfiguredError, "the server has none");
 * ```
 */
export class MisconfiguredError extends LastingError {
  /** What it is called in logs and reports. */
  override readonly name = "MisconfiguredError";
}
