import { textOf } from "../errors.ts";
import { type Check, that } from "../option_faults.ts";

/** A stretch of time: milliseconds, or a number and its unit, as in `"1.5 s"`, `"10 min"` or `"1 day"`. */
export type Duration = number | string;

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  day: 86_400_000,
  days: 86_400_000,
};

const ADVICE = `give milliseconds, or a number with ${
  Object.keys(UNITS).join(", ")
}, as in "1.5 s"`;

/** An option that is a stretch of time. */
export const duration: Check<Duration> = that(
  (value) => millisecondsOf(value) !== undefined,
  ADVICE,
);

/** A stretch of time in milliseconds. Throws a TypeError that says what `doing` cannot be done with. */
export function msOf(stretch: Duration, doing: string): number {
  const ms = millisecondsOf(stretch);
  if (ms !== undefined) return ms;
  throw new TypeError(`Cannot ${doing} for ${textOf(stretch)}: ${ADVICE}`);
}

/** The longest stretch that can be let go by: no date is farther away. */
const MOST_MS = 8.64e15;

/** A stretch of time that is to go by, in milliseconds. */
export function passingMs(stretch: Duration): number {
  const doing = "let time go by";
  const ms = msOf(stretch, doing);
  if (ms <= MOST_MS) return ms;
  throw new RangeError(`Cannot ${doing} for ${timeText(stretch)}: that has no end, give less`);
}

/** A stretch of time as people read it. */
export function timeText(stretch: Duration): string {
  return typeof stretch === "string" ? stretch : `${stretch} ms`;
}

function millisecondsOf(value: unknown): number | undefined {
  if (typeof value === "number") return value >= 0 ? value : undefined;
  if (typeof value !== "string") return undefined;
  const [, number, unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/.exec(value) ?? [];
  const factor = UNITS[unit];
  return factor === undefined ? undefined : Number(number) * factor;
}
