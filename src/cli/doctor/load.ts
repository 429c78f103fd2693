import { PACKAGE_URL } from "../../package.ts";
import { isGranted } from "./finding.ts";

/**
 * Loads a module of this package, by its path in `src/`, where it is used: the other commands of the program need none of what the
 * doctor looks at, and what cannot be loaded is one of the things that it tells. Look at {@link mayLoad} before: it asks for a
 * permission.
 */
export async function load<M>(path: string): Promise<M> {
  return await import(new URL(`../../${path}`, import.meta.url).href);
}

/** Whether this package may be loaded at run time, as workers and `run` do it. */
export function mayLoad(): boolean {
  return isGranted(packagePermission());
}

/** The flag that lets it be loaded. */
export function loadFlag(): string {
  const permission = packagePermission();
  return permission.name === "import" ? `--allow-import=${permission.host}` : "--allow-read";
}

function packagePermission(): Deno.ReadPermissionDescriptor | Deno.ImportPermissionDescriptor {
  const url = new URL(PACKAGE_URL);
  return url.protocol === "file:"
    ? { name: "read", path: url }
    : { name: "import", host: url.host };
}
