/**
 * Command-line flags of the examples: numbers and switches, checked, with `--help`.
 *
 * @module
 */
import { parseArgs } from "node:util";

/** A flag: its default tells its type. */
export interface Flag<T extends number | boolean | string> {
  readonly value: T;
  readonly help: string;
  /** The least that a number may be; 0 if not given. */
  readonly min?: number;
  /** The most that a number may be; without an end if not given. */
  readonly max?: number;
}

type Flags = Readonly<Record<string, Flag<number> | Flag<boolean> | Flag<string>>>;
type ValuesOf<F extends Flags> = {
  readonly [K in keyof F]: F[K]["value"] extends number ? number
    : F[K]["value"] extends boolean ? boolean
    : string;
};

/** The page's port, as every example has it; −1 stands for "9900 or the next free one". */
export const portFlag: Flag<number> = {
  value: -1,
  max: 65535,
  help: "port of the telemetry page; 0 for any free one (default: 9900 or the next free one)",
};

/** The telemetry option that belongs to {@link portFlag}. */
export function telemetryOn(port: number): { readonly port?: number } {
  return port === -1 ? {} : { port };
}

/**
 * Parses `argv`. Prints the help and exits with 0 when asked; prints what is wrong and exits with 2 when something is.
 */
export function parseFlags<F extends Flags>(
  about: string,
  flags: F,
  argv: readonly string[],
): ValuesOf<F> {
  const result = readFlags(flags, argv);
  if (result === "help") {
    console.log(helpText(about, flags));
    Deno.exit(0);
  }
  if (typeof result === "string") {
    console.error(`${result}\nRun with --help to see all flags.`);
    Deno.exit(2);
  }
  return result;
}

/** The values, `"help"`, or a sentence about what is wrong. */
export function readFlags<F extends Flags>(
  flags: F,
  argv: readonly string[],
): ValuesOf<F> | string {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { value }]) =>
      [name, { type: typeof value === "boolean" ? "boolean" : "string" }] as const
    ),
  );
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: { ...options, help: { type: "boolean" } },
    }));
  } catch (error) {
    return `Cannot read the command line: ${(error as Error).message.split(". ")[0]}`;
  }
  if (values.help === true) return "help";
  const read: Record<string, unknown> = {};
  for (const [name, { value, min = 0, max = Infinity }] of Object.entries(flags)) {
    const given = values[name];
    if (given === undefined) read[name] = value;
    else if (typeof value !== "number") read[name] = given;
    else {
      const number = Number(given);
      if (given === "" || !Number.isInteger(number) || number < min || number > max) {
        const end = max === Infinity ? "on" : `to ${max}`;
        return `Cannot read the command line: --${name} is ${given}, give a whole number from ${min} ${end}`;
      }
      read[name] = number;
    }
  }
  return read as ValuesOf<F>;
}

function helpText(about: string, flags: Flags): string {
  const lines = Object.entries(flags).map(([name, { value, help }]) => {
    const left = typeof value === "boolean"
      ? `--${name}`
      : `--${name} ${typeof value === "number" ? "N" : "TEXT"}`;
    const standard = typeof value === "boolean" || value === -1 || value === ""
      ? ""
      : ` (default: ${value})`;
    return `  ${left.padEnd(18)}${help}${standard}`;
  });
  return `${about}\n\nFlags:\n${lines.join("\n")}\n  ${"--help".padEnd(18)}show this`;
}
