/**
 * What travels on the channels, as both sides need it: the graph to lay the channels out, the actors for their ports.
 *
 * @module
 */
import { i16, json, struct, u16, u8 } from "@steady-state/deno/channel";
import type { Place } from "./question.ts";

/** A flight: five bytes in shared memory, and nothing to encode. A delay beyond 22 days is an error. */
export const flight = struct({ hour: u8, miles: u16, delay: i16 });

/** Some places of the ranking, or candidates for it. Few and large, so JSON does. */
export const places = json<Place[]>();
