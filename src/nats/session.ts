import type { ConnectionOptions, NatsConnection } from "npm:@nats-io/nats-core@3.4.0";
import { MisconfiguredError } from "../client/misconfigured_error.ts";
import type { WireOpening, WireWorld } from "../client/wire_world.ts";
import { authenticatorFor, certificatesFor } from "./authenticator.ts";
import { addressesOf, type NatsLogin } from "./login.ts";
import { connectBySocket } from "./socket_transport.ts";

/** How long a server has to answer anything that is asked of it. */
export const ANSWER_MS = 5000;

/** JetStream counts time in nanoseconds. */
export const NANOS_PER_MS = 1_000_000;

/** The status of what JetStream refuses for what it is, and will refuse again. */
export const BAD_REQUEST = 400;

/** A connection that is silent is found out within three of these. */
const PING_MS = 1500;

/** How long the end of a connection waits for the server to have what was sent. */
const FLUSH_MS = 1000;

/** One connection, which never comes back by itself: when it is lost, whoever waits for something of it is told. */
export class NatsSession {
  readonly nc: NatsConnection;
  /** For errors: `127.0.0.1:4222`. */
  readonly address: string;
  readonly #world: WireWorld;
  readonly #loss = Promise.withResolvers<never>();

  private constructor(nc: NatsConnection, address: string, world: WireWorld) {
    this.nc = nc;
    this.address = address;
    this.#world = world;
    this.#loss.promise.catch(() => {}); // It may be lost while nobody waits for anything.
    this.#watch();
  }

  /** Connects to the first of the servers that answers. */
  static async open(login: NatsLogin, name: string, opening: WireOpening): Promise<NatsSession> {
    const options: ConnectionOptions = {
      name,
      ...await authenticatorFor(login),
      timeout: ANSWER_MS,
      pingInterval: PING_MS,
      maxPingOut: 2,
      reconnect: false,
      ignoreClusterUpdates: true,
      noAsyncTraces: true,
    };
    const caCerts = await certificatesFor(login);
    const faults: string[] = [];
    for (const { host, isTls } of addressesOf(login)) {
      const tls = isTls ? { tls: {} } : {};
      const { signal } = opening;
      try {
        const nc = await connectBySocket({ ...options, ...tls, servers: host }, {
          signal,
          caCerts,
        });
        return new NatsSession(nc, host, opening.world);
      } catch (error) {
        signal.throwIfAborted();
        const fault = describedFault(error, `connect to NATS at ${host}`, login);
        if (fault instanceof MisconfiguredError) throw fault;
        faults.push(`${host}: ${saidBy(error as Error)}`);
      }
    }
    throw new Error(`Cannot connect to NATS: ${faults.join("; ")}`);
  }

  /** Waits for something that the server answers; throws as soon as the connection is lost. */
  ask<T>(answer: Promise<T>): Promise<T> {
    answer.catch(() => {}); // It may fail after the connection has.
    return Promise.race([answer, this.#loss.promise]);
  }

  /** Closes it, once the server has what was sent, if that does not take long. */
  async close(): Promise<void> {
    if (!this.nc.isClosed()) {
      const flushed = new AbortController();
      const flush = this.nc.flush().catch(() => {}).finally(() => flushed.abort());
      await Promise.race([flush, this.#world.pause(FLUSH_MS, flushed.signal)]);
      flushed.abort();
    }
    await this.nc.close();
  }

  /** The client closes by itself what is lost, but it may take its time to do so: what it tells first is listened to. */
  async #watch(): Promise<void> {
    for await (const status of this.nc.status()) {
      if (status.type === "error" && isViolation(status.error)) {
        this.#loss.reject(describedFault(status.error, `work with NATS at ${this.address}`));
      } else if (status.type === "staleConnection") {
        this.#lose("it does not answer pings");
      } else if (status.type === "disconnect" || status.type === "close") {
        this.#lose("the connection has ended");
      }
    }
  }

  #lose(why: string): void {
    this.#loss.reject(new Error(`Lost the connection to NATS at ${this.address}: ${why}`));
  }
}

/** The minor version of a server of version 2; endless for a later one. */
export function minorOf({ nc: { info } }: NatsSession): number {
  const [major = 0, minor = 0] = (info?.version ?? "").split(".").map(Number);
  return major > 2 ? Infinity : major < 2 ? 0 : minor;
}

/** An error as the actor is to have it: what was done, where, and whether to try again makes sense. */
export function describedFault(error: unknown, doing: string, login?: NatsLogin): Error {
  if (error instanceof MisconfiguredError) return error;
  const { name } = error as Error;
  const message = saidBy(error as Error);
  const cause = { cause: error };
  if (name === "AuthorizationError" || name === "UserAuthenticationExpiredError") {
    return new MisconfiguredError(
      `Cannot ${doing}: the server refuses ${
        who(login)
      } (${message}); check what it lets in, and the environment variables of the login`,
      cause,
    );
  }
  if (isViolation(error)) {
    return new MisconfiguredError(
      `Cannot ${doing}: ${message}; give this user the permission, or another user`,
      cause,
    );
  }
  return new Error(`Cannot ${doing}: ${message}`, cause);
}

/** Whether it is something that this user may not do. Of a request it is the cause. */
function isViolation(error: unknown): boolean {
  const { name, cause } = error as Error;
  return [name, (cause as Error | undefined)?.name].includes("PermissionViolationError");
}

function saidBy({ name, message }: Error): string {
  return name === "TimeoutError" ? `no answer within ${ANSWER_MS} ms` : message;
}

function who(login: NatsLogin | undefined): string {
  if (login === undefined) return "this login";
  if (login.tokenEnv !== "") return `the token in ${login.tokenEnv}`;
  if (login.user !== "") return `user "${login.user}" with the password in ${login.passwordEnv}`;
  if (login.nkeySeedEnv !== "") return `the NKey in ${login.nkeySeedEnv}`;
  return "who has no login";
}
