/**
 * What travels on the channels, as both sides need it: the graph to lay the channels out, the actors for their ports.
 *
 * @module
 */
import { struct, text, u32 } from "@steady-state/deno/channel";

/** An order that was understood: its number, what it costs, and where it goes. */
export const order = struct({ id: u32, cents: u32, city: text(12) });
