import { formFault, isContent, type ItemForm } from "../item_form.ts";
import type { SinkWireKind } from "../wire.ts";
import {
  HTTP_SINK_ARGS,
  type HttpSinkArgs,
  httpSinkFaults,
  type HttpSinkItem,
} from "./sink_args.ts";
import { HttpSinkWire } from "./sink_wire.ts";

/**
 * Sends each item, or each batch, to a URL.
 *
 * | what comes back                        | what becomes of the item                                            |
 * | -------------------------------------- | ------------------------------------------------------------------- |
 * | 2xx                                    | it is done                                                          |
 * | 408, 425, 429, 5xx                     | put again, after `Retry-After` if the answer has one                |
 * | no answer within `timeoutMs`, no route | put again                                                           |
 * | 401, 403, 404, 405, 407 (`crashOn`)    | the actor crashes with a `MisconfiguredError`; the item is kept |
 * | 3xx                                    | the same, unless `followRedirects` follows it                       |
 * | any other 4xx                          | a dead letter, with the first 500 characters of the answer          |
 *
 * The header `Idempotency-Key` has the item's origin: a request is repeated when its answer was lost, and whoever takes it must know it
 * by that. For `"ndjson"` it is a hash of the batch's origins, which is the same as long as the batch is; after a death of the process
 * batches are cut otherwise, so let each line have its origin, too. A batch that is refused for good is put in halves, until the line
 * is found that is at fault.
 *
 * With `parallel: 1` items arrive in order: after one that is to be put again the rest of its batch waits. With more they may not.
 *
 * Needs `--allow-net=HOST`, and `--allow-env` for the variables that it is told.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { httpSink } from "@steady-state/deno/connectors/http";
 *
 * const args = { ...httpSink.args, url: "https://bank.example/charges", bearerEnv: "BANK_TOKEN" };
 * assertEquals(httpSink.faults(args), []);
 * assertEquals(httpSink.faults({ ...args, url: "bank.example" }), [
 *   'url is "bank.example", give a URL that begins with https:// or http://',
 * ]);
 * ```
 */
export const httpSink: SinkWireKind<HttpSinkItem, HttpSinkArgs> = {
  name: "http",
  args: HTTP_SINK_ARGS,
  faults: httpSinkFaults,
  itemFault: (item) => formFault(HTTP_ITEM, item),
  create: (args) => Promise.resolve(new HttpSinkWire(args)),
};

const HTTP_ITEM: ItemForm = {
  takes: "a text, bytes, or an object whose body is a text or bytes",
  text: true,
  bytes: true,
  object: ({ body }) => isContent(body),
};
