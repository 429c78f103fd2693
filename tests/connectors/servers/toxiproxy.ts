/**
 * Puts bad networks between a client and a server: delay, a black hole, a cut, a reset. By toxiproxy, a program of its own.
 *
 * @module
 */
import { freePort, serverProgram } from "./find.ts";
import { ServerProcess } from "./server_process.ts";

/** Why there are no bad networks here, or `undefined` if there are. */
export const noToxiproxy: string | undefined = serverProgram("toxiproxy-server") === undefined
  ? "there is no toxiproxy-server on PATH or in STEADY_SERVERS"
  : undefined;

/** Which way bytes go, in the words of toxiproxy: back from the server, or there. */
export type ToxicStream = "downstream" | "upstream";

/** A way to a server that can be made bad. */
export interface BadNetwork {
  /** Where clients connect to, at 127.0.0.1. */
  readonly port: number;
  /** Adds a toxic of toxiproxy's own, to what comes back from the server or to what goes there. */
  toxic(type: string, stream: ToxicStream, attributes: object): Promise<void>;
  /** What comes back from the server comes that much later. */
  latency(ms: number): Promise<void>;
  /** Nothing gets through in either direction, and no connection ends. Who connects is let in, and hears nothing. */
  blackHole(): Promise<void>;
  /** Ends all connections, and refuses new ones. */
  cut(): Promise<void>;
  /** With the next bytes in either direction, ends connections: those that are there as if in good order, those that come by a TCP reset. */
  reset(): Promise<void>;
  /** All is well again, for those who connect from here on. What went into a black hole is gone, and its connections end. */
  heal(): Promise<void>;
}

/** A running toxiproxy, which may make any number of ways. */
export interface Toxiproxy extends AsyncDisposable {
  /** Makes a way to that port of 127.0.0.1, where a server need not listen by now. */
  proxy(upstreamPort: number): Promise<BadNetwork>;
}

/** Starts toxiproxy. Look at {@link noToxiproxy} before. */
export async function startToxiproxy(): Promise<Toxiproxy> {
  const program = serverProgram("toxiproxy-server");
  if (program === undefined) throw new Error(`Cannot start toxiproxy: ${noToxiproxy}`);
  const port = freePort();
  const api = `http://127.0.0.1:${port}`;
  const server = await ServerProcess.start({
    program,
    args: ["-host", "127.0.0.1", "-port", `${port}`],
    answers: () => fetch(`${api}/version`).then((response) => response.text()).then(Boolean, no),
  });
  let made = 0;
  return {
    async proxy(upstreamPort) {
      const name = `way-${made++}`;
      const { listen } = await ask<{ listen: string }>("POST", `${api}/proxies`, {
        name,
        listen: "127.0.0.1:0",
        upstream: `127.0.0.1:${upstreamPort}`,
        enabled: true,
      });
      return badNetwork(
        `${api}/proxies/${name}`,
        Number(listen.slice(listen.lastIndexOf(":") + 1)),
      );
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function badNetwork(url: string, port: number): BadNetwork {
  const poison = (type: string, streams: readonly ToxicStream[], attributes: object) =>
    Promise.all(
      streams.map((stream) =>
        ask("POST", `${url}/toxics`, { name: `${type}-${stream}`, type, stream, attributes })
      ),
    );
  return {
    port,
    async toxic(type, stream, attributes) {
      await poison(type, [stream], attributes);
    },
    async latency(ms) {
      await poison("latency", ["downstream"], { latency: ms });
    },
    async blackHole() {
      await poison("timeout", ["downstream", "upstream"], { timeout: 0 });
    },
    async cut() {
      await ask("POST", url, { enabled: false });
    },
    async reset() {
      await poison("reset_peer", ["downstream", "upstream"], { timeout: 0 });
    },
    async heal() {
      const { toxics } = await ask<{ toxics: readonly { name: string }[] }>("GET", url);
      for (const { name } of toxics) await ask("DELETE", `${url}/toxics/${name}`);
      await ask("POST", url, { enabled: true });
    },
  };
}

async function ask<T>(method: string, url: string, body?: object): Promise<T> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`toxiproxy refuses ${method} ${url}: ${text}`);
  return text === "" ? undefined as T : JSON.parse(text);
}

function no(): boolean {
  return false;
}
