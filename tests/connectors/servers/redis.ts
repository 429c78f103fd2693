/**
 * A real Redis that keeps what it has on disk, for tests.
 *
 * @module
 */
import { RedisLink } from "../../../src/connectors/redis/redis_link.ts";
import type { RedisReply } from "../../../src/connectors/redis/replies.ts";
import { wireWorld } from "../../../src/client/wire_world.ts";
import type { Certificate } from "./certificates.ts";
import { freePort, serverProgram } from "./find.ts";
import { ServerProcess } from "./server_process.ts";

/** Why there is no Redis here, or `undefined` if there is. */
export const noRedis: string | undefined = serverProgram("redis-server") === undefined
  ? "there is no redis-server on PATH or in STEADY_SERVERS"
  : undefined;

/** The version of the Redis that is here. */
export const redisVersion: string = await version();

async function version(): Promise<string> {
  const program = serverProgram("redis-server");
  if (program === undefined) return "none";
  const { stdout } = await new Deno.Command(program, { args: ["--version"] }).output();
  return /v=(\S+)/.exec(new TextDecoder().decode(stdout))?.[1] ?? "unknown";
}

/** A running server. It keeps its data over {@link RedisServer.restart}. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly tlsUrl: string;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM. */
  stop(): Promise<void>;
  /** At the same port, with the same data; killed before, if need be. */
  restart(): Promise<void>;
  /** SIGSTOP: connections stay, and are not answered. */
  pause(): void;
  resume(): void;
  /** Runs a command on a connection of its own. */
  run(...command: (string | number | Uint8Array)[]): Promise<RedisReply>;
  /** Runs commands one after the other on one connection. */
  runAll(commands: readonly (readonly (string | number | Uint8Array)[])[]): Promise<RedisReply[]>;
}

/** Which password it has, and what else it is told, as on its command line. */
export interface RedisStart {
  /** The name of the environment variable with the password that it demands. */
  readonly passwordEnv?: string;
  /** With it, it listens with TLS at {@link RedisServer.tlsUrl} as well. */
  readonly certificate?: Certificate;
  readonly options?: readonly string[];
}

/** Starts one at a free port, with its data in a temporary folder. Look at {@link noRedis} before. */
export async function startRedis(
  { passwordEnv = "", certificate, options = [] }: RedisStart = {},
): Promise<
  RedisServer
> {
  const program = serverProgram("redis-server");
  if (program === undefined) throw new Error(`Cannot start Redis: ${noRedis}`);
  const folder = await Deno.makeTempDir({ prefix: "redis-" });
  const port = freePort();
  const tlsPort = freePort();
  const url = `redis://127.0.0.1:${port}`;
  const runAll: RedisServer["runAll"] = async (commands) => {
    const signal = new AbortController().signal;
    const link = await RedisLink.open(
      { server: url, user: "", passwordEnv, caFile: "" },
      { signal, world: wireWorld(Date), log() {} },
    );
    try {
      return await Promise.all(commands.map((command) => link.ask(String(command[0]), command)));
    } finally {
      await link.close();
    }
  };
  const process = await ServerProcess.start({
    program,
    args: [
      ...["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", ""],
      ...["--appendonly", "yes", "--appendfsync", "always", ...options],
      ...tlsOptions(tlsPort, certificate),
      ...(passwordEnv === "" ? [] : ["--requirepass", Deno.env.get(passwordEnv) ?? ""]),
    ],
    // It says LOADING until its data is there.
    answers: () => runAll([["EXISTS", "anything"]]).then(() => true, () => false),
  });
  return {
    port,
    url,
    tlsUrl: `rediss://127.0.0.1:${tlsPort}`,
    kill: () => process.kill(),
    stop: () => process.stop(),
    restart: () => process.restart(),
    pause: () => process.pause(),
    resume: () => process.resume(),
    run: async (...command) => (await runAll([command]))[0]!,
    runAll,
    async [Symbol.asyncDispose]() {
      await process[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function tlsOptions(port: number, certificate: Certificate | undefined): string[] {
  if (certificate === undefined) return [];
  const { ca, cert, key } = certificate;
  return [
    ...["--tls-port", `${port}`, "--tls-auth-clients", "no"],
    ...["--tls-cert-file", cert, "--tls-key-file", key, "--tls-ca-cert-file", ca],
  ];
}
