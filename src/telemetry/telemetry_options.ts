import {
  between,
  type Check,
  filled,
  flag,
  itemOf,
  misuse,
  parts,
  placed,
  type Schema,
  shown,
  that,
} from "../option_faults.ts";
import { WEBHOOK_OPTIONS, type WebhookOptions } from "./alerts/mod.ts";
import {
  checkHistory,
  type HistoryOptions,
  RECORD_OPTIONS,
  type RecordOptions,
} from "./history/mod.ts";
import { isMeeting, readMeeting } from "./announce/mod.ts";
import { checkPort, LOOPBACK, readEnvironment } from "./http/mod.ts";
import { PICTURE_OPTIONS, type PictureOptions } from "./picture_options.ts";
import { checkPercentiles } from "./measure/mod.ts";
import { checkRate, DEFAULT_RATE_HZ } from "./observe/mod.ts";

/** How telemetry is served. */
export interface TelemetryOptions {
  /**
   * The port, from 0 to 65535; 0 takes any free one. A port given here, or in the environment variable
   * `TELEMETRY_SERVER_PORT`, is the only one tried.
   *
   * @default {9900 and upwards, to the first free one}
   */
  readonly port?: number;
  /**
   * The interface to bind. Anything but loopback needs a `token`: whoever reaches the port could read everything else.
   * `0.0.0.0` binds every interface.
   *
   * @default {the environment variable TELEMETRY_SERVER_IP, if it is set and may be read; else "127.0.0.1"}
   */
  readonly hostname?: string;
  /**
   * What a client has to know: programs send `Authorization: Bearer <token>`, people open `/?token=<token>` once. At least 16
   * characters, without spaces. `/healthz` and `/readyz` alone are answered without it. TLS is for a proxy before it. Whoever gives wrong ones
   * again and again is let wait before each further try, and the log tells of it.
   *
   * @default {the environment variable TELEMETRY_TOKEN, if it is set and may be read; else none}
   */
  readonly token?: string;
  /**
   * More host names that the server answers to, without a port: those by which a proxy passes requests on. Others are refused,
   * because a page elsewhere can make its own name mean this machine.
   *
   * @default {[]}
   */
  readonly allowedHosts?: readonly string[];
  /**
   * Whether the proxy before the server is believed about who asks: wrong tokens are then counted by the last address in
   * `X-Forwarded-For`, so that one who guesses through it slows nobody else down. Only where no way to the port leads past the
   * proxy: whoever else sends that header would have a new name for each guess.
   *
   * @default {false}
   */
  readonly trustProxy?: boolean;
  /**
   * Whether the program takes commands: whoever may look, a person at the page or a program with the token, may then set the level of the
   * graph's log, at the page's view Log or by `POST /api/log-level/debug`. The log tells of it. Pages of other origins never may. Without it
   * nothing in the program is changed from outside.
   *
   * @default {false}
   */
  readonly commands?: boolean;
  /**
   * How often a second the graph is sampled and the page is told news, from 1 to 20.
   *
   * @default {10, or 5 for more than 300 actors}
   */
  readonly rateHz?: number;
  /**
   * More percentiles than 50, 90 and 99, at most ten numbers above 0, up to 100: the statistics of the page and of `/api/detail` have them
   * for all that is measured, its tab Latency, and `/metrics` for the latencies of the last minute, as
   * `steady_channel_latency_percentile_seconds`. The windows are those of 10 s, 1 min and 15 min; for others, or for one value
   * of one channel, there is its option `shown`.
   *
   * @default {[]}
   */
  readonly percentiles?: readonly number[];
  /**
   * How long a page may take nothing of what it is sent before its connection is closed, in milliseconds. It comes back by
   * itself.
   *
   * @default {30_000}
   */
  readonly clientTimeoutMs?: number;
  /**
   * How much of the past is kept in memory, for the slider of the page, `/api/history` and `/api/replay`; `false` for none.
   *
   * @default {fineMs 60_000, coarseMs 900_000}
   */
  readonly history?: HistoryOptions | false;
  /**
   * Writes everything to files that the page can play again. Needs `--allow-write` for the folder.
   *
   * @default {none}
   */
  readonly record?: RecordOptions;
  /**
   * The path of a file that holds the graph with its current values as DOT, drawn anew every ten seconds and at the end, so that there
   * is a picture also when the program is gone. Its folder is made if it is not there. Needs `--allow-write` for the file and for one beside it
   * with `.new` behind its name, and to rename it `--allow-read`, too.
   *
   * @default {none}
   */
  readonly dotFile?: string;
  /**
   * What the picture of the page shows.
   *
   * @default {names, rates and totals at edges that are the wider the more goes over them}
   */
  readonly picture?: PictureOptions;
  /**
   * How this program is called among others on the page of a hub: up to 64 letters, digits, `.`, `_` and `-`.
   *
   * @default {the graph's name}
   */
  readonly pod?: string;
  /**
   * The address of a hub's page, where this program announces itself: for a hub that cannot reach it by itself, because it is behind a
   * firewall, or its port is bound to loopback. It opens one connection to the hub, through which that asks what it would ask at the
   * port, needs no token for it, and `--allow-net` for the hub's host. The token of the hub, where it asks for one, is taken from the environment variable
   * `TELEMETRY_HUB_TOKEN`. A hub that is not there is tried again for ever, and nothing else waits for it.
   *
   * Or a server of NATS, `nats://10.0.0.2:4222`, at which hubs look for pods: the program tells those that have its own read token where
   * its page is, and needs one therefore. How it logs in is told behind a question mark, as in `?tokenEnv=NATS_TOKEN`; see the guide.
   *
   * @default {none}
   */
  readonly hub?: string;
  /**
   * Posts alerts to an address. Needs `--allow-net` for its host. Nothing that goes wrong there harms the graph.
   *
   * @default {none}
   */
  readonly webhook?: WebhookOptions;
}

/** The options with their defaults. */
export interface ServedAs {
  readonly hostname: string;
  readonly token: string | null;
  readonly trustProxy: boolean;
  readonly commands: boolean;
  readonly allowedHosts: readonly string[];
  readonly hz: number;
  readonly percentiles: readonly number[];
  readonly clientTimeoutMs: number;
}

/** The environment variable that sets the interface. */
export const HOST_VARIABLE = "TELEMETRY_SERVER_IP";

/** The environment variable that has the token of the hub. */
export const HUB_TOKEN_VARIABLE = "TELEMETRY_HUB_TOKEN";

/** The environment variable that sets the token. */
export const TOKEN_VARIABLE = "TELEMETRY_TOKEN";

const TOKEN = /^[\x21-\x7e]{16,1000}$/;
const POD_NAME = /^[\w.-]{1,64}$/;
const HOST_NAME = /^(?:[\w.-]+|\[[0-9a-fA-F:.]+\])$/;

/** Whether a token is hard to guess, and fits into a header. */
export function isToken(token: unknown): boolean {
  return typeof token === "string" && TOKEN.test(token);
}

/** What is wrong with the token that `where` names. It is never shown. */
export function tokenFaultText(where: string): string {
  return `${where} is no token that is hard to guess and fits into a header, give at least 16 characters ` +
    `of ASCII without spaces, "openssl rand -hex 24" makes a good one`;
}

const checkHosts: Check<readonly string[]> = (hosts, place) => {
  if (!Array.isArray(hosts)) {
    return [misuse(`${placed(place)} is ${shown(hosts)}, give an array of host names`)];
  }
  return hosts.flatMap((host, index) => checkHost(host, itemOf(place, index)));
};

const checkHost = that(
  (host) => typeof host === "string" && HOST_NAME.test(host),
  "give a name without port and protocol",
);

const checkHub: Check<string> = (hub, place) => {
  if (typeof hub === "string" && isMeeting(hub)) {
    const { faults = [] } = readMeeting(hub);
    return faults.map((fault) => misuse(`${placed(place)} is ${shown(hub)}: ${fault}`));
  }
  const isPage = typeof hub === "string" && /^https?:\/\//.test(hub) && URL.canParse(hub);
  return isPage ? [] : [misuse(
    `${placed(place)} is ${
      shown(hub)
    }, give the address of its page, as in http://10.0.0.1:9900/, ` +
      `or of a server of NATS, as in nats://10.0.0.2:4222`,
  )];
};

/** Options of telemetry that have a value where they are left out. */
type TelemetryStandards =
  | "allowedHosts"
  | "trustProxy"
  | "commands"
  | "percentiles"
  | "clientTimeoutMs";

/** What is known of {@link TelemetryOptions}. */
export const TELEMETRY_OPTIONS: Schema<TelemetryOptions, TelemetryStandards> = {
  port: { check: checkPort },
  hostname: {
    check: that((name) => typeof name === "string" && name !== "", "give the name of an interface"),
  },
  token: {
    check: (token, place) => isToken(token) ? [] : [misuse(tokenFaultText(placed(place)))],
  },
  allowedHosts: { check: checkHosts, default: [] },
  trustProxy: { check: flag, default: false },
  commands: { check: flag, default: false },
  rateHz: { check: checkRate },
  percentiles: { check: checkPercentiles, default: [] },
  clientTimeoutMs: { check: between(100, Infinity, "milliseconds"), default: 30_000 },
  history: { check: checkHistory },
  record: { check: parts(RECORD_OPTIONS) },
  dotFile: {
    check: that((path) => typeof path === "string" && path !== "", "give the path of a file"),
  },
  picture: { check: parts(PICTURE_OPTIONS) },
  pod: {
    check: that(
      (name) => typeof name === "string" && POD_NAME.test(name),
      "give up to 64 letters, digits, ., _ and -",
    ),
  },
  hub: { check: checkHub },
  webhook: { check: parts(WEBHOOK_OPTIONS) },
};

const MANY_ACTORS = 300;
const RATE_HZ_OF_MANY = 5;

/** The options with their defaults, for a graph of so many actors. They must be without faults. */
export function servedAs(
  options: TelemetryOptions,
  actors: number,
  readVariable: (name: string) => string | undefined = readEnvironment,
): ServedAs {
  const { allowedHosts, trustProxy, commands, percentiles, clientTimeoutMs } = filled<
    TelemetryOptions,
    TelemetryStandards
  >(TELEMETRY_OPTIONS, options);
  const hz = options.rateHz ?? (actors > MANY_ACTORS ? RATE_HZ_OF_MANY : DEFAULT_RATE_HZ);
  const hostname = hostnameOf(options, readVariable);
  const token = tokenOf(options, readVariable);
  return { hostname, token, trustProxy, commands, allowedHosts, hz, percentiles, clientTimeoutMs };
}

/** The interface to bind. */
export function hostnameOf(
  { hostname }: TelemetryOptions,
  readVariable: (name: string) => string | undefined,
): string {
  return hostname ?? (readVariable(HOST_VARIABLE)?.trim() || LOOPBACK);
}

/** The token that is asked for, be it any; `null` if none is. */
export function tokenOf(
  { token }: TelemetryOptions,
  readVariable: (name: string) => string | undefined,
): string | null {
  return token === undefined ? readVariable(TOKEN_VARIABLE)?.trim() || null : token;
}
