/** Four actors: a generator and a heartbeat feed a worker, whose words go to a logger. */
import { Graph, type GraphOptions, run, text, u32 } from "@steady-state/deno";
import { parseFlags, portFlag, telemetryOn } from "../flags.ts";
import { generator } from "./actors/generator.ts";
import { heartbeat } from "./actors/heartbeat.ts";
import { logger } from "./actors/logger.ts";
import { worker } from "./actors/worker.ts";

/** What can be set from outside. */
export interface StandardArgs {
  /** Milliseconds between two beats. */
  readonly rateMs: number;
  /** Beats before the graph stops; 0 = until stopped. */
  readonly beats: number;
  /** Whether all actors share one worker. */
  readonly troupe: boolean;
}

export function buildGraph({ rateMs, beats, troupe }: StandardArgs, options?: GraphOptions): Graph {
  const graph = new Graph("standard", options);
  const numbers = graph.channel("numbers", u32, { capacity: 64 });
  const pulse = graph.channel("beats", u32, { capacity: 8 });
  const words = graph.channel("words", text, { capacity: 64 });
  const home = troupe ? { troupe: graph.troupe("ensemble") } : {};
  return graph
    .actor("GENERATOR", generator, { ports: { numbers: numbers.tx }, ...home })
    .actor("HEARTBEAT", heartbeat, { ports: { beats: pulse.tx }, args: { rateMs, beats }, ...home })
    .actor("WORKER", worker, {
      ports: { beats: pulse.rx, numbers: numbers.rx, words: words.tx },
      ...home,
    })
    .actor("LOGGER", logger, { ports: { words: words.rx }, ...home });
}

if (import.meta.main) {
  const { rate, beats, troupe, port } = parseFlags("FizzBuzz by four actors.", {
    rate: { value: 1000, min: 1, help: "milliseconds between two beats" },
    beats: { value: 0, help: "beats before the graph stops; 0 = until stopped" },
    troupe: { value: false, help: "run all actors in one worker" },
    port: portFlag,
  }, Deno.args);
  await run(buildGraph({ rateMs: rate, beats, troupe }), { telemetry: telemetryOn(port) });
}
