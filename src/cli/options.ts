import { parseDuration } from "./duration.ts";
import { UsageError } from "./usage_error.ts";

/** When a process is started again, and how it is ended: the same for `run` and for whatever keeps a program in its place. */
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
  /** How long the process gets to end once it was asked to. With 0 it is not even asked: it is killed. */
  readonly graceMs: number;
}

/** What can be said before the script. */
export interface Options extends Policy {
  /** Flags for `deno run`. */
  readonly deno: readonly string[];
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

/** Options of `run` without a value. */
export const RUN_SWITCHES: Readonly<Record<string, Partial<Options>>> = { "--now": { graceMs: 0 } };

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
