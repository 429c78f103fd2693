import { type Check, HERE, type OptionFault, whole } from "../../option_faults.ts";

/** The port when nobody says otherwise. */
export const DEFAULT_PORT = 9900;

/** The environment variable that sets the port. */
export const PORT_VARIABLE = "TELEMETRY_SERVER_PORT";

/** The option that sets the port, as `run` takes it. */
const PORT_OPTION = "option telemetry.port";

/** What a user can turn to get another port: the program may have no flag for it. */
export const PORT_SETTINGS: string = `${PORT_OPTION} or ${PORT_VARIABLE}`;

/** Which port to bind. */
export interface PortChoice {
  /** The port, or the first to try; 0 is any free one. */
  readonly port: number;
  /** Whether somebody asked for this port: then no other will do. */
  readonly explicit: boolean;
}

/**
 * Chooses the port: the option, else the environment variable, else 9900. They must be without faults.
 *
 * ```ts
 * import { choosePort } from "./port.ts";
 *
 * const choice = choosePort(undefined, () => "9100");
 * if (choice.port !== 9100 || !choice.explicit) throw new Error("the variable was ignored");
 * ```
 *
 * @param option The port that the caller asked for, if any.
 * @param readVariable Reads an environment variable.
 */
export function choosePort(
  option: number | undefined,
  readVariable: (name: string) => string | undefined = readEnvironment,
): PortChoice {
  if (option !== undefined) return { port: option, explicit: true };
  const text = readVariable(PORT_VARIABLE)?.trim();
  return text ? { port: Number(text), explicit: true } : { port: DEFAULT_PORT, explicit: false };
}

const MAX_PORT = 65_535;

/** A port, or 0 for any free one. */
export const checkPort: Check<number> = whole(0, MAX_PORT);

/** What is wrong with the environment variable that stands in for the option where it is left out. */
export function portVariableFaults(
  readVariable: (name: string) => string | undefined = readEnvironment,
): OptionFault[] {
  const text = readVariable(PORT_VARIABLE)?.trim();
  if (!text || (/^\d+$/.test(text) && checkPort(Number(text), HERE).length === 0)) return [];
  return [{
    error: RangeError,
    text: `${PORT_VARIABLE} is ${JSON.stringify(text)}, give a whole number from 0 to ${MAX_PORT}`,
  }];
}

/** Reads an environment variable; one that may not be read counts as not set. Never prompts. */
export function readEnvironment(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}
