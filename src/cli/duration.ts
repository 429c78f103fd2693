const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The longest duration. A timer can wait a day more, and then it fires at once. */
export const MAX_DURATION_MS = 24 * 86_400_000;

/** Milliseconds of a duration such as `500ms`, `1.5s`, `10m`, `1h` or `2d`; undefined if it is none, or too long. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = text.match(/^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const ms = Math.round(Number(count) * (UNITS[unit] ?? NaN));
  return ms <= MAX_DURATION_MS ? ms : undefined;
}

/** A duration for a line of the log: milliseconds below a second, seconds above. */
export function printDuration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}

/** A duration as a command line and a unit of systemd take it, to the millisecond. */
export function writeDuration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
