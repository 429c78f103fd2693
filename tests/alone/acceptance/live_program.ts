/**
 * Runs a program whose graph serves its page, as a user would: in a process of its own, with the permissions that are named.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** What a user gives a program whose page is to be seen. */
export const USUAL = ["--allow-net=127.0.0.1", "--allow-read"] as const;

/** How long a program may take to print where its page is, and to end, in milliseconds. */
const PATIENCE_MS = 120_000;

/** A program that runs. Disposing ends it, however it fares. */
export interface LiveProgram extends AsyncDisposable {
  /** Where its page is. */
  readonly url: string;
  /** The number of its process. */
  readonly pid: number;
  /** All that it has printed. */
  readonly printed: string;
  /** Asks it to stop, as Ctrl-C does, and returns all that it has printed. */
  stop(): Promise<string>;
}

/** Starts a program of this repository, named relative to its root, and waits until it says where its page is. */
export async function startProgram(
  path: string,
  { flags = USUAL, args = [] }: { flags?: readonly string[]; args?: readonly string[] } = {},
): Promise<LiveProgram> {
  const file = fileURLToPath(new URL(`../../../${path}`, import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-lock", "--no-check", "--no-prompt", "--quiet", ...flags, file, ...args],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let printed = "";
  const told = Promise.withResolvers<string>();
  async function follow(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      printed += text;
      const url = /Telemetry of graph .* at (http:\S+\/)/s.exec(printed)?.[1];
      if (url !== undefined) told.resolve(url);
    }
  }
  const end = Promise.all([follow(child.stdout), follow(child.stderr), child.status]);
  // Whoever waits for the page is told; who does not, need not know.
  end.then(() => told.reject(new Error(`${path} ended without a page:\n${printed}`)), told.reject);
  const patience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  const url = await told.promise.finally(() => clearTimeout(patience));
  return {
    url,
    pid: child.pid,
    get printed() {
      return printed;
    },
    async stop() {
      child.kill("SIGINT");
      const patience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
      await end.finally(() => clearTimeout(patience));
      return printed;
    },
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await end;
    },
  };
}
