/**
 * As fast as it goes: structs as columns, numbers as slices, nothing copied between the channels.
 *
 * SENSORS → CONVERTER → STATISTICIAN
 */
import { f64, Graph, type GraphOptions, run, type StopReport } from "@steady-state/deno";
import { parseFlags, portFlag, telemetryOn } from "../flags.ts";
import { converter } from "./actors/converter.ts";
import { sensors } from "./actors/sensors.ts";
import { statistician } from "./actors/statistician.ts";
import { reading } from "./reading.ts";

/** What can be set from outside. */
export interface PerformantArgs {
  /** Readings to make; 0 = until stopped. */
  readonly readings: number;
  /** How many messages each channel holds. */
  readonly capacity: number;
}

export function buildGraph({ readings, capacity }: PerformantArgs, options?: GraphOptions): Graph {
  const graph = new Graph("performant", options);
  const raw = graph.channel("readings", reading, { capacity });
  const fahrenheit = graph.channel("fahrenheit", f64, { capacity });
  return graph
    .actor("SENSORS", sensors, { ports: { readings: raw.tx }, args: { readings } })
    .actor("CONVERTER", converter, { ports: { readings: raw.rx, fahrenheit: fahrenheit.tx } })
    .actor("STATISTICIAN", statistician, { ports: { fahrenheit: fahrenheit.rx } });
}

function printRate({ channels, ranMs }: StopReport): void {
  const readings = channels[1]?.taken ?? 0;
  const millions = readings / ranMs / 1000;
  console.log(`${readings} readings, ${millions.toFixed(1)} million a second, start included`);
}

if (import.meta.main) {
  const { readings, capacity, port } = parseFlags(
    "Structs and slices, as fast as it goes.",
    {
      readings: { value: 0, help: "readings to make; 0 = until stopped" },
      capacity: { value: 65_536, help: "messages that each channel holds" },
      port: portFlag,
    },
    Deno.args,
  );
  printRate(await run(buildGraph({ readings, capacity }), { telemetry: telemetryOn(port) }));
}
