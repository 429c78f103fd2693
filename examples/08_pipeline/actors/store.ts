import { json } from "@steady-state/deno/actor";
import { defineSink } from "@steady-state/deno/connectors";
import type { PricedOrder } from "../kinds.ts";
import { sqliteSink } from "../sqlite_sink.ts";

/** Writes priced orders into the table, as they are. */
export const store = defineSink(import.meta, "store", {
  wire: sqliteSink,
  kind: json<PricedOrder>(),
  encode: ({ message }) => message,
});
