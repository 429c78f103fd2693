import { UsageError } from "../usage_error.ts";

/** What the doctor is told of the program. */
export interface DoctorOptions {
  /** Files and folders that it writes to. */
  readonly write: readonly string[];
  /** Whether its page is served. */
  readonly telemetry: boolean;
  /** Whether a program reads what is found. */
  readonly json: boolean;
}

/**
 * Reads what follows `doctor`; `undefined` if help is asked for.
 *
 * @throws {UsageError} if it makes no sense
 */
export function parseDoctorOptions(args: readonly string[]): DoctorOptions | undefined {
  let options: DoctorOptions = { write: [], telemetry: true, json: false };
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (word === "--help" || word === "-h") return undefined;
    if (word === "--json") options = { ...options, json: true };
    else if (word === "--no-telemetry") options = { ...options, telemetry: false };
    else if (word === "--write" || word.startsWith("--write=")) {
      const path = word === "--write" ? args[++at] : word.slice("--write=".length);
      if (path === undefined || path === "") {
        throw new UsageError("Cannot read --write: it has no value, see doctor --help");
      }
      options = { ...options, write: [...options.write, path] };
    } else {
      throw new UsageError(
        `Cannot examine: "${word}" is not an option of doctor, see doctor --help`,
      );
    }
  }
  return options;
}
