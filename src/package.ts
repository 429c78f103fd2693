/**
 * What this copy of the package says of itself, and which Deno it needs. There may be several copies in one program: actors may come
 * with a package of their own that names another version, or another URL.
 *
 * @module
 */

/** A copy of this package. */
export interface PackageCopy {
  /** URL of its folder. */
  readonly url: string;
  /** Its version. */
  readonly version: string;
  /** Versions of what copies must agree on to work together, by name. */
  readonly layouts: Readonly<Record<string, number>>;
}

/** As `deno.json` has it. */
export const VERSION = "0.1.0";

/** URL of this copy's folder. */
export const PACKAGE_URL: string = new URL("../", import.meta.url).href;

/** Whether this copy comes from JSR, where the version is a folder of the package. */
export const IS_AT_JSR: boolean = /^https:\/\/jsr\.io\/@steady-state\/deno\//.test(PACKAGE_URL);

/**
 * The oldest Deno that it runs on. 2.9.0 is the first with Web Locks, by which the end of a thread is noticed, and 2.9.1 the first whose
 * inspector lets a thread that hangs be ended.
 */
export const NEEDED_DENO = "2.9.1";

/** Whether that version of Deno will do. */
export function isDenoFit(version: string): boolean {
  const there = partsOf(version);
  const needed = partsOf(NEEDED_DENO);
  const at = needed.findIndex((part, i) => there[i] !== part);
  return at < 0 || (there[at] ?? 0) > (needed[at] ?? 0);
}

/** The numbers of a version. What may stand behind them, of a build before a release, changes nothing. */
function partsOf(version: string): number[] {
  return /^[\d.]+/.exec(version)?.[0].split(".").map(Number) ?? [];
}

/**
 * Refuses a Deno that is too old. Without this the first thing that it lacks would be told, in the words of whoever misses it.
 *
 * @param what what is being done, as in `start graph "sums"`
 * @throws {Error} if it is
 */
export function refuseOldDeno(what: string): void {
  const { deno } = Deno.version;
  if (isDenoFit(deno)) return;
  throw new Error(
    `Cannot ${what}: this is Deno ${deno}, and ${NEEDED_DENO} or newer is needed, as deno upgrade brings it`,
  );
}

/** A copy that does not fit another, and where they differ. */
export interface Misfit {
  /** The one that was asked about. */
  readonly theirs: string;
  /** The one that it is to work with. */
  readonly ours: string;
}

/** Where a copy differs from ours in what both must agree on; `undefined` if they work together. */
export function misfitOf(theirs: PackageCopy | undefined, ours: PackageCopy): Misfit | undefined {
  if (theirs === ours) return undefined;
  const layouts = layoutsOf(theirs);
  const names = Object.keys({ ...ours.layouts, ...layouts });
  const differing = names.filter((name) => layouts[name] !== ours.layouts[name]);
  if (differing.length === 0) return undefined;
  return { theirs: described(theirs, differing), ours: described(ours, differing) };
}

/** Older copies say nothing of themselves. */
function layoutsOf(copy: PackageCopy | undefined): Readonly<Record<string, unknown>> {
  return typeof copy?.layouts === "object" ? copy.layouts : {};
}

function described(copy: PackageCopy | undefined, differing: readonly string[]): string {
  if (copy === undefined) return "a version that does not say which it is";
  const layouts = layoutsOf(copy);
  const list = differing.map((name) => `${name} layout ${layouts[name] ?? "unknown"}`).join(", ");
  return `version ${copy.version} at ${copy.url} (${list})`;
}
