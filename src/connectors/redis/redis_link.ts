/**
 * A connection to Redis that does nothing by itself: it neither queues nor connects again, its commands have an end, and what Redis refuses
 * is told from what goes wrong on the way.
 */
import { ByteLink, type ByteListener } from "../byte_link.ts";
import { fromEnvironment } from "../../client/environment.ts";
import { MisconfiguredError, type WireOpening, type WireWorld } from "../wire.ts";
import {
  type CommandPart,
  encodeCommand,
  type RedisReply,
  RedisReplyError,
  ReplyReader,
} from "./replies.ts";

/** How long Redis has for an answer, in milliseconds. */
const ANSWER_MS = 3000;

/** Where a server of Redis is, and who comes. */
export interface RedisServerArgs {
  readonly server: string;
  readonly user: string;
  readonly passwordEnv: string;
  readonly caFile: string;
}

/** What is wrong with it, a sentence each. */
export function serverFaults({ server, user, passwordEnv, caFile }: RedisServerArgs): string[] {
  const faults: string[] = [];
  const url = URL.parse(server);
  if (url === null || !/^rediss?:$/.test(url.protocol) || url.hostname === "") {
    const given = url?.password ? "an address with a password in it" : JSON.stringify(server);
    faults.push(`its server is ${given}, give redis://HOST:PORT/DATABASE, or rediss:// for TLS`);
  } else {
    if (url.username !== "" || url.password !== "") {
      faults.push(
        "its server has a login in it, give user, and passwordEnv, an environment variable",
      );
    }
    if (!/^\/?\d*$/.test(url.pathname)) {
      faults.push(`its server has the database ${url.pathname.slice(1)}, give a number`);
    }
  }
  if (user !== "" && passwordEnv === "") {
    faults.push(`its user ${JSON.stringify(user)} has no password, give passwordEnv`);
  }
  if (caFile !== "" && !server.startsWith("rediss:")) {
    faults.push(`its caFile is ${caFile}, and its server has no TLS, give rediss://`);
  }
  return faults;
}

interface RedisQuestion {
  resolve(reply: RedisReply): void;
  reject(error: Error): void;
  readonly answered: AbortController;
}

/** A connection that is logged in. */
export class RedisLink implements ByteListener {
  readonly #server: string;
  readonly #world: WireWorld;
  readonly #reader = new ReplyReader();
  readonly #asked: RedisQuestion[] = [];
  #link: ByteLink | undefined;
  #lost: Error | undefined;

  private constructor(server: string, world: WireWorld) {
    this.#server = server;
    this.#world = world;
  }

  /** Connects and logs in. */
  static async open(args: RedisServerArgs, opening: WireOpening): Promise<RedisLink> {
    const password = fromEnvironment("passwordEnv", args.passwordEnv);
    const url = new URL(args.server);
    const redis = new RedisLink(args.server, opening.world);
    try {
      redis.#link = await ByteLink.open(
        {
          hostname: url.hostname.replace(/^\[|\]$/g, ""),
          port: Number(url.port || "6379"),
          tls: url.protocol === "rediss:",
          caFile: args.caFile,
        },
        opening,
        ANSWER_MS,
        redis,
      );
    } catch (error) {
      throw redis.#error(error, "connect");
    }
    try {
      if (password !== undefined) {
        const user = args.user === "" ? [] : [args.user];
        await redis.ask("log in", ["AUTH", ...user, password]);
      }
      await redis.ask("log in", ["SELECT", url.pathname.slice(1) || "0"]);
      return redis;
    } catch (error) {
      await redis.close();
      throw error;
    }
  }

  /**
   * Sends a command, and resolves with the answer.
   *
   * @param doing What it is for, for the error.
   * @param heldBackMs For how long Redis may hold the answer back.
   */
  async ask(doing: string, command: readonly CommandPart[], heldBackMs = 0): Promise<RedisReply> {
    try {
      const reply = await this.#answer(command, heldBackMs + ANSWER_MS);
      if (reply instanceof RedisReplyError) throw reply;
      return reply;
    } catch (error) {
      throw this.#error(error, doing);
    }
  }

  #answer(command: readonly CommandPart[], limitMs: number): Promise<RedisReply> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    const answered = new AbortController();
    const answer = new Promise<RedisReply>((resolve, reject) =>
      this.#asked.push({ resolve, reject, answered })
    );
    this.#link!.send(encodeCommand(command));
    this.#watch(limitMs, answered.signal);
    return answer;
  }

  /** Gives the connection up if nothing moves on it for so long. */
  async #watch(limitMs: number, answered: AbortSignal): Promise<void> {
    while (true) {
      const moved = this.#link!.moved;
      await this.#world.pause(limitMs, answered);
      if (answered.aborted) return;
      // What is long in coming, or in going, is no silence.
      if (this.#link!.moved !== moved) continue;
      this.#link!.fail(new Error(`it does not answer for ${limitMs} ms`));
    }
  }

  bytes(bytes: Uint8Array): void {
    for (const reply of this.#reader.push(bytes)) {
      const asked = this.#asked.shift();
      if (asked === undefined) throw new Error(`Redis says what nobody has asked for: ${reply}`);
      asked.answered.abort();
      asked.resolve(reply);
    }
  }

  lost(error: Error): void {
    this.#lost = error;
    for (const { reject, answered } of this.#asked.splice(0)) {
      answered.abort();
      reject(error);
    }
  }

  /** Ends the connection. What is asked is not answered any more. */
  async close(): Promise<void> {
    this.lost(this.#lost ?? new Error("the connection is closed"));
    await this.#link?.close();
  }

  #error(error: unknown, doing: string): Error {
    return redisError(error, doing, this.#server);
  }
}

/** What Redis refuses whenever it is asked, and what to do about it. */
const REFUSALS: readonly (readonly [answer: RegExp, remedy: string])[] = [
  [
    /^(WRONGPASS|NOAUTH|ERR invalid password|ERR AUTH)/,
    "set user and passwordEnv to a login of it",
  ],
  [/^NOPERM/, "allow the command and the key to this user"],
  [/^WRONGTYPE/, "give the key of a stream, this is one of another type"],
  [/^ERR (DB index|invalid DB)/, "give a database that the server has"],
  [/^(MOVED|ASK|CROSSSLOT)/, "give a server that is not one of a cluster"],
  [/^ERR unknown (sub)?command/i, "run a Redis of version 6.2 or later"],
];

/** An error to throw for one of Redis: {@link MisconfiguredError} where trying again would not help. */
export function redisError(error: unknown, doing: string, server: string): Error {
  if (error instanceof MisconfiguredError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const said = `Cannot ${doing} at ${server}: ${message}`;
  const refusal = REFUSALS.find(([answer]) => answer.test(message));
  if (refusal === undefined || !(error instanceof RedisReplyError)) {
    return new Error(said, { cause: error });
  }
  return new MisconfiguredError(`${said}: ${refusal[1]}`, { cause: error });
}
