import { parseDuration } from "./duration.ts";
import { UsageError } from "./usage_error.ts";

/** When a process is started again, and how it is ended: the same for `run` and for a unit of systemd. */
export interface Policy {
  /** Restarts within the window before it is given up. */
  readonly restarts: number;
  /** The window. */
  readonly withinMs: number;
  /** The wait before the second restart in the window; the first is immediate. It doubles from there. */
  readonly firstMs: number;
  /** The longest wait. */
  readonly maxMs: number;
  /** Is exit code 0 the end (`failure`), or answered with a restart too (`always`)? */
  readonly onExit: "failure" | "always";
  /** How long the process gets to end once it was asked to. */
  readonly graceMs: number;
}

/** What can be said before the script. */
export interface Options extends Policy {
  /** Flags for `deno run`. */
  readonly deno: readonly string[];
  /** Name of the unit; chosen from the script if undefined. */
  readonly name: string | undefined;
  /** The account that the unit runs under; one made for it if undefined. */
  readonly user: string | undefined;
  /** Whose systemd the unit is for: the machine's, or that of the one who installs it. */
  readonly scope: "system" | "user";
}

/** What holds where nothing else is said. */
export const DEFAULTS: Options = {
  restarts: 5,
  withinMs: 60_000,
  firstMs: 1000,
  maxMs: 30_000,
  onExit: "failure",
  graceMs: 30_000,
  deno: [],
  name: undefined,
  user: undefined,
  scope: "system",
};

/** What the value of a command line's option makes of options `O`. */
export type Reader<O> = (value: string, before: O) => Partial<O>;

/** Options of `run`. */
export const RUN_OPTIONS: Readonly<Record<string, Reader<Options>>> = {
  "--restarts": (value) => ({ restarts: readCount(value) }),
  "--within": (value) => ({ withinMs: readDuration("--within", value, "60s", 1) }),
  "--backoff": readBackoff,
  "--on-exit": (value) => ({ onExit: readOnExit(value) }),
  "--grace": (value) => ({ graceMs: readDuration("--grace", value, "30s", 0) }),
  "--deno": (value, { deno }) => ({ deno: [...deno, ...readFlags(value)] }),
};

/** Options of `systemd`. */
export const SYSTEMD_OPTIONS: Readonly<Record<string, Reader<Options>>> = {
  ...RUN_OPTIONS,
  "--name": (value) => ({ name: readName("--name", value) }),
  "--user": (value, { scope }) => withOneAccount({ user: readName("--user", value), scope }),
  "--scope": (value, { user }) => withOneAccount({ user, scope: readScope(value) }),
};

function readCount(value: string): number {
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw new UsageError(
    `Cannot read --restarts "${value}": it is not a whole number from 0 to 999999, as in --restarts 5`,
  );
}

function readDuration(option: string, value: string, example: string, leastMs: number): number {
  const ms = parseDuration(value);
  if (ms !== undefined && ms >= leastMs) return ms;
  const least = leastMs === 0 ? "" : `at least ${leastMs}ms and `;
  throw new UsageError(
    `Cannot read ${option} "${value}": it is not a duration of ${least}at most 24d, give a number with ` +
      `ms, s, m, h or d, as in ${option} ${example}`,
  );
}

function readBackoff(value: string): Partial<Options> {
  const [first, max, ...more] = value.split("..").map(parseDuration);
  if (first === undefined || max === undefined || more.length > 0 || first > max) {
    throw new UsageError(
      `Cannot read --backoff "${value}": it is not the shortest and the longest wait, as in --backoff 1s..30s`,
    );
  }
  return { firstMs: first, maxMs: max };
}

function readOnExit(value: string): "failure" | "always" {
  if (value === "failure" || value === "always") return value;
  throw new UsageError(`Cannot read --on-exit "${value}": it is neither failure nor always`);
}

function readScope(value: string): Options["scope"] {
  if (value === "system" || value === "user") return value;
  throw new UsageError(`Cannot read --scope "${value}": it is neither system nor user`);
}

/** A unit of one's own runs under one's own account. */
function withOneAccount(given: Pick<Options, "user" | "scope">): Partial<Options> {
  if (given.user === undefined || given.scope === "system") return given;
  throw new UsageError(
    `Cannot read --user "${given.user}": with --scope user the account is that of whoever installs it, leave --user out`,
  );
}

function readName(option: string, value: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(value)) return value;
  throw new UsageError(
    `Cannot read ${option} "${value}": a name is of letters, digits, "_", "." and "-"`,
  );
}

/** A space separates two flags where a dash follows: paths may have spaces in them. */
function readFlags(value: string): string[] {
  const flags = value.trim().split(/\s+(?=-)/);
  for (const flag of flags) {
    if (!/^--?[A-Za-z]/.test(flag)) {
      throw new UsageError(
        `Cannot read --deno "${value}": "${flag}" is not a flag of deno run, as in --deno "--allow-net --allow-read"`,
      );
    }
    if (/^[^=]*\s/.test(flag)) {
      throw new UsageError(
        `Cannot read --deno "${value}": "${flag}" has a space, join a flag and its value by "=", as in ` +
          `--deno "--config=deno.json"`,
      );
    }
  }
  return flags;
}
