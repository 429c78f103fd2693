import { f64, struct, u16 } from "@steady-state/deno/actor";

/** What a sensor says. In the channel, each field is a column: one typed array over all messages. */
export const reading = struct({ sensor: u16, celsius: f64, at: f64 });
