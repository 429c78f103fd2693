import type { ProcessPermissions, ProcessSettings } from "../protocol/mod.ts";

const KINDS: readonly (keyof ProcessPermissions)[] = [
  "read",
  "write",
  "net",
  "env",
  "run",
  "sys",
  "ffi",
  "import",
];

/** Kinds whose values are paths. */
const OF_PATHS: ReadonlySet<string> = new Set(["read", "write", "run", "ffi"]);

/** What Deno is told of a process: what its actors may do, and how large its heap may grow. It may load the C library besides. */
export function flagsOf(
  { permissions, maxMemoryMb }: ProcessSettings,
  libc: string,
  folder: string,
): string[] {
  const heap = maxMemoryMb === null ? [] : [`--v8-flags=--max-old-space-size=${maxMemoryMb}`];
  if (permissions === "all") return [...heap, "--allow-all"];
  const allowed = KINDS.flatMap((kind) => {
    const given = kind === "ffi" ? withLibC(permissions.ffi, libc) : permissions[kind];
    if (given === undefined || given === false) return [];
    if (given === true) return [`--allow-${kind}`];
    if (given.length === 0) return [];
    return [`--allow-${kind}=${given.map((value) => textOf(kind, value, folder)).join(",")}`];
  });
  return [...heap, ...allowed];
}

/** Whether the actors of a process may load the C library, too: then it does not give that up. */
export function mayLoad({ permissions }: ProcessSettings, libc: string): boolean {
  if (permissions === "all" || permissions.ffi === true) return true;
  return (permissions.ffi || []).some((given) => textOf("ffi", given, "") === libc);
}

function withLibC(given: ProcessPermissions["ffi"], libc: string): ProcessPermissions["ffi"] {
  return given === true ? true : [...(given || []), libc];
}

/** Deno takes a comma for the end of a value, and what follows it for another: nobody is to get more than was meant. */
function refuseComma(kind: string, text: string): void {
  if (!text.includes(",")) return;
  throw new Error(
    `Cannot give a process the permission ${kind} for ${text}: Deno takes what follows a comma for another path, ` +
      "run the program in a folder without one",
  );
}

/** A value as the flag takes it. Paths are told from the root, because the process begins in another folder. Programs may be names as well. */
function textOf(kind: string, value: string | URL, folder: string): string {
  const text = value instanceof URL ? decodeURIComponent(value.pathname) : value;
  const isPath = OF_PATHS.has(kind) && (kind !== "run" || text.includes("/"));
  const full = isPath && !text.startsWith("/") ? `${folder}/${text}` : text;
  refuseComma(kind, full);
  return full;
}
