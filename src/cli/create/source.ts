import { relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { IS_AT_JSR, PACKAGE_URL, VERSION } from "../../package.ts";
import { UsageError } from "../usage_error.ts";

/** How a project finds the package: what its `deno.json` says of it. */
export interface PackageImports {
  /** Where the doors of the package are. */
  readonly imports: Readonly<Record<string, string>>;
  /** What a clone that is loaded from a URL imports itself: a registry has it resolved, a clone has not. */
  readonly scopes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The name of this package, under which a project imports it. */
const PACKAGE = "@steady-state/deno";
/** The doors that a project begins with. */
const DOORS: readonly string[] = [".", "./actor", "./testing"];
/** Those of a project that has a drawing: its tasks call commands, too. */
export const DRAWN_DOORS: readonly string[] = [...DOORS, "./cli", "./create"];
const VERSIONED = /^[\^~]?\d+(\.\d+){0,2}(-[\w.-]+)?$/;

/** Why a project cannot have the package from there: what follows a colon. */
export interface NoPackage {
  readonly fault: string;
}

/**
 * What the `deno.json` of a project in `folder` says of the package.
 *
 * ```ts
 * import { packageImports } from "@steady-state/deno/create";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await packageImports("hello", "^0.1.0"), {
 *   imports: { "@steady-state/deno": "jsr:@steady-state/deno@^0.1.0" },
 * });
 * ```
 *
 * @param from a version; or the path or URL of a clone; without it, the copy that runs this
 * @throws {UsageError} if there is no such clone
 */
export async function packageImports(folder: string, from?: string): Promise<PackageImports> {
  const found = await findPackage(folder, from);
  if ("fault" in found) throw new UsageError(`Cannot find ${PACKAGE}: ${found.fault}`);
  return found;
}

/** As {@link packageImports}, or what is wrong. */
export async function findPackage(
  folder: string,
  from: string | undefined,
  doors = DOORS,
): Promise<PackageImports | NoPackage> {
  if (from === undefined && IS_AT_JSR) return ofVersion(`^${VERSION}`);
  if (from !== undefined && VERSIONED.test(from)) return ofVersion(from);
  return await ofClone(folder, from === undefined ? new URL(PACKAGE_URL) : urlOf(from), doors);
}

function ofVersion(version: string): PackageImports {
  return { imports: { [PACKAGE]: `jsr:${PACKAGE}@${version}` } };
}

/** The folder that `from` names, with a slash at its end. */
function urlOf(from: string): URL {
  const url = /^[a-z][a-z0-9+.-]+:/i.test(from) ? new URL(from) : pathToFileURL(from);
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

interface Manifest {
  readonly name?: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly imports?: Readonly<Record<string, string>>;
}

const ADVICE = "give a version, or the path or URL of a clone";

async function ofClone(
  folder: string,
  clone: URL,
  doors: readonly string[],
): Promise<PackageImports | NoPackage> {
  let manifest: Manifest;
  try {
    manifest = await manifestOf(clone);
  } catch (error) {
    const why = (error as Error).message;
    return { fault: `deno.json at ${clone.href} cannot be read, ${ADVICE}: ${why}` };
  }
  const { name, exports = {}, imports: own = {} } = manifest;
  if (name !== PACKAGE) {
    return { fault: `deno.json at ${clone.href} is that of ${name ?? "no package"}, ${ADVICE}` };
  }
  const isFolder = clone.protocol === "file:";
  const root = isFolder ? pathBetween(folder, fileURLToPath(clone)) : clone.href;
  const imports = doors.flatMap((door) => {
    const module = exports[door];
    return module === undefined ? [] : [[PACKAGE + door.slice(1), root + module.slice(2)]];
  });
  const found = { imports: Object.fromEntries(imports) };
  // Deno looks for what a folder imports in its own deno.json, but not for what comes from elsewhere.
  return isFolder ? found : { ...found, scopes: { [root]: own } };
}

async function manifestOf(clone: URL): Promise<Manifest> {
  const url = new URL("deno.json", clone);
  const text = url.protocol === "file:"
    ? await Deno.readTextFile(url)
    : await (await fetched(url)).text();
  return JSON.parse(text) as Manifest;
}

async function fetched(url: URL): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the answer is ${response.status}`);
  return response;
}

/** From one folder to another, as an import map has it: with slashes, and a dot at its beginning. */
function pathBetween(from: string, to: string): string {
  const path = relative(from, to).replaceAll("\\", "/");
  return `${path.startsWith(".") ? path : `./${path}`}/`;
}
