import process from "node:process";
import type { Duplex } from "node:stream";
import { fromEnvironment } from "../../client/environment.ts";
import type { WireOpening } from "../wire.ts";
import { PostgresDial } from "./dial.ts";
import { failure } from "./refusal.ts";
import { addressOf, type PostgresServerArgs } from "./server_args.ts";

/** The client, as far as it is used. */
type PostgresClient = typeof import("npm:postgres@3.4.9");
type ClientSql = ReturnType<PostgresClient>;

/** A row of an answer. Text is what all is but numbers of 32 bits, booleans, times and bytes. */
export type SessionRow = Readonly<Record<string, unknown>>;

/** Loads the client. */
export async function loadClient(): Promise<PostgresClient> {
  return (await import("npm:postgres@3.4.9")).default;
}

/** How long the server has to say good-bye, in milliseconds. */
const PARTING_MS = 500;
/** What a statement's answer may take beyond the time that the server has for it. */
const ROUND_TRIP_MS = 1000;

/** JSON goes and comes as text: what it means is the wires' affair. */
const JSON_AS_TEXT = {
  to: 114,
  from: [114, 3802],
  serialize: (text: string): string => text,
  parse: (text: string): string => text,
};

const BYTES = {
  to: 17,
  from: [17],
  serialize: (bytes: Uint8Array): string => `\\x${bytes.toHex()}`,
  parse: (text: string): Uint8Array => Uint8Array.fromHex(text.slice(2)),
};

/** Something that the server was asked. */
interface Question {
  /** On the world's clock. */
  readonly askedAt: number;
  fail(reason: unknown): void;
}

/**
 * One connection, which is never mended: once it is lost, so is all that the server kept for it, and a new session is opened. The client
 * would connect again by itself, so it is given one socket and no other.
 */
export class PostgresSession {
  /** `host:port`, for errors. */
  readonly address: string;
  readonly #opening: WireOpening;
  readonly #timeoutMs: number;
  readonly #over = new AbortController();
  #dial: PostgresDial | undefined;
  #sql: ClientSql | undefined;
  #lost: Error | undefined;
  /** What was asked and is not answered, the oldest first. */
  readonly #questions = new Set<Question>();
  #isWatched = false;
  /** Called when the connection is lost, and with what a `NOTIFY` says. */
  onEvent: () => void = () => {};

  constructor(args: PostgresServerArgs, opening: WireOpening) {
    const { host, port } = addressOf(args.url);
    this.address = `${host}:${port}`;
    this.#opening = opening;
    this.#timeoutMs = args.timeoutMs;
  }

  /**
   * Connects and logs in.
   *
   * @param parameters What the server is told about the session, beside the time that statements have.
   */
  async open(
    client: PostgresClient,
    args: PostgresServerArgs,
    parameters: Readonly<Record<string, string | number>>,
  ): Promise<void> {
    const { host, port, user, database } = addressOf(args.url);
    const password = fromEnvironment("passwordEnv", args.passwordEnv) ?? "";
    const doing = `log in as "${user}" to database "${database}" at ${this.address}`;
    const { signal } = this.#opening;
    this.#sql = withoutEnvironment(() =>
      client({
        host,
        port,
        user,
        database,
        password,
        ssl: false,
        max: 1,
        idle_timeout: 0,
        max_lifetime: null,
        connect_timeout: 0,
        backoff: 0,
        fetch_types: false,
        keep_alive: 5,
        types: { json: JSON_AS_TEXT, bytea: BYTES },
        connection: {
          application_name: "steady",
          statement_timeout: args.timeoutMs,
          ...parameters,
        },
        onnotice: () => {},
        onnotify: () => this.onEvent(),
        onclose: () => this.#lose(new Error(`Lost the connection to ${this.address}`)),
        socket: () => {
          if (this.#dial !== undefined || this.#over.signal.aborted) {
            throw this.#lost ?? new Error(`Lost the connection to ${this.address}`);
          }
          this.#dial = new PostgresDial(args);
          return this.#dial.connected();
        },
        // deno-lint-ignore no-explicit-any -- the client's types know neither `socket` nor `onnotify`
      } as any)
    );
    const giveUp = () => this.#lose(new Error("Opening was given up"));
    signal.addEventListener("abort", giveUp);
    try {
      if (signal.aborted) giveUp();
      await this.#bounded(this.#sql.unsafe("SELECT 1"));
    } catch (error) {
      throw failure(doing, error);
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** Why the connection is lost, if it is. */
  get lost(): Error | undefined {
    return this.#lost;
  }

  /** Throws if the connection is lost. */
  check(): void {
    if (this.#lost !== undefined) throw this.#lost;
  }

  /**
   * Runs a statement, prepared where it has parameters. Several may be asked for without waiting: the server has them in this order, each
   * a transaction of its own unless one is open.
   */
  async run(text: string, parameters: readonly (string | null)[] = []): Promise<SessionRow[]> {
    this.check();
    const sql = this.#sql!;
    return await this.#bounded<SessionRow[]>(
      parameters.length === 0
        ? sql.unsafe(text)
        : sql.unsafe(text, [...parameters], { prepare: true }),
    );
  }

  /** As {@link run}, with types for the parameters, for a statement that does not tell them. */
  async runTyped(
    text: string,
    parameters: readonly string[],
    types: readonly number[],
  ): Promise<SessionRow[]> {
    this.check();
    const sql = this.#sql!;
    const typed = parameters.map((value, i) => sql.typed(value as never, types[i]!));
    return await this.#bounded<SessionRow[]>(sql.unsafe(text, typed, { prepare: true }));
  }

  /** Has the server read a statement without running it. */
  async describe(text: string, types: readonly number[]): Promise<void> {
    this.check();
    const sql = this.#sql!;
    const typed = types.map((type) => sql.typed("" as never, type));
    await this.#bounded<unknown>(sql.unsafe(text, typed).describe());
  }

  /** Runs a statement after which both sides talk as they like. */
  async talk(text: string): Promise<Duplex> {
    this.check();
    const sql = this.#sql!;
    return await this.#bounded<Duplex>(
      sql.unsafe(text).writable() as unknown as Promise<Duplex>,
    );
  }

  /** Asks the server something every so often, so that neither side takes the other for gone, until the session ends. */
  async keepAlive(everyMs: number): Promise<void> {
    const { world } = this.#opening;
    while (true) {
      await world.pause(everyMs, this.#over.signal);
      if (this.#over.signal.aborted) return;
      await this.run("SELECT 1").catch(() => {});
    }
  }

  /** Aborted once the connection is lost or closed. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Takes the connection for lost. */
  lose(error: Error): void {
    this.#lose(error);
  }

  /** Says good-bye, and waits shortly for the server to have heard it. Does not throw. */
  async close(): Promise<void> {
    this.#lost ??= new Error(`The connection to ${this.address} is closed`);
    this.#end();
    await this.#sql?.end({ timeout: 0 }).catch(() => {});
    if (this.#dial === undefined) return;
    const parted = new AbortController();
    const pause = this.#opening.world.pause(PARTING_MS, parted.signal);
    await Promise.race([this.#dial.closed(), pause]);
    parted.abort();
    this.#dial.destroy();
    await this.#dial.closed();
  }

  #lose(error: Error): void {
    if (this.#lost !== undefined) return;
    this.#lost = error;
    this.#end();
    this.#dial?.destroy();
    this.onEvent();
  }

  /** The answer to what was asked, unless the connection is lost first, or no answer comes. */
  #bounded<T>(answer: PromiseLike<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#over.signal.aborted) return reject(this.#lost);
      const question: Question = { askedAt: this.#opening.world.now(), fail: reject };
      this.#questions.add(question);
      const answered = () => this.#questions.delete(question);
      answer.then((value) => {
        answered();
        resolve(value);
      }, (error) => {
        answered();
        reject(error);
      });
      if (!this.#isWatched) void this.#watch();
    });
  }

  /** As long as something is asked, looks whether the oldest question is answered in time: a timer for each would cost more than it. */
  async #watch(): Promise<void> {
    const { world } = this.#opening;
    const ms = this.#timeoutMs + ROUND_TRIP_MS;
    this.#isWatched = true;
    while (!this.#over.signal.aborted) {
      const [oldest] = this.#questions;
      if (oldest === undefined) break;
      const leftMs = oldest.askedAt + ms - world.now();
      if (leftMs <= 0) this.#lose(new Error(`${this.address} has not answered for ${ms} ms`));
      else await world.pause(leftMs, this.#over.signal);
    }
    this.#isWatched = false;
  }

  /** Whoever waits for an answer waits in vain. */
  #end(): void {
    this.#over.abort(this.#lost);
    for (const { fail } of this.#questions) fail(this.#lost);
    this.#questions.clear();
  }
}

/**
 * The client would take what the args do not say from variables such as `PGAPPNAME`. It looks at them when it is called, and no later, so
 * meanwhile there are none: nothing but the args counts, and no permission is needed.
 */
function withoutEnvironment<T>(call: () => T): T {
  const { env } = process;
  process.env = {};
  try {
    return call();
  } finally {
    process.env = env;
  }
}
