/**
 * What this copy of the package says of itself. There may be several in one program: actors may come with a package of their
 * own that names another version, or another URL.
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
