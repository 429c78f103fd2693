import {
  HERE,
  misuse,
  type OptionFault,
  partOf,
  parts,
  type Place,
  placed,
} from "../option_faults.ts";
import { shown } from "../option_faults.ts";
import { isMeeting } from "./announce/mod.ts";
import { isLoopback, LOOPBACK, portVariableFaults, readEnvironment } from "./http/mod.ts";
import {
  HOST_VARIABLE,
  hostnameOf,
  isToken,
  TELEMETRY_OPTIONS,
  type TelemetryOptions,
  TOKEN_VARIABLE,
  tokenFaultText,
  tokenOf,
} from "./telemetry_options.ts";

/**
 * What is wrong with the options of telemetry, and with the environment variables that stand in for them.
 *
 * @param options As they came, of whatever type.
 * @param within The option whose parts they are, if they are given within others.
 */
export function telemetryFaults(
  options: unknown,
  within?: string,
  readVariable: (name: string) => string | undefined = readEnvironment,
): readonly OptionFault[] {
  const check = parts<TelemetryOptions>(
    TELEMETRY_OPTIONS,
    within === undefined ? "give an object" : "give an object, or false for none",
    (given, place) => [
      ...(given.port === undefined ? portVariableFaults(readVariable) : []),
      ...accessFaults(given, place, readVariable),
    ],
  );
  return check(options, within === undefined ? HERE : partOf(HERE, within));
}

/** What is wrong with who may look. A token is never shown. */
function accessFaults(
  options: TelemetryOptions,
  place: Place,
  readVariable: (name: string) => string | undefined,
): OptionFault[] {
  const hostname = hostnameOf(options, readVariable);
  const token = tokenOf(options, readVariable);
  if (token === null) {
    if (typeof options.hub === "string" && isMeeting(options.hub)) {
      return [misuse(
        `${
          placed(partOf(place, "hub"))
        } is a server of NATS and there is no token, by which pods and ` +
          `hubs know each other there, give ${placed(partOf(place, "token"))} or ${TOKEN_VARIABLE}`,
      )];
    }
    // What is no name at all is told already.
    if (typeof hostname !== "string" || hostname === "" || isLoopback(hostname)) return [];
    return [misuse(
      `${options.hostname === undefined ? HOST_VARIABLE : placed(partOf(place, "hostname"))} is ${
        shown(hostname)
      } and there is no token, so everybody who reaches it ` +
        `could look inside, give ${
          placed(partOf(place, "token"))
        } or ${TOKEN_VARIABLE}, or stay on ${LOOPBACK} and use a tunnel`,
    )];
  }
  return options.token === undefined && !isToken(token)
    ? [misuse(tokenFaultText(TOKEN_VARIABLE))]
    : [];
}
