/**
 * A connection to Redis that does nothing by itself: it neither queues nor connects again, its commands have an end, and what Redis refuses
 * is told from what goes wrong on the way.
 */
import type { Redis } from "ioredis";
import { fromEnvironment } from "../environment.ts";
import { MisconfiguredError, type WireOpening } from "../wire.ts";

/** The client, and what a command takes and gives. */
export type { Redis };

/** How long a command may take before the connection is given up, in milliseconds. */
export const COMMAND_MS = 3000;

/** Where a server of Redis is, and who comes. */
export interface RedisServerArgs {
  readonly server: string;
  readonly user: string;
  readonly passwordEnv: string;
}

/** What is wrong with it, a sentence each. */
export function serverFaults({ server, user, passwordEnv }: RedisServerArgs): string[] {
  const faults: string[] = [];
  const form = "redis://HOST:PORT, redis://HOST:PORT/DATABASE, or with rediss:// for TLS";
  let url: URL | undefined;
  try {
    url = new URL(server);
  } catch {
    // Told below.
  }
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === "") {
    const shown = url?.password ? "an address with a password" : JSON.stringify(server);
    faults.push(`server is ${shown}: give ${form}`);
  } else {
    if (url.username !== "" || url.password !== "") {
      faults.push(
        "server has a user or a password in it: give user, and passwordEnv, the name of an environment variable",
      );
    }
    if (!/^\/?\d*$/.test(url.pathname)) {
      faults.push(`server has the database ${url.pathname.slice(1)}: give a number`);
    }
  }
  if (user !== "" && passwordEnv === "") {
    faults.push(`user is ${JSON.stringify(user)} without a password: give passwordEnv`);
  }
  return faults;
}

/** Connects and logs in. */
export async function connect(
  args: RedisServerArgs,
  { signal }: WireOpening,
  commandMs = COMMAND_MS,
): Promise<Redis> {
  const password = fromEnvironment("passwordEnv", args.passwordEnv);
  const { Redis } = await import("ioredis");
  const url = new URL(args.server);
  const redis = new Redis({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || "6379"),
    ...(url.protocol === "rediss:" ? { tls: { servername: url.hostname } } : {}),
    protocol: 2,
    lazyConnect: true,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    disableClientInfo: true,
    retryStrategy: null,
    connectTimeout: COMMAND_MS,
    commandTimeout: commandMs,
    disconnectTimeout: 200,
  });
  let trouble: unknown;
  redis.on("error", (error: unknown) => trouble = error);
  const abort = () => redis.disconnect();
  signal.addEventListener("abort", abort);
  try {
    signal.throwIfAborted();
    await redis.connect();
    if (password !== undefined) {
      await redis.call("AUTH", ...(args.user === "" ? [] : [args.user]), password);
    }
    await redis.call("SELECT", url.pathname.slice(1) || "0");
    return redis;
  } catch (error) {
    await disconnect(redis);
    throw redisError(trouble ?? error, "log in", args.server);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Closes a connection, whatever its state; resolves when its socket is gone. */
export function disconnect(redis: Redis): Promise<void> {
  if (redis.status === "end" || redis.status === "wait") return Promise.resolve();
  const ended = new Promise<void>((resolve) => redis.once("end", () => resolve()));
  redis.disconnect();
  return ended;
}

/** What Redis refuses whenever it is asked, and what to do about it. */
const REFUSALS: readonly (readonly [answer: RegExp, remedy: string])[] = [
  [
    /^(WRONGPASS|NOAUTH|ERR invalid password|ERR AUTH)/,
    "set user and passwordEnv to a login of it",
  ],
  [/^NOPERM/, "allow the command and the key to this user"],
  [/^WRONGTYPE/, "give the name of a stream, the key is of another type"],
  [/^ERR DB index/, "give a database that the server has"],
  [/^(MOVED|ASK|CROSSSLOT)/, "give a server that is not a cluster's"],
  [/^ERR unknown (sub)?command/i, "run a Redis of version 6.2 or later"],
];

/** An error to throw for one of the client's: {@link MisconfiguredError} where trying again would not help. */
export function redisError(error: unknown, doing: string, server: string): Error {
  if (error instanceof MisconfiguredError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const said = `Cannot ${doing} at ${server}: ${message}`;
  const refusal = REFUSALS.find(([answer]) => answer.test(message));
  if (refusal !== undefined) {
    return new MisconfiguredError(`${said}: ${refusal[1]}`, { cause: error });
  }
  return new Error(said, { cause: error });
}
