import type { LinkReading, TelemetrySource } from "../protocol/mod.ts";
import {
  Access,
  choosePort,
  type Handler,
  listen,
  prepareFiles,
  readEnvironment,
  ServerKeeper,
} from "./http/mod.ts";
import {
  checkMayAnnounce,
  HubAnnouncer,
  isMeeting,
  loadNats,
  readMeeting,
} from "./announce/mod.ts";
import { actorFiguresOf } from "./catalogue_of_states.ts";
import { throwOptionFaults } from "../option_faults.ts";
import { checkWebhookPermission, Webhook } from "./alerts/mod.ts";
import { Feed } from "./stream/mod.ts";
import { createFraming } from "./wire/mod.ts";
import { checkMayWrite, History, LifeLog, RECORD_OPTIONS, Recorder } from "./history/mod.ts";
import { detailDesk, LogDesk, MetricsDesk, ProfileDesk, readiness } from "./api/mod.ts";
import { Observer } from "./observe/mod.ts";
import { checkMayDraw, DotFile } from "./dot_file.ts";
import { RunningServer, type TelemetryServer } from "./running_server.ts";
import { createApp } from "./server.ts";
import { telemetryFaults } from "./telemetry_faults.ts";
import { HUB_TOKEN_VARIABLE, servedAs } from "./telemetry_options.ts";
import type { TelemetryOptions } from "./telemetry_options.ts";

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
  if (options.hub) checkMayAnnounce(options.hub);
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
    ...options.pod !== undefined && { pod: options.pod },
    ...source.linkOf && { links: () => linksOf(source) },
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
    detail: detailDesk(observer),
    profiles,
    log: new LogDesk(source, commands),
    metrics,
    ready: () => readiness(source),
    files,
    access: new Access(token, { trustProxy }),
    own: () => ({ hostname, port, allowedHosts }),
  });
  let announcer: { close(): void | Promise<void> } | null = null;
  async function stop(reason: string): Promise<void> {
    profiles.close();
    await feed.close(reason);
    await recorder?.close(observer.tick());
    if (dotFile) await dotFile.close(observer.tick());
    await announcer?.close();
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
    if (options.hub) {
      const answer = (path: string, method: "GET" | "POST") => ask(app, path, method, port, token);
      const pod = options.pod ?? podNameOf(source.topology.graph);
      announcer = await announce(options.hub, { pod, answer, bound: { hostname, port }, token });
    }
    return new RunningServer({ hostname, port, guarded: token !== null }, keeper, stop);
  } catch (error) {
    await stop("never started");
    throw error;
  }
}

/** What a program announces of itself. */
interface Announced {
  readonly pod: string;
  readonly answer: (path: string, method: "GET" | "POST") => Promise<Response>;
  readonly bound: { readonly hostname: string; readonly port: number };
  readonly token: string | null;
}

/** Keeps hubs told of this program: the one at an address, or all that call at a subject of NATS. */
async function announce(
  hub: string,
  { pod, answer, bound, token }: Announced,
): Promise<{ close(): void | Promise<void> }> {
  const { meeting } = isMeeting(hub) ? readMeeting(hub) : {};
  if (meeting !== undefined && token !== null) {
    const { NatsAnnouncer } = await loadNats();
    return new NatsAnnouncer({ meeting, pod, token, ...bound });
  }
  const hubToken = readEnvironment(HUB_TOKEN_VARIABLE)?.trim();
  return new HubAnnouncer({
    hub: { url: hub, ...hubToken && { token: hubToken } },
    pod,
    answer,
  });
}

/** A graph's name as that of a pod: what a name of a pod cannot have is left out. */
function podNameOf(graph: string): string {
  return graph.replaceAll(/[^\w.-]+/g, "-").slice(0, 64) || "pod";
}

/** Answers what the hub asks as if it had come to the port. The program lets it in by opening the connection. */
async function ask(
  app: Handler,
  path: string,
  method: "GET" | "POST",
  port: number,
  token: string | null,
): Promise<Response> {
  const host = `127.0.0.1:${port}`;
  const request = new Request(new URL(path, `http://${host}/`), {
    method,
    headers: { host, ...token !== null && { authorization: `Bearer ${token}` } },
  });
  return await app(request, "127.0.0.1");
}

/** What the link actors of a graph have counted. */
function linksOf(source: TelemetrySource): [actor: number, reading: LinkReading][] {
  return source.topology.actors.flatMap(({ link, index }) => {
    const reading = link ? source.linkOf?.(index) ?? null : null;
    return reading === null ? [] : [[index, reading]];
  });
}
