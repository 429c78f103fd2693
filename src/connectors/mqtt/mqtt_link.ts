import { ByteLink, type ByteListener } from "../byte_link.ts";
import { fromEnvironment } from "../../client/environment.ts";
import { MisconfiguredError, type WireOpening, type WireWorld } from "../wire.ts";
import { PacketReader } from "./packet_reader.ts";
import {
  type BrokerPacket,
  encodeConnect,
  encodeDisconnect,
  encodePing,
  encodePubacks,
  encodePublish,
  encodeSubscribe,
  type PublishPacket,
} from "./packets.ts";
import { reasonError } from "./reasons.ts";

/** How long the broker has for an answer, in milliseconds. */
const ANSWER_MS = 3000;
/** How often it is asked whether it is there. */
const PING_MS = 2000;
/** After how many seconds without a word from here the broker takes this client for gone, and half of that again. */
const KEEP_ALIVE_S = 10;
/** The highest number that a packet can have. */
const LAST_ID = 0xffff;

/** Where a broker is, and who comes. */
export interface MqttServerArgs {
  readonly server: string;
  readonly user: string;
  readonly passwordEnv: string;
  readonly caFile: string;
}

/** What is wrong with it, a sentence each. */
export function serverFaults({ server, user, passwordEnv, caFile }: MqttServerArgs): string[] {
  const faults: string[] = [];
  const url = URL.parse(server);
  if (url === null || !/^mqtts?:$/.test(url.protocol) || url.hostname === "") {
    const given = url?.password ? "an address with a password in it" : JSON.stringify(server);
    faults.push(`its server is ${given}, give mqtt://HOST:PORT, or mqtts:// for TLS`);
  } else if (url.username !== "" || url.password !== "") {
    faults.push(
      "its server has a login in it, give user, and passwordEnv, an environment variable",
    );
  }
  if (user === "" && passwordEnv !== "") {
    faults.push("its passwordEnv has no user, give user");
  }
  if (caFile !== "" && !server.startsWith("mqtts:")) {
    faults.push(`its caFile is ${caFile}, and its server has no TLS, give mqtts://`);
  }
  return faults;
}

/** How a client is known to the broker. */
export interface MqttSession {
  readonly clientId: string;
  /** For how many seconds the broker keeps what is not acknowledged when the client is gone; 0 begins anew each time. */
  readonly expiryS: number;
  /** How many messages may be there that are not acknowledged. */
  readonly receiveMaximum: number;
}

/** Who is told what comes by itself. */
export interface MqttListener {
  message(message: PublishPacket): void;
  lost(error: Error): void;
}

/** What a broker allows. */
export interface MqttLimits {
  /** How many messages may be sent that it has not acknowledged. */
  readonly receiveMaximum: number;
  /** How many bytes a packet may have. */
  readonly packetBytes: number;
}

interface MqttQuestion {
  resolve(reason: number): void;
  reject(error: Error): void;
}

/** A connection to a broker that is logged in. It asks again and again whether the broker is there, and does nothing else by itself. */
export class MqttLink implements ByteListener {
  readonly #server: string;
  readonly #world: WireWorld;
  readonly #listener: MqttListener;
  readonly #reader = new PacketReader();
  /** Those who wait for an answer, by the number of the packet, or by order. */
  readonly #numbered = new Map<number, MqttQuestion>();
  readonly #pings: MqttQuestion[] = [];
  readonly #connack = Promise.withResolvers<Extract<BrokerPacket, { kind: "connack" }>>();
  readonly #closing = new AbortController();
  #link: ByteLink | undefined;
  #pinging: Promise<void> | undefined;
  #lost: Error | undefined;
  #lastId = 0;
  #limits: MqttLimits = { receiveMaximum: LAST_ID, packetBytes: Infinity };
  #isSessionThere = false;

  private constructor(server: string, world: WireWorld, listener: MqttListener) {
    this.#server = server;
    this.#world = world;
    this.#listener = listener;
    // It is looked at where it matters.
    this.#connack.promise.catch(() => {});
  }

  /** Connects and logs in. */
  static async open(
    { server, user, passwordEnv, caFile }: MqttServerArgs,
    session: MqttSession,
    opening: WireOpening,
    listener: MqttListener,
  ): Promise<MqttLink> {
    const password = fromEnvironment("passwordEnv", passwordEnv);
    const url = new URL(server);
    const tls = url.protocol === "mqtts:";
    const address = {
      hostname: url.hostname.replace(/^\[|\]$/g, ""),
      port: Number(url.port || (tls ? "8883" : "1883")),
      tls,
      caFile,
    };
    const mqtt = new MqttLink(server, opening.world, listener);
    try {
      mqtt.#link = await ByteLink.open(address, opening, ANSWER_MS, mqtt);
      mqtt.#link.send(encodeConnect({
        clientId: session.clientId,
        isClean: session.expiryS === 0,
        keepAliveS: KEEP_ALIVE_S,
        sessionExpiryS: session.expiryS,
        receiveMaximum: session.receiveMaximum,
        user: user === "" ? undefined : user,
        password,
      }));
      await mqtt.#login(opening.signal);
      mqtt.#pinging = mqtt.#keepAlive();
      return mqtt;
    } catch (error) {
      await mqtt.close();
      throw mqtt.#error(error, "connect");
    }
  }

  async #login(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const late = this.#world.pause(ANSWER_MS, AbortSignal.any([signal, over.signal]));
    try {
      const connack = await Promise.race([this.#connack.promise, late]);
      if (connack === undefined) {
        throw new Error(
          signal.aborted ? "it was given up" : `it does not answer for ${ANSWER_MS} ms`,
        );
      }
      const { reason, properties, isSessionThere } = connack;
      if (reason !== 0) {
        throw reasonError("log in", this.#server, reason, properties.reasonString);
      }
      if (properties.maximumQoS === 0) throw reasonError("log in", this.#server, 155);
      this.#isSessionThere = isSessionThere;
      this.#limits = {
        receiveMaximum: properties.receiveMaximum ?? LAST_ID,
        packetBytes: properties.maximumPacketSize ?? Infinity,
      };
    } finally {
      over.abort();
    }
  }

  /** What the broker allows. */
  get limits(): MqttLimits {
    return this.#limits;
  }

  /** Whether the broker knew the client id, and has kept what was not acknowledged. */
  get isSessionThere(): boolean {
    return this.#isSessionThere;
  }

  /** Subscribes to messages with an acknowledgement. */
  async subscribe(filter: string): Promise<void> {
    const doing = `subscribe to ${filter}`;
    const reason = await this.#numberedAnswer(doing, (id) => encodeSubscribe(id, filter));
    if (reason >= 128) throw reasonError(doing, this.#server, reason);
    if (reason === 0) throw reasonError(doing, this.#server, 155);
  }

  /** Publishes a message, and resolves with what the broker says when it has it: 0, 16 if nobody has subscribed, or why it refuses. */
  publish(message: Omit<PublishPacket, "kind" | "id">): Promise<number> {
    return this.#numberedAnswer(
      `publish to ${message.topic}`,
      (id) => encodePublish({ ...message, id }),
    );
  }

  /** Acknowledges messages, and resolves once the broker knows. */
  async acknowledge(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    this.#link!.send(encodePubacks(ids));
    // An acknowledgement is not answered, and what comes behind it is: the broker reads in order.
    await this.#ping("acknowledge messages");
  }

  async #numberedAnswer(doing: string, encode: (id: number) => Uint8Array): Promise<number> {
    const id = this.#freeId();
    try {
      return await this.#answer(encode(id), (asked) => this.#numbered.set(id, asked));
    } catch (error) {
      throw this.#error(error, doing);
    }
  }

  #freeId(): number {
    do this.#lastId = this.#lastId % LAST_ID + 1; while (this.#numbered.has(this.#lastId));
    return this.#lastId;
  }

  async #ping(doing: string): Promise<void> {
    try {
      await this.#answer(encodePing(), (asked) => this.#pings.push(asked));
    } catch (error) {
      throw this.#error(error, doing);
    }
  }

  #answer(bytes: Uint8Array, wait: (asked: MqttQuestion) => void): Promise<number> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    wait({ resolve, reject });
    this.#link!.send(bytes);
    return promise;
  }

  /** Gives the connection up if the broker is asked whether it is there, and nothing comes. */
  async #keepAlive(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#world.pause(PING_MS, signal);
      if (signal.aborted) return;
      const { moved } = this.#link!;
      // Of an error all hear who wait.
      this.#ping("ask whether the broker is there").catch(() => {});
      await this.#world.pause(ANSWER_MS, signal);
      if (signal.aborted || this.#link!.moved !== moved) continue;
      this.#link!.fail(new Error(`it does not answer for ${ANSWER_MS} ms`));
    }
  }

  bytes(bytes: Uint8Array): void {
    for (const packet of this.#reader.push(bytes)) this.#receive(packet);
  }

  #receive(packet: BrokerPacket): void {
    switch (packet.kind) {
      case "publish":
        return this.#listener.message(packet);
      case "connack":
        return this.#connack.resolve(packet);
      case "pingresp":
        return this.#pings.shift()?.resolve(0);
      case "puback":
      case "suback": {
        const asked = this.#numbered.get(packet.id);
        this.#numbered.delete(packet.id);
        return asked?.resolve(packet.reason);
      }
      case "disconnect": {
        const { reason, properties } = packet;
        throw reasonError("stay connected", this.#server, reason, properties.reasonString);
      }
    }
  }

  lost(error: Error): void {
    if (this.#lost !== undefined) return;
    this.#lost = this.#error(error, "stay connected");
    this.#closing.abort();
    this.#connack.reject(error);
    const asked = [...this.#numbered.values(), ...this.#pings.splice(0)];
    this.#numbered.clear();
    for (const { reject } of asked) reject(error);
    this.#listener.lost(this.#lost);
  }

  /** Ends the connection in good order; the session stays. */
  async close(): Promise<void> {
    if (this.#lost === undefined) this.#link?.send(encodeDisconnect());
    this.lost(new Error("the connection is closed"));
    await Promise.all([this.#link?.close(), this.#pinging]);
  }

  #error(error: unknown, doing: string): Error {
    if (error instanceof MisconfiguredError) return error;
    const message = error instanceof Error ? error.message : String(error);
    if (message.startsWith("Cannot ")) return error as Error;
    return new Error(`Cannot ${doing} at ${this.#server}: ${message}`, { cause: error });
  }
}
