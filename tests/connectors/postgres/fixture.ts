import type { Pulled, SourceOpening, WireWorld } from "../../../src/connectors/wire.ts";
import { POSTGRES_MISSING, PostgresServer } from "../servers/postgres.ts";

const REAL: WireWorld = {
  now: Date.now,
  random: Math.random,
  pause: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener("abort", done);
    }),
};

/** What a wire is opened with here. */
export function opening(log: string[] = []): SourceOpening {
  return {
    signal: new AbortController().signal,
    world: REAL,
    log: (line) => void log.push(line),
    giveUp: () => Promise.resolve(),
    lost: () => {},
  };
}

let shared: PostgresServer | undefined;

/** The one server of a test file. */
export function server(): PostgresServer {
  return shared!;
}

/** A test with a server; where there is none it is ignored, and says why. */
export function postgresTest(name: string, run: () => Promise<void>): void {
  const reason = POSTGRES_MISSING;
  Deno.test({
    name: reason === undefined ? name : `${name} (${reason})`,
    ignore: reason !== undefined,
    fn: run,
  });
}

if (POSTGRES_MISSING === undefined) {
  Deno.test.beforeAll(async () => {
    shared = await PostgresServer.start();
  });
  Deno.test.afterAll(async () => await shared?.[Symbol.asyncDispose]());
}

/** The text of messages. */
export function textsOf(messages: readonly Pulled[]): string[] {
  return messages.map(({ raw }) => new TextDecoder().decode(raw.bytes));
}

/** Never aborted. */
export const never: AbortSignal = new AbortController().signal;
