import { guarded } from "./errors.ts";
import { giveUpStart, type Graph } from "./graph/graph.ts";
import { checkSignal, onAbort } from "./graph/abort_signal.ts";
import { ZOMBIE_EXIT_CODE } from "./graph/graph_run.ts";
import { describeReport, type StopError, type StopReport } from "./graph/report/mod.ts";
import {
  anything,
  callback,
  filled,
  isObject,
  misuse,
  type OptionFault,
  optionFaults,
  type Place,
  placed,
  type Schema,
  shown,
  throwOptionFaults,
} from "./option_faults.ts";
import { onlooker } from "./onlooker.ts";
import { refuseOldDeno } from "./package.ts";
import { exitProcess, flushPrinters, printError, printLine } from "./printer.ts";
import {
  END_SIGNALS,
  type EndSignal,
  exitCodeOf,
  onEndSignal,
  standardSignals,
} from "./signals.ts";
import type { Observer } from "./telemetry/observe/mod.ts";
import type { TelemetryServer } from "./telemetry/mod.ts";
import type { TelemetryOptions } from "./telemetry/telemetry_options.ts";

/** How a graph is run as a program. */
export interface RunOptions {
  /**
   * How its telemetry is served; `false` for none.
   *
   * @default {on, with the defaults of its options}
   */
  readonly telemetry?: TelemetryOptions | false;
  /**
   * Where the page's address and, at the end, one line an actor are written. If it throws, that is told on standard error, and
   * changes nothing else.
   *
   * By default they go to standard output. They are written by a thread of their own, so a reader who does not read holds
   * nothing up; on a full disk, and where nobody reads any more, they are lost, and standard error says so. What is printed is
   * written when `run` resolves, or a second later at most.
   *
   * @default {standard output}
   */
  readonly print?: (line: string) => void;
  /**
   * Stops the graph when it is aborted, as SIGTERM does: it is drained, and `run` resolves with the report. If it is aborted before
   * the graph is started, nothing is: `run` throws the signal's reason, as `fetch` does. The graph may have a `signal` of its own
   * besides; the first that is aborted counts.
   *
   * @default {none}
   */
  readonly signal?: AbortSignal;
  /**
   * Signals that ask for the stop, instead of those by default. A SIGHUP that is not among them does nothing. If it is empty,
   * all signals are left to you.
   *
   * By default these are SIGINT, SIGTERM, and SIGHUP, which comes when a terminal is closed. Where the program was started with
   * SIGHUP ignored, as `nohup` does it, it stays so. Only Linux tells that, and only to a program with all permissions (`-A`);
   * otherwise SIGHUP asks for the stop if standard input, output or error is a terminal, and does nothing if none is. Name the
   * signals where that is not what you want. Windows has SIGINT alone, whatever is given.
   *
   * @default {SIGINT, SIGTERM, and SIGHUP unless it is ignored}
   */
  readonly signals?: readonly ("SIGINT" | "SIGTERM" | "SIGHUP")[];
}

/** What the caller gets to do something with the report, before threads that cannot be ended are ended with the process. */
const ZOMBIE_GRACE_MS = 1000;

/**
 * A Ctrl-C reaches the program twice where `deno task` or `npx` runs it: from the terminal, and passed on by them. What comes
 * so soon is the same wish.
 */
const ECHO_MS = 1000;

/**
 * Runs a graph as a program: serves its telemetry, starts it, turns SIGINT, SIGTERM and SIGHUP into a stop that drains it, and
 * resolves when it has ended. Another SIGINT or SIGTERM a second later ends the process at once; a SIGHUP never does, and what comes
 * after it is the first. As long as no actor runs there is nothing to drain: each of the signals ends the process at once then. The exit
 * code is the one that shells report for the signal: 130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP. If threads of the graph cannot be ended, because code in them never returns, the process ends with exit code 70: at once if the graph failed, a
 * second after this has resolved if it did not.
 *
 * ```ts
 * import { Graph, run } from "@steady-state/deno";
 * import { assertEquals } from "@std/assert";
 *
 * // In a program, actors are exported from a module of their own.
 * const { greeter } = await import("data:text/javascript," + encodeURIComponent(`
 *   import { defineActor } from "@steady-state/deno/actor";
 *
 *   export const greeter = defineActor(import.meta, "greeter", {
 *     run: (actor) => actor.log.info("hello"),
 *   });
 * `));
 * const graph = new Graph("greetings").actor("GREETER", greeter);
 * const report = await run(graph, { telemetry: { port: 0 } }); // by default, at port 9900 or the next that is free
 * assertEquals([report.clean, report.actors[0]?.outcome], [true, "ended"]);
 * ```
 *
 * @throws {TypeError | RangeError} if there is an option that is not known, of a wrong type or out of range, here or in `telemetry`,
 * with all that there are; nothing is started then
 * @throws {GraphError} if the graph has faults, or an actor does not come up
 * @throws {StopError} if an actor failed, or did not stop in time
 * @throws as `serveTelemetry`, for instance if the port is in use; no actor is started then
 * @throws {Error} if this Deno is too old, before anything else; it names the one that is needed
 * @throws the reason of `signal`, here or of the graph, if that is aborted already; no actor is started then
 */
export async function run(graph: Graph, options: RunOptions = {}): Promise<StopReport> {
  try {
    return await runProgram(graph, options);
  } catch (error) {
    // Where it was not started at all, nobody else would tell those who wait for it.
    giveUpStart(graph, error);
    throw error;
  }
}

async function runProgram(graph: Graph, options: RunOptions): Promise<StopReport> {
  refuseOldDeno(`run graph "${graph.name}"`);
  // Who only looks at the program has it end here, before anything is served.
  if (onlooker() !== undefined) await graph.start();
  throwOptionFaults(`run graph "${graph.name}"`, await runFaults(options));
  const { telemetry = {}, signal, signals, print: given } = filled<RunOptions, "print">(
    RUN_OPTIONS,
    options,
  );
  signal?.throwIfAborted();
  const print = harmless(given);
  // Found out before the graph is prepared: with processes of actors it gives a permission up, and Deno lets a program look no more.
  const asking = signals ?? standardSignals();
  await graph.prepare();
  const server = telemetry === false ? undefined : await serve(graph, telemetry);
  const observer = telemetry === false ? await observe(graph) : undefined;
  const unlisten = stopOnSignals(graph, asking, print);
  let leave = () => {};
  try {
    // Serving takes a moment.
    signal?.throwIfAborted();
    const started = graph.start();
    // A stop that fails is reported by whoever awaits the graph's end.
    leave = onAbort(signal, (reason) => graph.stop(reason).catch(() => {}));
    await started;
    if (server !== undefined) print(`Telemetry of graph "${graph.name}" at ${server.directions}`);
    const report = await graph.finished;
    print(describeReport(report));
    // The caller gets its turn first: it may have something to save.
    if (graph.zombies.length > 0) setTimeout(() => exitWithZombies(graph), ZOMBIE_GRACE_MS);
    return report;
  } catch (error) {
    const report = reportOf(error);
    if (report !== undefined) print(describeReport(report));
    if (graph.zombies.length > 0) {
      const { name, message } = error as Error;
      printError(`${name}: ${message}`);
      await exitWithZombies(graph);
    }
    throw error;
  } finally {
    unlisten();
    leave();
    observer?.close();
    await server?.close();
    await flushPrinters();
  }
}

/** What is known of {@link RunOptions}. */
export const RUN_OPTIONS: Schema<RunOptions, "print"> = {
  // What is known of its parts is loaded where they are given.
  telemetry: { check: anything() },
  print: { check: callback(), default: printLine },
  signal: { check: checkSignal },
  signals: { check: checkSignals },
};

async function runFaults(options: RunOptions): Promise<OptionFault[]> {
  const faults = optionFaults(RUN_OPTIONS, options);
  if (!isObject(options)) return faults;
  const { telemetry = {} } = options;
  if (telemetry === false) return faults;
  const { telemetryFaults } = await import("./telemetry/telemetry_faults.ts");
  return [...faults, ...telemetryFaults(telemetry, "telemetry")];
}

/** Whatever becomes of a line, the graph goes on as it would. */
function harmless(print: (line: string) => void): (line: string) => void {
  return (line) =>
    guarded(
      () => print(line),
      ({ name, message }) =>
        printError(
          `steady-state: the print option threw ${name}: ${message}; it was given: ${line}`,
        ),
    );
}

/** What a graph says that did not stop cleanly. It may be of another copy of this package, with a class of its own. */
function reportOf(error: unknown): StopReport | undefined {
  const { name, report } = error as Partial<StopError>;
  return name === "StopError" ? report : undefined;
}

/** Threads that cannot be ended would keep the process alive for ever, and busy. */
function exitWithZombies(graph: Graph): Promise<never> {
  printError(
    `The process is ended, because threads of it cannot be: ${graph.zombies.join(", ")}`,
  );
  return exitProcess(ZOMBIE_EXIT_CODE);
}

/**
 * A graph without telemetry needs no server, and a worker whose actors are defined in the main program none at all: so what serves is
 * loaded only here. It stands in the import as it is, because whoever caches a program beforehand must find it.
 */
async function serve(graph: Graph, options: TelemetryOptions): Promise<TelemetryServer> {
  const source = graph.telemetry;
  const { serveTelemetry } = await import("./telemetry/serve_telemetry.ts");
  return await serveTelemetry(source, options);
}

/** Who wants to be told of alerts is told without a page as well. */
async function observe(graph: Graph): Promise<Observer | undefined> {
  const source = graph.telemetry;
  if (source.tellAlert === undefined) return undefined;
  const { Observer } = await import("./telemetry/observe/observer.ts");
  return new Observer(source);
}

function checkSignals(signals: unknown, place: Place): OptionFault[] {
  const advice = `give some of "SIGINT", "SIGTERM" and "SIGHUP"`;
  if (!Array.isArray(signals)) {
    return [misuse(`${placed(place)} is ${shown(signals)}, ${advice}, in an array`)];
  }
  const strange = signals.filter((signal) => !END_SIGNALS.includes(signal));
  if (strange.length === 0) return [];
  return [misuse(`${placed(place)} has ${strange.map(shown).join(", ")}, ${advice}`)];
}

function stopOnSignals(
  graph: Graph,
  signals: readonly EndSignal[],
  print: (line: string) => void,
): () => void {
  let askedAt = 0;
  let stopping = false;
  function onSignal(signal: EndSignal): void {
    if (graph.lifecycle === "building") Deno.exit(exitCodeOf(signal));
    const now = performance.now();
    // Shell and system each send a SIGHUP when a terminal is closed, and nobody says by it that it takes too long.
    if (signal !== "SIGHUP") {
      if (askedAt !== 0 && now - askedAt > ECHO_MS) Deno.exit(exitCodeOf(signal));
      if (askedAt === 0) askedAt = now;
    }
    if (stopping) return;
    stopping = true;
    // A stop that fails is reported by whoever awaits the graph's end.
    graph.stop(`${signal} asked for it`).catch(() => {});
    print(`Stopping graph "${graph.name}"; ask once more to end at once`);
  }
  return onEndSignal(onSignal, signals);
}
