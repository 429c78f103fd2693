/**
 * What travels on the channels, as both sides need it: the graph to lay the channels out, the actors for their ports.
 *
 * @module
 */
import { struct, text, u32 } from "@steady-state/deno/channel";

/** What somebody is to be charged. */
export const order = struct({ id: u32, cents: u32 });

/** The bank has charged it: the number that it has given the charge. */
export const receipt = struct({ id: u32, charge: text(40) });
