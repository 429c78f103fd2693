/** What is asked of the C library: memory that is mapped, descriptors that other processes inherit, ties between processes. */

/** Where a C library lies, by processor. The first that the process may load is taken. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  x86_64: [
    "/lib/x86_64-linux-gnu/libc.so.6",
    "/lib64/libc.so.6",
    "/usr/lib/libc.so.6",
  ],
  aarch64: [
    "/lib/aarch64-linux-gnu/libc.so.6",
    "/lib64/libc.so.6",
    "/usr/lib/libc.so.6",
  ],
};

/**
 * The functions that are used. Addresses are passed as buffers: pointers would take a permission that cannot be narrowed to one library.
 */
const FUNCTIONS = {
  mmap: { parameters: ["buffer", "usize", "i32", "i32", "i32", "i64"], result: "isize" },
  posix_fallocate: { parameters: ["i32", "i64", "i64"], result: "i32" },
  open: { parameters: ["buffer", "i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
  pread: { parameters: ["i32", "buffer", "usize", "i64"], result: "isize" },
  pwrite: { parameters: ["i32", "buffer", "usize", "i64"], result: "isize" },
  dup: { parameters: ["i32"], result: "i32" },
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
  flock: { parameters: ["i32", "i32"], result: "i32" },
  kill: { parameters: ["i32", "i32"], result: "i32" },
  pipe2: { parameters: ["buffer", "i32"], result: "i32" },
  socketpair: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  memfd_create: { parameters: ["buffer", "u32"], result: "i32" },
  readlink: { parameters: ["buffer", "buffer", "usize"], result: "isize" },
  prctl: { parameters: ["i32", "usize", "usize", "usize", "usize"], result: "i32" },
  getpagesize: { parameters: [], result: "i32" },
  chdir: { parameters: ["buffer"], result: "i32" },
  msync: { parameters: ["buffer", "usize", "i32"], result: "i32", nonblocking: true },
} as const;

/** The functions of the C library that are used. */
export type LibC = Deno.DynamicLibrary<typeof FUNCTIONS>["symbols"];

const isThere = (path: string): boolean => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    // Without permission to read it, it may be there.
    return true;
  }
};

/** The paths of the C library on this machine: there may be several names of one. */
export function libcPaths(): readonly string[] {
  return (PATHS[Deno.build.arch] ?? []).filter(isThere);
}

/** The C library, once it is loaded. */
export interface LoadedLibC {
  readonly libc: LibC;
  readonly path: string;
}

let loaded: LoadedLibC | undefined;

/** Loads the C library, once for all graphs of the process: the permission is gone after the first. Returns why that cannot be, as a whole clause. */
export function openLibC(): LoadedLibC | string {
  if (loaded !== undefined) return loaded;
  const paths = libcPaths();
  if (paths.length === 0) {
    return `there is no C library at a place where it is known to be on ${Deno.build.arch}`;
  }
  const path = paths.find((path) =>
    Deno.permissions.querySync({ name: "ffi", path }).state === "granted"
  );
  if (path === undefined) return `it takes --allow-ffi=${paths[0]}`;
  try {
    return loaded = { libc: Deno.dlopen(path, FUNCTIONS).symbols, path };
  } catch (error) {
    return `${path} cannot be loaded: ${(error as Error).message}`;
  }
}

/**
 * Gives up the permission to load libraries, for this process and all workers that it starts from now on. What is loaded goes on.
 */
export function giveUpLibC(path: string): void {
  Deno.permissions.revokeSync({ name: "ffi", path });
  Deno.permissions.revokeSync({ name: "ffi" });
}

/** A text as the C library takes it. */
export function cText(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}

/** Where the kernel says which run of the machine it is. Deno opens it only with all permissions, and there is nothing secret about it. */
const BOOT_ID = "/proc/sys/kernel/random/boot_id";
const READ_ONLY = 0;
const UUID_TEXT_BYTES = 36;

/** Which run of the machine this is, a UUID; another one after each restart. All zeros if the kernel does not say. */
export function bootOf(libc: LibC): string {
  const text = new Uint8Array(UUID_TEXT_BYTES);
  const file = libc.open(cText(BOOT_ID), READ_ONLY);
  if (file >= 0) {
    libc.read(file, text, BigInt(text.length));
    libc.close(file);
  }
  const boot = new TextDecoder().decode(text);
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(boot)
    ? boot
    : "00000000-0000-0000-0000-000000000000";
}
