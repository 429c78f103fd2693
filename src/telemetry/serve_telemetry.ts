import type { TelemetrySource } from "../protocol/mod.ts";
import {
  Access,
  type Bound,
  choosePort,
  directionsTo,
  listen,
  prepareFiles,
  ServerKeeper,
  urlOf,
} from "./http/mod.ts";
import { actorFiguresOf } from "./catalogue_of_states.ts";
import { throwOptionFaults } from "../option_faults.ts";
import { checkWebhookPermission, Webhook } from "./alerts/mod.ts";
import { Feed } from "./stream/mod.ts";
import { createFraming } from "./wire/mod.ts";
import { checkMayWrite, History, LifeLog, RECORD_OPTIONS, Recorder } from "./history/mod.ts";
import { LogDesk, MetricsDesk, ProfileDesk } from "./api/mod.ts";
import { Observer } from "./observe/mod.ts";
import { checkMayDraw, DotFile } from "./dot_file.ts";
import { createApp } from "./server.ts";
import { telemetryFaults } from "./telemetry_faults.ts";
import { servedAs } from "./telemetry_options.ts";
import type { TelemetryOptions } from "./telemetry_options.ts";

/** Telemetry that is being served. */
export interface TelemetryServer extends AsyncDisposable {
  /**
   * Where the page is, for instance `http://127.0.0.1:9900/`: an address that can be opened on this machine, also where every
   * interface is bound. Under which one a proxy shows it, nobody knows here.
   */
  readonly url: string;
  /**
   * How people get there, to be printed: the address, that of this machine for others where every interface is bound and
   * `--allow-sys=networkInterfaces` lets it be known, and what to do about a token, which itself is not in it.
   */
  readonly directions: string;
  /** The port that was bound. */
  readonly port: number;
  /**
   * Tells every open page that the graph stopped, ends all streams and frees the port. Later calls do nothing more.
   *
   * @param reason What the pages say.
   */
  close(reason?: string): Promise<void>;
}

/** How long open responses have to end before they are cut off, in milliseconds. */
const CLOSE_GRACE_MS = 20;

/**
 * Serves the live page of a graph, its event stream, `/graph.dot`, `/metrics` and `/api`, on loopback unless told otherwise.
 *
 * Needs permission to listen there (`--allow-net=127.0.0.1:9900`) and nothing else. The counters are read from shared memory:
 * no actor is asked, and nothing is encoded while nobody looks. Nothing that fails here touches the graph; a socket that is
 * lost is bound again.
 *
 * ```ts
 * import { serveTelemetry } from "@steady-state/deno/telemetry";
 * import { assertStringIncludes } from "@std/assert";
 *
 * await using telemetry = await serveTelemetry({
 *   region: new SharedArrayBuffer(0),
 *   topology: {
 *     graph: "empty",
 *     definitions: [],
 *     actors: [],
 *     channels: [],
 *     troupes: [],
 *     supervisors: [],
 *   },
 *   lifecycle: () => "running",
 *   restarts: () => 0,
 *   heapBytes: () => null,
 *   workerOf: () => null,
 *   onLife: () => () => {},
 * }, { port: 0 });
 * const dot = await fetch(new URL("/graph.dot", telemetry.url));
 * assertStringIncludes(await dot.text(), 'digraph "empty"');
 * ```
 *
 * @param source The graph to show.
 * @param options How to serve it.
 * @returns The server, which listens already.
 * @throws {RangeError} If the port is no whole number from 0 to 65535, or another number is out of bounds.
 * @throws {TypeError} If there is an option that is not known or of a wrong type, if the hostname is not loopback and there is no
 * token, if the token is too short, or with several faults, all that there are.
 * @throws {Deno.errors.AddrInUse} If the port is in use.
 * @throws {Deno.errors.NotCapable} If the program may not listen there, or may not reach the webhook.
 */
export async function serveTelemetry(
  source: TelemetrySource,
  options: TelemetryOptions = {},
): Promise<TelemetryServer> {
  throwOptionFaults("serve telemetry", telemetryFaults(options));
  const { hostname, token, trustProxy, commands, allowedHosts, hz, percentiles, clientTimeoutMs } =
    servedAs(options, source.topology.actors.length);
  if (options.record) checkMayWrite(options.record.dir);
  if (options.dotFile) checkMayDraw(options.dotFile);
  if (options.webhook) checkWebhookPermission(options.webhook);
  const choice = choosePort(options.port);
  const files = await prepareFiles();

  const observer = new Observer(source, { hz, percentiles });
  const { topology } = source;
  const figures = actorFiguresOf(topology);
  const history = options.history === false ? null : new History(
    { actors: topology.actors.length, channels: topology.channels.length, hz, figures },
    options.history,
  );
  // As far as the slider of the page can go back it tells of crashes.
  const life = new LifeLog(history ? { spanMs: history.spanMs } : {});
  const deafen = source.onLife((event) => life.add(event));
  const metrics = new MetricsDesk(observer, percentiles);
  const profiles = new ProfileDesk(source);
  const epoch = crypto.randomUUID().slice(0, 8);
  const feed = new Feed(observer, {
    epoch,
    life,
    paths: files.paths,
    can: () => ({
      profile: profiles.obstacle,
      ...(history && { history: history.spanMs }),
      ...source.logLevel && { logLevel: true },
    }),
    ...options.picture && { picture: options.picture },
    frame: createFraming(),
    patienceMs: clientTimeoutMs,
  });
  if (history) observer.onSample((sample) => history.add(sample));
  const recorder = options.record && new Recorder(options.record, {
    head: {
      hello: feed.recordingHello(options.record.rateHz ?? RECORD_OPTIONS.rateHz.default),
      topology: feed.topology,
    },
    life,
    alerts: observer.alerts,
  });
  if (recorder) observer.onSample((sample) => recorder.add(sample));
  const dotFile = options.dotFile && new DotFile(options.dotFile, source.topology);
  if (dotFile) observer.onSample((sample) => void dotFile.add(sample));
  const webhook = options.webhook &&
    new Webhook(options.webhook, { graph: source.topology.graph, epoch });
  if (webhook) observer.onSample((_, alerts) => webhook.offer(alerts));
  let port = choice.port;
  const app = createApp({
    observer,
    feed,
    life,
    history,
    profiles,
    log: new LogDesk(source, commands),
    metrics,
    files,
    access: new Access(token, { trustProxy }),
    own: () => ({ hostname, port, allowedHosts }),
  });
  async function stop(reason: string): Promise<void> {
    profiles.close();
    await feed.close(reason);
    await recorder?.close(observer.tick());
    if (dotFile) await dotFile.close(observer.tick());
    deafen();
    metrics.close();
    observer.close();
    await webhook?.close();
  }
  let explicit = choice.explicit;
  try {
    const keeper = new ServerKeeper((signal) => listen({ port, explicit }, app, signal, hostname));
    // Whoever knows the address must find the server there again, should it lose its socket.
    port = keeper.port;
    explicit = true;
    return new RunningServer({ hostname, port, guarded: token !== null }, keeper, stop);
  } catch (error) {
    await stop("never started");
    throw error;
  }
}

/** A server, and all that it is served from. */
class RunningServer implements TelemetryServer {
  readonly url: string;
  readonly directions: string;
  readonly port: number;
  readonly #keeper: ServerKeeper;
  readonly #stop: (reason: string) => Promise<void>;
  #closing: Promise<void> | null = null;

  constructor(bound: Bound, keeper: ServerKeeper, stop: (reason: string) => Promise<void>) {
    this.url = urlOf(bound.hostname, bound.port);
    this.directions = directionsTo(bound);
    this.port = bound.port;
    this.#keeper = keeper;
    this.#stop = stop;
  }

  close(reason = "The graph stopped"): Promise<void> {
    return this.#closing ??= this.#close(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(reason: string): Promise<void> {
    await this.#stop(reason);
    // Not `shutdown`: it waits for every response, and a reader that stalls would hold it up for ever. The clients have
    // taken their last frame; this is for the end of their streams to be written.
    await new Promise((resolve) => setTimeout(resolve, CLOSE_GRACE_MS));
    await this.#keeper.close();
  }
}
