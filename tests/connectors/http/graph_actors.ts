/** Webhooks that become requests; for real workers. */
import { json } from "@steady-state/deno/actor";
import { defineSink, defineSource } from "@steady-state/deno/connectors";
import { httpSink, httpSource } from "@steady-state/deno/connectors/http";

/** What a webhook says. */
export interface Hook {
  readonly n: number;
}

/** Takes webhooks. */
export const hooks = defineSource(import.meta, "hooks", { wire: httpSource, kind: json<Hook>() });

/** Sends what they say. */
export const posts = defineSink(import.meta, "posts", {
  wire: httpSink,
  kind: json<Hook>(),
  encode: ({ message }) => `${message.n}`,
});
