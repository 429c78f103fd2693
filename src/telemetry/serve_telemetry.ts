import type { TelemetrySource } from "../protocol/topology.ts";
import { Feed } from "./feed.ts";
import { listen, LOOPBACK } from "./listen.ts";
import { choosePort } from "./port.ts";
import { createApp, createFraming, prepareFiles } from "./server.ts";

/** How telemetry is served. */
export interface TelemetryOptions {
  /**
   * The port, from 0 to 65535; 0 takes any free one. A port given here, or in the environment variable
   * `TELEMETRY_SERVER_PORT`, is the only one tried.
   *
   * @default {9900} and upwards, to the first free one
   */
  readonly port?: number;
  /**
   * The interface to bind. Telemetry has no access control yet, so it is only served to this machine.
   *
   * @default {"127.0.0.1"}
   */
  readonly hostname?: "127.0.0.1";
  /**
   * How often a second the page is told news, from 1 to 20.
   *
   * @default {10}, or 5 for more than 300 actors
   */
  readonly rateHz?: number;
}

/** Telemetry that is being served. */
export interface TelemetryServer extends AsyncDisposable {
  /** Where the page is, for instance `http://127.0.0.1:9900/`. */
  readonly url: string;
  /** The port that was bound. */
  readonly port: number;
  /**
   * Tells every open page that the graph stopped, ends all streams and frees the port. Later calls do nothing more.
   *
   * @param reason What the pages say.
   */
  close(reason?: string): Promise<void>;
}

const MAX_RATE_HZ = 20;
const MANY_ACTORS = 300;

/** How long open responses have to end before they are cut off, in milliseconds. */
const CLOSE_GRACE_MS = 20;

/**
 * Serves the live page of a graph, its event stream, `/graph.dot`, `/graph.json` and `/metrics`, on loopback only.
 *
 * Needs permission to listen there (`--allow-net=127.0.0.1`) and nothing else. The counters are read from shared memory:
 * no actor is asked, and nothing is encoded while nobody looks.
 *
 * ```ts
 * import { serveTelemetry } from "./mod.ts";
 *
 * await using telemetry = await serveTelemetry({
 *   region: new SharedArrayBuffer(0),
 *   topology: { graph: "empty", actors: [], channels: [] },
 *   lifecycle: () => "running",
 *   regeneration: () => 0,
 *   onLife: () => () => {},
 * }, { port: 0 });
 * const dot = await fetch(new URL("/graph.dot", telemetry.url));
 * if (!(await dot.text()).startsWith('digraph "empty"')) throw new Error("no graph");
 * ```
 *
 * @param source The graph to show.
 * @param options How to serve it.
 * @returns The server, which listens already.
 * @throws {RangeError} If the port is no whole number from 0 to 65535, or the rate none from 1 to 20.
 * @throws {TypeError} If the hostname is not `127.0.0.1`.
 * @throws {Deno.errors.AddrInUse} If the port is in use.
 * @throws {Deno.errors.NotCapable} If the program may not listen there.
 */
export async function serveTelemetry(
  source: TelemetrySource,
  options: TelemetryOptions = {},
): Promise<TelemetryServer> {
  checkHostname(options.hostname ?? LOOPBACK);
  const hz = checkRate(options.rateHz ?? (source.topology.actors.length > MANY_ACTORS ? 5 : 10));
  const choice = choosePort(options.port);
  const files = await prepareFiles();

  const feed = new Feed(source, {
    hz,
    epoch: crypto.randomUUID().slice(0, 8),
    viz: files.viz,
    frame: createFraming(),
  });
  const stop = new AbortController();
  let port = 0;
  const app = createApp({ topology: source.topology, feed, files, port: () => port });
  try {
    const server = listen(choice, app, stop.signal);
    port = server.addr.port;
    return new RunningServer(feed, server, stop);
  } catch (error) {
    await feed.close("never started");
    throw error;
  }
}

class RunningServer implements TelemetryServer {
  readonly url: string;
  readonly port: number;
  readonly #feed: Feed;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #stop: AbortController;
  #closing: Promise<void> | null = null;

  constructor(feed: Feed, server: Deno.HttpServer<Deno.NetAddr>, stop: AbortController) {
    this.port = server.addr.port;
    this.url = `http://${LOOPBACK}:${this.port}/`;
    this.#feed = feed;
    this.#server = server;
    this.#stop = stop;
  }

  close(reason = "The graph stopped"): Promise<void> {
    return this.#closing ??= this.#close(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(reason: string): Promise<void> {
    await this.#feed.close(reason);
    // Not `shutdown`: it waits for every response, and a reader that stalls would hold it up for ever. The clients have
    // taken their last frame; this is for the end of their streams to be written.
    await new Promise((resolve) => setTimeout(resolve, CLOSE_GRACE_MS));
    this.#stop.abort();
    await this.#server.finished;
  }
}

function checkHostname(hostname: string): void {
  if (hostname === LOOPBACK) return;
  throw new TypeError(
    `Cannot serve telemetry on hostname ${hostname}: it has no access control yet, use ${LOOPBACK} and a tunnel`,
  );
}

function checkRate(rateHz: number): number {
  if (rateHz >= 1 && rateHz <= MAX_RATE_HZ) return rateHz;
  throw new RangeError(
    `Cannot serve telemetry at ${rateHz} Hz: the rate must be from 1 to ${MAX_RATE_HZ}, change the option rateHz`,
  );
}
