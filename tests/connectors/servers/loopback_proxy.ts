/**
 * Puts bad networks between a client and a server on this machine: delay each way, a black hole, a cut. It runs in the test's own process, so
 * it is wherever the tests are.
 *
 * @module
 */

/** A way to a server that can be made bad. */
export interface LoopbackProxy extends AsyncDisposable {
  /** Where clients connect to, at 127.0.0.1. */
  readonly port: number;
  /** What is sent arrives that much later, each way. */
  latency(ms: number): void;
  /** What is sent arrives nowhere, and no connection ends. Who connects is let in, and hears nothing. */
  blackHole(): void;
  /** Ends all connections, and those that come. */
  cut(): void;
  /** All is well again. What went into a black hole is gone, and its connections end. */
  heal(): void;
}

interface Way {
  readonly ends: readonly Deno.Conn[];
  isHole: boolean;
}

type State = "well" | "hole" | "cut";

/** Makes a way to that port of 127.0.0.1. */
export function loopbackProxy(upstream: () => number): LoopbackProxy {
  const hostname = "127.0.0.1";
  const listener = Deno.listen({ hostname, port: 0 });
  const ways = new Set<Way>();
  const pumps = new Set<Promise<void>>();
  let delayMs = 0;
  let state = "well" as State;

  const run = (pump: Promise<void>) => {
    pumps.add(pump);
    pump.finally(() => pumps.delete(pump));
  };
  const end = (way: Way) => {
    ways.delete(way);
    for (const one of way.ends) close(one);
  };
  const pump = async (way: Way, from: Deno.Conn, to: Deno.Conn | undefined) => {
    const waiting: { readonly bytes: Uint8Array; readonly at: number }[] = [];
    let writing = Promise.resolve();
    try {
      const buffer = new Uint8Array(65_536);
      for (let n = await from.read(buffer); n !== null; n = await from.read(buffer)) {
        if (way.isHole || to === undefined) continue;
        waiting.push({ bytes: buffer.slice(0, n), at: performance.now() + delayMs });
        writing = writing.then(async () => {
          const { bytes, at } = waiting.shift() as typeof waiting[0];
          const left = at - performance.now();
          if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
          if (!way.isHole) await writeAll(to, bytes);
        }).catch(() => end(way));
      }
      await writing;
    } catch {
      // It was ended.
    }
    await writing;
    if (!way.isHole) end(way);
  };
  run((async () => {
    for await (const client of listener) {
      if (state === "cut") {
        close(client);
        continue;
      }
      const server = state === "hole" ? undefined : await connect(hostname, upstream());
      if (server === undefined && state !== "hole") {
        close(client);
        continue;
      }
      const way: Way = {
        ends: server === undefined ? [client] : [client, server],
        isHole: state === "hole",
      };
      ways.add(way);
      run(pump(way, client, server));
      if (server !== undefined) run(pump(way, server, client));
    }
  })());
  return {
    port: listener.addr.port,
    latency: (ms) => void (delayMs = ms),
    blackHole() {
      state = "hole";
      for (const way of ways) way.isHole = true;
    },
    cut() {
      state = "cut";
      for (const way of [...ways]) end(way);
    },
    heal() {
      state = "well";
      delayMs = 0;
      for (const way of [...ways]) if (way.isHole) end(way);
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const way of [...ways]) end(way);
      while (pumps.size > 0) await Promise.all(pumps);
    },
  };
}

async function connect(hostname: string, port: number): Promise<Deno.Conn | undefined> {
  try {
    return await Deno.connect({ hostname, port });
  } catch {
    return undefined;
  }
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}
