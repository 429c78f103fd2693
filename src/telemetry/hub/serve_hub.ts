import { throwOptionFaults } from "../../option_faults.ts";
import { systemClock } from "../../world.ts";
import { checkWebhookPermission, Webhook } from "../alerts/mod.ts";
import { checkMayWrite, RECORD_OPTIONS, Recorder } from "../history/mod.ts";
import { Access, choosePort, listen, live, prepareFiles, ServerKeeper } from "../http/mod.ts";
import { RunningServer, type TelemetryServer } from "../running_server.ts";
import { createApp } from "../server.ts";
import { Feed } from "../stream/mod.ts";
import { telemetryFaults } from "../telemetry_faults.ts";
import { servedAs } from "../telemetry_options.ts";
import { createFraming } from "../wire/mod.ts";
import { HubPast } from "./hub_past.ts";
import type { HubWishes, PodsByNats } from "./hub_wishes.ts";
import { hubRoutes, podDesks } from "./hub_routes.ts";
import { PassageDesk } from "./passage_desk.ts";
import { UrlReach } from "./pod_reach.ts";
import { PODS_HZ } from "./pod_client.ts";
import { Pods } from "./pods.ts";
import { NameWatch } from "./pods_by_name.ts";
import { Roster } from "./roster.ts";

/** How often it is looked whether there is something to tell, and how often it is while nobody looks closely, in milliseconds. */
const BEAT_MS = 100;
const CALM_MS = 1000 / PODS_HZ;

/** A hub that is being served. */
export interface HubServer extends TelemetryServer {
  /** The pods, as the hub sees them. */
  readonly pods: Pods;
}

/**
 * Serves one page for many pods. It follows the telemetry of each, and gives the page one graph of all of them; pods do not know of
 * it, but for one more client of their telemetry.
 *
 * @throws {RangeError} If a number is out of bounds.
 * @throws {TypeError} If an option makes no sense; with several faults, all that there are.
 * @throws {Deno.errors.AddrInUse} If the port is in use.
 * @throws {Deno.errors.NotCapable} If the program may not listen there.
 */
export async function serveHub(options: HubWishes): Promise<HubServer> {
  const {
    graph = "pods",
    pods: addresses,
    names = [],
    meetings = [],
    clock = systemClock,
    ...served
  } = options;
  throwOptionFaults("serve the hub", telemetryFaults(served));
  const { hostname, token, trustProxy, allowedHosts, clientTimeoutMs } = servedAs(served, 0);
  if (served.record) checkMayWrite(served.record.dir);
  if (served.webhook) checkWebhookPermission(served.webhook);
  const choice = choosePort(served.port);
  const files = await prepareFiles();

  const pods = new Pods({ graph, clock });
  const { life } = pods;
  const roster = new Roster(pods, clock);
  const epoch = crypto.randomUUID().slice(0, 8);
  const past = served.history === false ? null : new HubPast(served.history);
  let recorder: Recorder | null = null;
  const feed = new Feed(pods, {
    epoch,
    life,
    paths: files.paths,
    can: () => ({ profile: null, ...past && { history: past.history.spanMs } }),
    frame: createFraming(),
    patienceMs: clientTimeoutMs,
  });
  pods.onPicture(() => {
    feed.adopt();
    past?.adopt(pods.source.topology);
    void recorder?.close(pods.latest);
    recorder = served.record
      ? new Recorder(served.record, {
        head: {
          hello: feed.recordingHello(served.record.rateHz ?? RECORD_OPTIONS.rateHz.default),
          topology: feed.topology,
        },
        life,
        alerts: pods.alerts,
      })
      : null;
  });
  let calmAt = -Infinity;
  pods.onSample((sample) => {
    recorder?.add(sample);
    if (sample.time - calmAt < CALM_MS - BEAT_MS / 2 && sample.time >= calmAt) return;
    calmAt = sample.time;
    past?.history.add(sample);
  });
  const webhook = served.webhook && new Webhook(served.webhook, { graph, epoch });
  if (webhook) pods.onSample((_, alerts) => webhook.offer(alerts));

  let beats = 0;
  const timer = setInterval(() => {
    const isLookedAt = roster.tend();
    if (isLookedAt || beats++ % (CALM_MS / BEAT_MS) === 0) pods.tick();
  }, BEAT_MS);
  for (const { url, token: podToken } of addresses) roster.follow(new UrlReach(url, podToken));
  const watches: { close(): void | Promise<void> }[] = names.map((name) =>
    new NameWatch(name, roster)
  );
  if (meetings.length > 0) {
    const { NatsWatch } = await loadNatsWatch();
    watches.push(...meetings.map((meeting) => new NatsWatch(meeting, roster)));
  }

  const parts = { pods, roster, clock };
  let port = choice.port;
  let explicit = choice.explicit;
  const access = new Access(token, { trustProxy });
  const own = () => ({ hostname, port, allowedHosts });
  const desk = new PassageDesk(roster);
  const app = createApp({
    observer: pods,
    feed,
    life,
    history: past?.history ?? null,
    ...podDesks(parts),
    // It is there for pods that are not.
    ready: () => live("ready\n"),
    files,
    access,
    own,
    more: hubRoutes(parts),
  });
  async function stop(reason: string): Promise<void> {
    clearInterval(timer);
    await Promise.all(watches.map((watch) => watch.close()));
    roster.close();
    desk.close();
    await feed.close(reason);
    await recorder?.close(pods.latest);
    await webhook?.close();
  }
  try {
    const handler = desk.before(app, access, own);
    const keeper = new ServerKeeper((signal) =>
      listen({ port, explicit }, handler, signal, hostname)
    );
    // Whoever knows the address must find the server there again, should it lose its socket.
    port = keeper.port;
    explicit = true;
    const bound = { hostname, port, guarded: token !== null };
    return Object.assign(new RunningServer(bound, keeper, stop), { pods });
  } catch (error) {
    await stop("never started");
    throw error;
  }
}

/** Loads what speaks with NATS: its client is a package that nobody else is to install, so that no import may name it before. */
async function loadNatsWatch(): Promise<{
  readonly NatsWatch: new (wanted: PodsByNats, roster: Roster) => { close(): Promise<void> };
}> {
  return await import(new URL("./pods_by_nats.ts", import.meta.url).href);
}
