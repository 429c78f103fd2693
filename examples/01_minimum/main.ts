/** The smallest graph: one actor. */
import { Graph, run } from "@steady-state/deno";
import { parseFlags, portFlag, telemetryOn } from "../flags.ts";
import { ticker } from "./actors/ticker.ts";

export function buildGraph(args: { readonly rateMs: number; readonly ticks: number }): Graph {
  return new Graph("minimum").actor("TICKER", ticker, { args });
}

if (import.meta.main) {
  const { rate, ticks, port } = parseFlags("One actor that ticks.", {
    rate: { value: 1000, min: 1, help: "milliseconds between two ticks" },
    ticks: { value: 0, help: "ticks before it ends; 0 = until stopped" },
    port: portFlag,
  }, Deno.args);
  await run(buildGraph({ rateMs: rate, ticks }), { telemetry: telemetryOn(port) });
}
