import {
  isObject,
  misuse,
  numberFaults,
  type OptionFault,
  optionNames,
  shown,
  unknownOptions,
  unknownParts,
} from "../option_faults.ts";
import { webhookFaults } from "./alerts/mod.ts";
import { historyFaults, recordFaults } from "./history/mod.ts";
import { isLoopback, LOOPBACK, portFaults, readEnvironment } from "./http/mod.ts";
import { rateFaults } from "./observe/mod.ts";
import { type TelemetryOptions, TOKEN_VARIABLE, tokenOf } from "./telemetry_options.ts";

const NAMES = optionNames<TelemetryOptions>({
  port: true,
  hostname: true,
  token: true,
  allowedHosts: true,
  rateHz: true,
  clientTimeoutMs: true,
  history: true,
  record: true,
  webhook: true,
});

const MIN_CLIENT_TIMEOUT_MS = 100;
const TOKEN = /^[\x21-\x7e]{16,1000}$/;
const HOST_NAME = /^(?:[\w.-]+|\[[0-9a-fA-F:.]+\])$/;

/**
 * What is wrong with the options of telemetry, and with the environment variables that stand in for them.
 *
 * @param options As they came, of whatever type.
 * @param within The option whose parts they are, if they are given within others.
 */
export function telemetryFaults(
  options: TelemetryOptions,
  within?: string,
  readVariable: (name: string) => string | undefined = readEnvironment,
): OptionFault[] {
  if (!isObject(options)) {
    return [
      within === undefined
        ? misuse(`its options are ${shown(options)}, give an object`)
        : misuse(`option ${within} is ${shown(options)}, give an object, or false for none`),
    ];
  }
  const { port, rateHz, clientTimeoutMs, history, record, webhook } = options;
  const prefix = within === undefined ? "option " : `option ${within}.`;
  const unknown = within === undefined
    ? unknownOptions(options, NAMES)
    : unknownParts(`option ${within}`, options, NAMES);
  return [
    ...unknown.map(misuse),
    ...portFaults(`${prefix}port`, port, readVariable),
    ...accessFaults(prefix, options, readVariable),
    ...rateFaults(`${prefix}rateHz`, rateHz),
    ...numberFaults(
      `${prefix}clientTimeoutMs`,
      clientTimeoutMs,
      (ms) => ms >= MIN_CLIENT_TIMEOUT_MS,
      `give milliseconds from ${MIN_CLIENT_TIMEOUT_MS}`,
    ),
    ...historyFaults(`${prefix}history`, history),
    ...recordFaults(`${prefix}record`, record),
    ...webhookFaults(`${prefix}webhook`, webhook),
  ];
}

/** What is wrong with who may look. A token is never shown. */
function accessFaults(
  prefix: string,
  options: TelemetryOptions,
  readVariable: (name: string) => string | undefined,
): OptionFault[] {
  const { hostname = LOOPBACK, allowedHosts = [] } = options;
  const faults: OptionFault[] = [];
  const token: unknown = tokenOf(options, readVariable);
  const isName = typeof hostname === "string" && hostname !== "";
  if (!isName) {
    faults.push(misuse(`${prefix}hostname is ${shown(hostname)}, give the name of an interface`));
  } else if (token === null && !isLoopback(hostname)) {
    faults.push(misuse(
      `${prefix}hostname is ${
        shown(hostname)
      } and there is no token, so everybody who reaches it ` +
        `could look inside, give ${prefix}token or ${TOKEN_VARIABLE}, or stay on ${LOOPBACK} and use a tunnel`,
    ));
  }
  if (token !== null && !(typeof token === "string" && TOKEN.test(token))) {
    const where = options.token === undefined ? TOKEN_VARIABLE : `${prefix}token`;
    faults.push(misuse(
      `${where} is no token that is hard to guess and fits into a header, give at least 16 characters ` +
        `of ASCII without spaces, "openssl rand -hex 24" makes a good one`,
    ));
  }
  if (!Array.isArray(allowedHosts)) {
    const given = shown(allowedHosts);
    return [...faults, misuse(`${prefix}allowedHosts is ${given}, give an array of host names`)];
  }
  for (const [index, host] of allowedHosts.entries()) {
    if (typeof host === "string" && HOST_NAME.test(host)) continue;
    const where = `${prefix}allowedHosts[${index}]`;
    faults.push(misuse(`${where} is ${shown(host)}, give a name without port and protocol`));
  }
  return faults;
}
