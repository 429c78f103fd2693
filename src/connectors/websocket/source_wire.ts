import {
  type Arrival,
  type ArrivalEnd,
  type ArrivalListener,
  ArrivalQueue,
} from "../arrival_queue.ts";
import { BearerCheck } from "../bearer_check.ts";
import { fromEnvironment } from "../../client/environment.ts";
import type { Pulled, SourceOpening, SourceWire } from "../wire.ts";
import { connect, placeOf } from "./connect.ts";
import { type ConnectionEnd, type ConnectionListener, SocketConnection } from "./connection.ts";
import { Peer } from "./peer.ts";
import { SocketServer } from "./server.ts";
import type { WebsocketSourceArgs } from "./source_args.ts";
import type { WsSocket } from "./ws.ts";

/** Takes frames, as a server or as a client. */
export class WebsocketSourceWire implements SourceWire<Arrival> {
  readonly #args: Readonly<WebsocketSourceArgs>;
  /** Where frames come from, as they say. */
  readonly #subject: string;
  readonly #arrivals: ArrivalQueue;
  readonly #peers = new Set<Peer>();
  /** Peers of which something has been settled and not told. */
  readonly #news = new Set<Peer>();
  /** Why, as a client, it has lost its server, once it has. */
  #lost: Error | undefined;
  #opening!: SourceOpening;
  #server: SocketServer | undefined;
  #isClosing = false;

  constructor(args: Readonly<WebsocketSourceArgs>) {
    this.#args = args;
    this.#subject = args.url === "" ? args.path : placeOf(args.url);
    this.#arrivals = new ArrivalQueue({
      maxQueued: args.maxQueued,
      remembered: args.rememberedIds,
    });
  }

  async open(opening: SourceOpening): Promise<void> {
    this.#opening = opening;
    const token = fromEnvironment("bearerEnv", this.#args.bearerEnv);
    if (this.#args.url === "") await this.#listen(token);
    else await this.#connect(token);
  }

  async pull(max: number, signal: AbortSignal): Promise<readonly Pulled<Arrival>[]> {
    if (this.#lost === undefined) await this.#arrivals.arrived(max, signal);
    const isOver = signal.aborted || this.#lost !== undefined;
    const pulled = isOver ? this.#taken(max) : this.#arrivals.take(max);
    if (pulled.length === 0 && this.#lost !== undefined) throw this.#lost;
    if (!signal.aborted && this.#arrivals.vacant > 0) {
      for (const { connection } of this.#peers) connection?.resume();
    }
    return pulled;
  }

  settle(messages: readonly Pulled<Arrival>[]): Promise<void> {
    this.#arrivals.settle(messages);
    this.#tell();
    return Promise.resolve();
  }

  release(messages: readonly Pulled<Arrival>[]): Promise<void> {
    this.#arrivals.refuse(messages);
    return Promise.resolve();
  }

  lag(): Promise<number> {
    return Promise.resolve(this.#arrivals.queued);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#server?.refuseAll();
    this.#arrivals.refuseAll();
    await Promise.all(
      [...this.#peers].map(({ connection }) => connection?.close(1001, "the source stops")),
    );
    await this.#server?.close();
  }

  async #listen(token: string | undefined): Promise<void> {
    const { hostname, port, path, maxFrameBytes, maxConnections } = this.#args;
    this.#server = await SocketServer.listen({
      hostname,
      port,
      path,
      maxFrameBytes,
      bearer: token === undefined ? undefined : await BearerCheck.of(token),
      hasRoom: () => this.#peers.size < maxConnections,
      accept: (socket) => this.#accept(socket),
    });
    this.#opening.log(
      `accepts sockets at ws://${hostname}:${this.#server.port}${path}` +
        (token === undefined ? " from anybody: bearerEnv is not given" : ""),
    );
  }

  async #connect(token: string | undefined): Promise<void> {
    const { url, maxFrameBytes, pingMs, greeting, acks } = this.#args;
    const peer = new Peer(acks);
    const listener = this.#listener(peer, ({ code, reason }) => {
      const why = reason === "" ? "" : `, ${reason}`;
      this.#lost = new Error(`${placeOf(url)} has ended the connection with ${code}${why}`);
      this.#arrivals.endWait();
    });
    const options = { url, token, maxFrameBytes, pingMs };
    const connection = await connect(options, listener, this.#opening);
    peer.connection = connection;
    this.#peers.add(peer);
    if (greeting !== "") await connection.send(greeting);
  }

  #accept(socket: WsSocket): void {
    const peer = new Peer(this.#args.acks);
    this.#peers.add(peer);
    const listener = this.#listener(peer, () => this.#peers.delete(peer));
    peer.connection = new SocketConnection(
      socket,
      listener,
      this.#opening.world,
      this.#args.pingMs,
    );
    if (this.#isClosing) void peer.connection.close(1001, "the source stops");
  }

  #listener(peer: Peer, over: (end: ConnectionEnd) => void): ConnectionListener {
    const frameOver = (end: ArrivalEnd, frame: number) => {
      if (end === "refused") return;
      peer.settle(frame);
      this.#news.add(peer);
    };
    return { frame: (data, isBinary) => this.#frame(peer, data, isBinary, frameOver), over };
  }

  #frame(peer: Peer, bytes: Uint8Array, isBinary: boolean, over: ArrivalListener): void {
    const { acks, maxUnsettled, idField } = this.#args;
    if (this.#isClosing) return;
    if (acks && peer.unsettled >= maxUnsettled) {
      void peer.connection?.close(1008, `more than ${maxUnsettled} frames are not settled`);
      return;
    }
    const frame = peer.take();
    const id = idField === "" || isBinary ? undefined : idOf(bytes, idField);
    const arrival = this.#arrivals.arrive({
      origin: id ?? `${peer.name}/${frame}`,
      partition: peer.name,
      raw: { bytes, subject: this.#subject, at: this.#opening.world.now() },
      named: id !== undefined,
    });
    arrival.whenOver(over, frame);
    // One that was settled before is told at once.
    if (arrival.isOver) this.#tell();
    if (acks || this.#arrivals.vacant > 0) return;
    for (const { connection } of this.#peers) connection?.pause();
  }

  #tell(): void {
    for (const peer of this.#news) peer.tell();
    this.#news.clear();
  }

  /** What is queued although nobody may wait for more: senders that are told nothing bring nothing again. */
  #taken(max: number): readonly Pulled<Arrival>[] {
    return this.#args.acks ? [] : this.#arrivals.take(max);
  }
}

/** The id that a frame has in that field, if it has one. */
function idOf(bytes: Uint8Array, field: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const id = (value as Record<string, unknown>)[field];
  if (typeof id === "number") return String(id);
  return typeof id === "string" && id !== "" ? id : undefined;
}
