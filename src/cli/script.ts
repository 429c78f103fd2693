import { UsageError } from "./usage_error.ts";

/** Is it the address of a module rather than a path? A drive of Windows is one letter. */
export function isAddress(script: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(script);
}

/**
 * Sees to it that a script is there: one that is not would be started again and again. Addresses are left to Deno, and so
 * are paths that may not be read.
 *
 * @throws {UsageError} if it is not there
 */
export function checkScript(script: string, verb: "run" | "install" | "print"): void {
  if (isAddress(script)) return;
  if (Deno.permissions.querySync({ name: "read", path: script }).state !== "granted") return;
  if (isFile(script)) return;
  throw new UsageError(
    `Cannot ${verb} "${script}": there is no such file, give the script's path or address`,
  );
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
