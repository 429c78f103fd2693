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
 * Chooses the port: the option, else the environment variable, else 9900.
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
 * @throws {RangeError} If the port is no whole number from 0 to 65535.
 */
export function choosePort(
  option: number | undefined,
  readVariable: (name: string) => string | undefined = readEnvironment,
): PortChoice {
  if (option !== undefined) {
    return { port: checkPort(option, String(option), PORT_OPTION), explicit: true };
  }
  const text = readVariable(PORT_VARIABLE)?.trim();
  if (!text) return { port: DEFAULT_PORT, explicit: false };
  const port = /^\d+$/.test(text) ? Number(text) : NaN;
  return { port: checkPort(port, JSON.stringify(text), PORT_VARIABLE), explicit: true };
}

/** Reads an environment variable; one that may not be read counts as not set. Never prompts. */
export function readEnvironment(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}

function checkPort(port: number, shown: string, origin: string): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw withoutStack(
    new RangeError(
      `Cannot serve telemetry on port ${shown}: it is not a whole number from 0 to 65535, change ${origin}`,
    ),
  );
}

/** Takes the stack from an error that a user can mend: where it was thrown says nothing, and hides what to do. */
export function withoutStack<E extends Error>(error: E): E {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
