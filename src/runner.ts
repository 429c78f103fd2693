import type { Graph } from "./graph/graph.ts";
import { describeReport, type StopReport } from "./graph/stop_report.ts";
import type { TelemetryOptions, TelemetryServer } from "./telemetry/serve_telemetry.ts";

/** How a graph is run as a program. */
export interface RunOptions {
  /**
   * How its telemetry is served; `false` for none.
   *
   * @default {{}}
   */
  readonly telemetry?: TelemetryOptions | false;
  /**
   * Where the page's address and, at the end, one line an actor are written.
   *
   * @default {console.log}
   */
  readonly print?: (line: string) => void;
}

const SIGNALS: readonly Deno.Signal[] = ["SIGINT", "SIGTERM"];

/** What a shell reports for a program that Ctrl-C has ended. */
const EXIT_INTERRUPTED = 130;

/**
 * Runs a graph as a program: serves its telemetry, starts it, turns SIGINT and SIGTERM into a stop that drains it, and
 * resolves when it has ended. A second signal ends the process at once.
 *
 * @throws {GraphError} if the graph has faults, or an actor does not come up
 * @throws {StopError} if an actor failed, or did not stop in time
 * @throws as `serveTelemetry`, for instance if the port is in use; no actor is started then
 */
export async function run(graph: Graph, options: RunOptions = {}): Promise<StopReport> {
  const { telemetry = {}, print = console.log } = options;
  const server = telemetry === false ? undefined : await serve(graph, telemetry);
  const unlisten = stopOnSignals(graph);
  try {
    await graph.start();
    if (server !== undefined) print(`Telemetry of graph "${graph.name}" at ${server.url}`);
    const report = await graph.finished;
    print(describeReport(report));
    return report;
  } finally {
    unlisten();
    await server?.close();
  }
}

async function serve(graph: Graph, options: TelemetryOptions): Promise<TelemetryServer> {
  const source = graph.telemetry;
  // Loaded only here: a graph without telemetry needs no server.
  const { serveTelemetry } = await import("./telemetry/serve_telemetry.ts");
  return await serveTelemetry(source, options);
}

function stopOnSignals(graph: Graph): () => void {
  let asked = false;
  function onSignal(): void {
    if (asked || graph.lifecycle === "building") Deno.exit(EXIT_INTERRUPTED);
    asked = true;
    // A stop that fails is reported by whoever awaits the graph's end.
    graph.stop("a signal asked for it").catch(() => {});
  }
  const signals = Deno.build.os === "windows" ? ["SIGINT" as const] : SIGNALS;
  for (const signal of signals) Deno.addSignalListener(signal, onSignal);
  return () => signals.forEach((signal) => Deno.removeSignalListener(signal, onSignal));
}
