import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { reportError } from "../../errors.ts";
import { isAddress } from "../script.ts";
import { UsageError } from "../usage_error.ts";
import { type FilledPod, readManifest } from "./manifest.ts";

/** The pods of a manifest, and the folder that their paths are seen from. */
export interface LoadedPods {
  readonly pods: ReadonlyMap<string, FilledPod>;
  readonly folder: string;
}

/**
 * Loads the manifest of a file. It runs that module.
 *
 * @param names the pods that are wanted; all, if there are none
 * @throws {UsageError} with all that is wrong with it
 */
export async function loadPods(path: string, names: readonly string[]): Promise<LoadedPods> {
  const file = resolve(Deno.cwd(), path);
  let module: { readonly default?: unknown };
  try {
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    const { message } = reportError(error);
    throw new UsageError(`Cannot read pods from ${path}: ${message}`);
  }
  const all = readManifest(module.default, path);
  const folder = dirname(file);
  checkScripts(all, path, folder);
  const strangers = names.filter((name) => !all.has(name));
  if (strangers.length > 0) {
    throw new UsageError(
      `Cannot find pod ${strangers.join(", ")} in ${path}: there are ${[...all.keys()].join(", ")}`,
    );
  }
  const pods = names.length === 0
    ? all
    : new Map([...all].filter(([name]) => names.includes(name)));
  return { pods, folder };
}

/** The address, or the whole path, of a pod's program. */
export function scriptOf({ script }: FilledPod, folder: string): string {
  return isAddress(script) ? script : resolve(folder, script);
}

/** A program that is not there would be started again and again. */
function checkScripts(pods: ReadonlyMap<string, FilledPod>, path: string, folder: string): void {
  const missing = [...pods].filter(([, pod]) => {
    const script = scriptOf(pod, folder);
    return !isAddress(script) && !isThere(script);
  });
  if (missing.length === 0) return;
  const named = missing.map(([name, pod]) => `"${name}" (${scriptOf(pod, folder)})`).join(", ");
  throw new UsageError(
    `Cannot read pods from ${path}: there is no file for the program of ${named}`,
  );
}

/** What may not be looked at is left to Deno. */
function isThere(script: string): boolean {
  if (Deno.permissions.querySync({ name: "read", path: script }).state !== "granted") return true;
  try {
    return Deno.statSync(script).isFile;
  } catch {
    return false;
  }
}
