import type { Reader } from "../options.ts";
import { UsageError } from "../usage_error.ts";

/** What the doctor is told of the program. */
export interface DoctorOptions {
  /** Files and folders that it writes to. */
  readonly write: readonly string[];
  /** Hosts that it connects to, with their ports where these matter. */
  readonly connect: readonly string[];
  /** Whether its page is served. */
  readonly telemetry: boolean;
  /** Whether a program reads what is found. */
  readonly json: boolean;
}

/** What holds where nothing is said. */
const DEFAULTS: DoctorOptions = { write: [], connect: [], telemetry: true, json: false };

const SWITCHES: Readonly<Record<string, Partial<DoctorOptions>>> = {
  "--json": { json: true },
  "--no-telemetry": { telemetry: false },
};

const READERS: Readonly<Record<string, Reader<DoctorOptions>>> = {
  "--write": (path, { write }) => ({ write: [...write, path] }),
  "--connect": (host, { connect }) => ({ connect: [...connect, readHost(host)] }),
};

/**
 * Reads what follows `doctor`; `undefined` if help is asked for.
 *
 * @throws {UsageError} if it makes no sense
 */
export function parseDoctorOptions(args: readonly string[]): DoctorOptions | undefined {
  let options = DEFAULTS;
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (word === "--help" || word === "-h") return undefined;
    const [, option = word, inline] = /^(--\w+)=(.*)$/s.exec(word) ?? [];
    const read = Object.hasOwn(READERS, option) ? READERS[option] : undefined;
    if (read !== undefined) {
      const value = inline ?? args[++at] ?? "";
      if (value === "") {
        throw new UsageError(`Cannot read ${option}: it has no value, see doctor --help`);
      }
      options = { ...options, ...read(value, options) };
    } else if (Object.hasOwn(SWITCHES, word)) {
      options = { ...options, ...SWITCHES[word] };
    } else throw new UsageError(strange(word));
  }
  return options;
}

/** Why a word means nothing. A script is what people try first. */
function strange(word: string): string {
  if (word.startsWith("-")) {
    return `Cannot examine: "${word}" is not an option of doctor, see doctor --help`;
  }
  return `Cannot examine "${word}": the doctor loads no program, it tries what the permissions allow that it has itself; ` +
    "give those of the program before the doctor, as in deno run --allow-net=127.0.0.1 …/cli doctor, and leave the script out";
}

/** A name or an address, and a port if there is one. Deno looks at no host whose permission it has, so it is looked at here. */
const HOST = /^(\[[0-9a-f:.]+\]|[\w-]+(\.[\w-]+)*)(:\d+)?$/i;

function readHost(host: string): string {
  if (HOST.test(host) && URL.canParse(`http://${host}`)) return host;
  throw new UsageError(
    `Cannot read --connect "${host}": it is no host, as in --connect alerts.example.com:443`,
  );
}
