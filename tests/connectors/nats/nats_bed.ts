/**
 * A NATS server for a test, with a stream, and wires that are opened as a source or a sink opens them.
 *
 * @module
 */
import { jetstream, type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import { wireWorld } from "../../../src/client/wire_world.ts";
import type { NatsConnection } from "@nats-io/nats-core";
import {
  type NatsItem,
  natsSink,
  type NatsSinkArgs,
  natsSource,
  type NatsSourceArgs,
} from "../../../src/connectors/nats/mod.ts";
import { connectBySocket } from "../../../src/nats/socket_transport.ts";
import type { Pulled, SinkWire, SourceOpening, SourceWire } from "../../../src/connectors/wire.ts";
import { type NatsLogin, type NatsProgram, type NatsServer, startNats } from "../servers/nats.ts";

export const STREAM = "ORDERS";
export const DURABLE = "billing";

/** What wires are opened with in these tests; `lines` are what they log. */
export function opening(lines: string[] = []): SourceOpening {
  return {
    signal: new AbortController().signal,
    world: wireWorld(Date),
    log: (line: string) => void lines.push(line),
    giveUp: () => Promise.resolve(),
    lost: () => {},
  };
}

/** A server, a connection to it that tests use to look at it, and a stream. */
export class NatsBed implements AsyncDisposable {
  #wires: AsyncDisposable[] = [];

  private constructor(
    readonly server: NatsServer,
    readonly nc: NatsConnection,
    readonly manager: JetStreamManager,
  ) {}

  static async make(
    { login, program }: { login?: NatsLogin; program?: NatsProgram } = {},
  ): Promise<NatsBed> {
    const server = await startNats(login, program);
    const nc = await connectBySocket({
      servers: server.url,
      ...(login !== undefined && "token" in login ? { token: login.token } : {}),
      ...(login !== undefined && "user" in login ? { user: login.user, pass: login.password } : {}),
    });
    const manager = await jetstreamManager(nc);
    await manager.streams.add({ name: STREAM, subjects: ["orders.>"] });
    return new NatsBed(server, nc, manager);
  }

  /** Puts messages into the stream: their texts. */
  async publish(...texts: readonly string[]): Promise<void> {
    const js = jetstream(this.nc);
    for (const text of texts) await js.publish("orders.new", text);
  }

  /** The texts in a stream, in its order. */
  async textsIn(stream: string = STREAM): Promise<string[]> {
    const { state } = await this.manager.streams.info(stream);
    const texts: string[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq++) {
      texts.push((await this.manager.streams.getMessage(stream, { seq }))?.string() ?? "");
    }
    return texts;
  }

  /** A source's wire, opened. */
  async source(
    args: Partial<NatsSourceArgs> = {},
    port: number = this.server.port,
    lines: string[] = [],
  ): Promise<SourceWire> {
    const wire = await natsSource.create({
      ...natsSource.args,
      servers: `nats://127.0.0.1:${port}`,
      stream: STREAM,
      durable: DURABLE,
      ...args,
    });
    this.#keep(wire);
    await wire.open(opening(lines));
    return wire;
  }

  /** A sink's wire, opened. */
  async sink(
    args: Partial<NatsSinkArgs> = {},
    port: number = this.server.port,
  ): Promise<SinkWire<NatsItem | Uint8Array>> {
    const wire = await natsSink.create({
      ...natsSink.args,
      servers: `nats://127.0.0.1:${port}`,
      subject: "orders.new",
      ...args,
    });
    this.#keep(wire);
    await wire.open(opening());
    return wire;
  }

  #keep(wire: { close(): Promise<void> }): void {
    this.#wires.push({ [Symbol.asyncDispose]: () => wire.close() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const wire of this.#wires) await wire[Symbol.asyncDispose]();
    await this.nc.close();
    await this.server[Symbol.asyncDispose]();
  }
}

/** A signal that nobody aborts. */
export const FOREVER: AbortSignal = new AbortController().signal;

/** Pulls until there are `count`. */
export async function pullAll(wire: SourceWire, count: number): Promise<Pulled[]> {
  const all: Pulled[] = [];
  while (all.length < count) all.push(...(await wire.pull(count - all.length, FOREVER))!);
  return all;
}

export function textOf({ raw }: Pulled): string {
  return new TextDecoder().decode(raw.bytes);
}
