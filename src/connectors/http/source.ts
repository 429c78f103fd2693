import type { SourceWireKind } from "../wire.ts";
import { HTTP_SOURCE_ARGS, type HttpSourceArgs, httpSourceFaults } from "./source_args.ts";
import { HttpSourceWire } from "./source_wire.ts";

/**
 * Webhooks: an HTTP server in the actor's worker, each `POST` to its path a message.
 *
 * A request is answered 202 when it is safe, and not before: in the mode `settled` once all that came of it has left the graph, in the
 * mode `journal` once it is on the disk. Until then its sender has it: whatever else is answered, or nothing, tells it to send again.
 *
 * - Full: 429 with `Retry-After`, when nothing waits for a message and `maxQueued` do already.
 * - Stopping: 503 with `Retry-After`; what is under way is answered first.
 * - Not settled within `answerTimeoutMs`: 503 with `Retry-After`. The message stays in the graph; a repeated request with its id waits for
 *   it, or is answered 202 if it is settled by then.
 * - Not of the sender: 401. Too large: 413. Not `POST`: 405. Another path: 404. An id above 255 characters: 400.
 *
 * A message's `origin` is the sender's id: the header `webhook-id` or `Idempotency-Key`, `X-GitHub-Delivery` with the signature
 * `"github"`, the event's `id` with `"stripe"`; without one, a UUID, and then nobody knows a repeated one. A request whose client has gone
 * away once its body is here is handled like any other.
 *
 * Needs `--allow-net=HOSTNAME:PORT`, and `--allow-env` for the variables that it is told. It speaks plain HTTP: let what ends TLS stand
 * before it.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { httpSource } from "@steady-state/deno/connectors/http";
 *
 * const args = { ...httpSource.args, port: 8443, path: "/hooks", secretEnv: "HOOK_SECRET" };
 * assertEquals(httpSource.faults(args), []);
 * assertEquals(httpSource.faults({ ...args, path: "hooks" }), [
 *   'path is "hooks", give a path that begins with / and has no query',
 * ]);
 * ```
 */
export const httpSource: SourceWireKind<HttpSourceArgs> = {
  name: "http",
  args: HTTP_SOURCE_ARGS,
  redelivers: true,
  faults: httpSourceFaults,
  create: (args) => Promise.resolve(new HttpSourceWire(args)),
};
