/**
 * A NATS server for a test, and the parts of a link over it, opened as link actors open them.
 *
 * @module
 */
import { wireWorld } from "../../../src/client/wire_world.ts";
import { STANDARD_LOGIN } from "../../../src/nats/login.ts";
import { NatsSession } from "../../../src/nats/session.ts";
import {
  jetstream,
  type JetstreamAddress,
  type JetstreamOptions,
  namedAddress,
} from "../../../src/links/jetstream/address.ts";
import type { LogUser } from "../../../src/links/jetstream/identity.ts";
import { LaneReader } from "../../../src/links/jetstream/lane_reader.ts";
import { LogStream } from "../../../src/links/jetstream/log_stream.ts";
import { LogWriter, type WriterLife } from "../../../src/links/jetstream/log_writer.ts";
import { BrokerPosition, type ReaderLife } from "../../../src/links/jetstream/position.ts";
import { type NatsProgram, type NatsServer, startNats } from "../../connectors/servers/nats.ts";

/** Whose log it is in these tests. */
export const USER: LogUser = {
  aqueduct: "orders",
  kind: "u32",
  schema: "u32",
  hash: "00ff",
  girth: 1,
  graph: "shop",
  pod: "a",
};

/** The life of a process that has done nothing yet. */
export function fresh(): WriterLife & ReaderLife {
  return { holder: crypto.randomUUID(), log: "", fence: 0 };
}

/** A connection with a server. */
export function openSession(servers: string): Promise<NatsSession> {
  return NatsSession.open({ ...STANDARD_LOGIN, servers }, "test", {
    signal: new AbortController().signal,
    world: wireWorld(Date),
    log: () => {},
  });
}

/** A server and what is open at it. */
export class LogBed implements AsyncDisposable {
  readonly #sessions: NatsSession[] = [];

  private constructor(readonly server: NatsServer) {}

  static async make(program?: NatsProgram): Promise<LogBed> {
    return new LogBed(await startNats(undefined, program));
  }

  address(options: Partial<JetstreamOptions> = {}): JetstreamAddress {
    return namedAddress(jetstream({ servers: this.server.url, ...options }), USER.aqueduct);
  }

  async session(): Promise<NatsSession> {
    const session = await openSession(this.server.url);
    this.#sessions.push(session);
    return session;
  }

  async log(options: Partial<JetstreamOptions> = {}, mayMake = true): Promise<LogStream> {
    return await LogStream.open(await this.session(), this.address(options), mayMake);
  }

  async writer(
    { user = USER, life = fresh(), options = {} }: {
      user?: LogUser;
      life?: WriterLife;
      options?: Partial<JetstreamOptions>;
    } = {},
  ): Promise<LogWriter> {
    return await LogWriter.claim(await this.log(options), user, life);
  }

  async position(
    { user = USER, life = fresh(), reader = "main" }: {
      user?: LogUser;
      life?: ReaderLife;
      reader?: string;
    } = {},
  ): Promise<BrokerPosition> {
    return await BrokerPosition.claim(await this.log({ reader }), user, life);
  }

  async reader(
    next: number,
    { lane = 0, options = {}, hash = USER.hash }: {
      lane?: number;
      options?: Partial<JetstreamOptions>;
      hash?: string;
    } = {},
  ): Promise<LaneReader> {
    const log = await this.log(options);
    return await LaneReader.open({ log, lane, girth: 1, world: wireWorld(Date), hash }, next);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.close()));
    await this.server[Symbol.asyncDispose]();
  }
}

/** Writes `count` messages of one byte, each a frame, from number `first` on. */
export async function writeEach(
  writer: LogWriter,
  first: number,
  count: number,
  lane = 0,
): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, i) =>
      writer.write(
        lane,
        { first: first + i, count: 1, sentAt: NaN, isEnd: false },
        new Uint8Array([first + i]),
      )),
  );
}

/** The first bytes of the next `count` frames. */
export async function readEach(reader: LaneReader, count: number): Promise<number[]> {
  const read: number[] = [];
  const { signal } = new AbortController();
  while (read.length < count) {
    read.push(...(await reader.read(signal)).frames.map(({ body }) => body[0] ?? -1));
  }
  return read;
}
