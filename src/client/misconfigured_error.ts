/**
 * A wire cannot work as it is told to: a login that is refused, a topic that there is not, an environment variable that is not set. To try
 * again would not help, so the actor crashes with it.
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
export class MisconfiguredError extends Error {
  /** What it is known by, whichever copy of this package has thrown it. */
  override readonly name = "MisconfiguredError";
}
