import { historyFaults } from "./history/history.ts";
import { webhookFaults } from "./alerts/webhook.ts";
import type { WebhookOptions } from "./alerts/webhook.ts";
import type { HistoryOptions } from "./history/history.ts";
import { checkMayWrite, recordFaults } from "./history/recorder.ts";
import type { RecordOptions } from "./history/recorder.ts";
import { isLoopback } from "./host_check.ts";
import { LOOPBACK } from "./listen.ts";
import { readEnvironment, withoutStack } from "./port.ts";

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
   * The interface to bind. Anything but loopback needs a `token`: whoever reaches the port could read everything else.
   * `0.0.0.0` binds every interface.
   *
   * @default {"127.0.0.1"}
   */
  readonly hostname?: string;
  /**
   * What a client has to know: programs send `Authorization: Bearer <token>`, people open `/?token=<token>` once. At least 16
   * characters, without spaces. `/healthz` alone is answered without it. TLS is for a proxy before it.
   *
   * @default the environment variable `TELEMETRY_TOKEN`, if it is set and may be read; else none
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
   * How often a second the graph is sampled and the page is told news, from 1 to 20.
   *
   * @default {10}, or 5 for more than 300 actors
   */
  readonly rateHz?: number;
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
   * @default {{ fineMs: 60_000, coarseMs: 900_000 }}
   */
  readonly history?: HistoryOptions | false;
  /**
   * Writes everything to files that the page can play again. Needs `--allow-write` for the folder.
   *
   * @default none
   */
  readonly record?: RecordOptions;
  /**
   * Posts alerts to an address. Needs `--allow-net` for its host. Nothing that goes wrong there harms the graph.
   *
   * @default none
   */
  readonly webhook?: WebhookOptions;
}

/** The options with their defaults. */
export interface ServedAs {
  readonly hostname: string;
  readonly token: string | null;
  readonly allowedHosts: readonly string[];
  readonly hz: number;
  readonly clientTimeoutMs: number;
}

/** The environment variable that sets the token. */
const TOKEN_VARIABLE = "TELEMETRY_TOKEN";

const MAX_RATE_HZ = 20;
const MANY_ACTORS = 300;
const MIN_CLIENT_TIMEOUT_MS = 100;
const TOKEN = /^[\x21-\x7e]{16,1000}$/;
const HOST_NAME = /^(?:[\w.-]+|\[[0-9a-fA-F:.]+\])$/;

type Fault = readonly [kind: typeof TypeError | typeof RangeError, text: string];

/**
 * Checks the options that do not depend on the system, and fills in the defaults.
 *
 * @throws {TypeError | RangeError} with every fault
 */
export function checkOptions(
  options: TelemetryOptions,
  actors: number,
  readVariable: (name: string) => string | undefined = readEnvironment,
): ServedAs {
  const { hostname = LOOPBACK, allowedHosts = [], clientTimeoutMs = 30_000 } = options;
  const hz = options.rateHz ?? (actors > MANY_ACTORS ? 5 : 10);
  const token = options.token ?? (readVariable(TOKEN_VARIABLE)?.trim() || null);
  const faults: Fault[] = [];
  if (!(hz >= 1 && hz <= MAX_RATE_HZ)) {
    faults.push([
      RangeError,
      `at ${hz} Hz: the rate must be from 1 to ${MAX_RATE_HZ}, change the option rateHz`,
    ]);
  }
  if (!(clientTimeoutMs >= MIN_CLIENT_TIMEOUT_MS)) {
    faults.push([
      RangeError,
      `with clientTimeoutMs ${clientTimeoutMs}: give at least ${MIN_CLIENT_TIMEOUT_MS} ms`,
    ]);
  }
  if (token === null && !isLoopback(hostname)) {
    faults.push([
      TypeError,
      `on hostname ${hostname} without a token: everybody who reaches it could look inside, ` +
      `give the option token or ${TOKEN_VARIABLE}, or stay on ${LOOPBACK} and use a tunnel`,
    ]);
  }
  if (token !== null && !TOKEN.test(token)) {
    faults.push([
      TypeError,
      `with that token: it must have at least 16 characters of ASCII, without spaces; ` +
      `"openssl rand -hex 24" makes a good one`,
    ]);
  }
  for (const host of allowedHosts.filter((name) => !HOST_NAME.test(name))) {
    faults.push([
      TypeError,
      `to host ${JSON.stringify(host)}: a name in allowedHosts has no port and no protocol`,
    ]);
  }
  for (const text of historyFaults(options.history || {})) faults.push([RangeError, text]);
  if (options.record) {
    for (const text of recordFaults(options.record)) faults.push([RangeError, text]);
  }
  for (const fault of webhookFaults(options.webhook)) faults.push([TypeError, fault]);
  throwFaults(faults);
  if (options.record) checkMayWrite(options.record.dir);
  return { hostname, token, allowedHosts, hz, clientTimeoutMs };
}

function throwFaults(faults: readonly Fault[]): void {
  const [first, ...rest] = faults;
  if (first === undefined) return;
  if (rest.length === 0) throw withoutStack(new first[0](`Cannot serve telemetry ${first[1]}`));
  const list = faults.map(([, text]) => `  - ${text}`).join("\n");
  throw withoutStack(new TypeError(`Cannot serve telemetry: ${faults.length} faults\n${list}`));
}
