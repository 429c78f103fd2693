import { json } from "@steady-state/deno/actor";
import { defineSource } from "@steady-state/deno/connectors";
import type { Order } from "../../08_pipeline/kinds.ts";
import { bookSource } from "../book_source.ts";

/** Brings the orders of the book, and moves the bookmark behind each once it is in the table, two pods further on. */
export const orders = defineSource(import.meta, "orders", {
  wire: bookSource,
  kind: json<Order>(),
});
