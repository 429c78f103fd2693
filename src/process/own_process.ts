/**
 * What a process is started with so that it finds the same modules as this one.
 *
 * @module
 */
import { cText, type LibC } from "../region/mod.ts";

const READ_ONLY = 0;
const PIECE_BYTES = 65_536;

/** Flags by which modules are found and loaded, as their names begin. */
const CARRIED = [
  "--config",
  "--no-config",
  "--import-map",
  "--lock",
  "--no-lock",
  "--frozen",
  "--node-modules-dir",
  "--no-npm",
  "--no-remote",
  "--cached-only",
  "--vendor",
  "--cert",
  "--conditions",
  "--preload",
  "--unstable",
  "--unsafely-ignore-certificate-errors",
];
/** Of these, the ones whose value may be an argument of its own. */
const WITH_VALUE = new Set([
  "--config",
  "--import-map",
  "--cert",
  "--conditions",
  "--preload",
]);

/** What the first argument may be, if it is no program. */
const COMMANDS = new Set(["run", "test", "bench", "serve", "eval", "x"]);

/** Those flags of this process that decide which modules it finds. Deno does not tell; there is nothing secret about them. */
export function ownFlags(libc: LibC): string[] {
  return carriedFlags(textOf(libc, "/proc/self/cmdline").split("\0").slice(1, -1));
}

/** Those of a command's arguments. What follows the program is its own. */
export function carriedFlags(args: readonly string[]): string[] {
  const carried: string[] = [];
  const [command = ""] = args;
  for (let at = COMMANDS.has(command) ? 1 : 0; at < args.length; at++) {
    const flag = args[at] === "-c" ? "--config" : args[at] as string;
    if (!flag.startsWith("-") || flag === "--") break;
    if (!CARRIED.some((name) => flag.startsWith(name))) continue;
    if (WITH_VALUE.has(flag)) carried.push(`${flag}=${args[++at]}`);
    else carried.push(flag);
  }
  return carried;
}

/** This process's working directory. Deno tells it only who may read. */
export function ownFolder(libc: LibC): string {
  const path = new Uint8Array(4096);
  const length = libc.readlink(cText("/proc/self/cwd"), path, BigInt(path.length));
  return new TextDecoder().decode(path.subarray(0, Number(length)));
}

/** What a file says, whatever Deno lets this program read; nothing if there is none. */
export function textOf(libc: LibC, path: string): string {
  const file = libc.open(cText(path), READ_ONLY);
  const decoder = new TextDecoder();
  let text = "";
  for (const piece = new Uint8Array(PIECE_BYTES);;) {
    const count = Number(libc.read(file, piece, BigInt(piece.length)));
    if (count <= 0) break;
    text += decoder.decode(piece.subarray(0, count), { stream: true });
  }
  libc.close(file);
  return text;
}
