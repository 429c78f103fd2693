import type { Graph, StopReport } from "@steady-state/deno";
import { serveTelemetry } from "@steady-state/deno/telemetry";

/** Runs a graph to its end; if `on`, with its telemetry served ten times a second to one page that listens. */
export async function withTelemetry(graph: Graph, on: boolean): Promise<StopReport> {
  if (!on) {
    await graph.start();
    return await graph.finished;
  }
  await using server = await serveTelemetry(graph.telemetry, { port: 0, rateHz: 10 });
  const events = new Worker(new URL("./telemetry_reader.ts", import.meta.url), { type: "module" });
  events.postMessage(`${server.url}events`);
  await graph.start();
  const report = await graph.finished;
  events.terminate();
  return report;
}
