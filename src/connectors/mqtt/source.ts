import { numberFaults } from "../arg_checks.ts";
import type { Pulled, SourceOpening, SourceWire, SourceWireKind } from "../wire.ts";
import { MqttLink, serverFaults } from "./mqtt_link.ts";
import type { PublishPacket } from "./packets.ts";

/** What {@link mqttSource} is told by. */
export type MqttSourceArgs = {
  /** Where the broker is: `mqtt://HOST:PORT`, or `mqtts://` for TLS. */
  readonly server: string;
  /** Who logs in; `""` for nobody. */
  readonly user: string;
  /** The environment variable that has the password; `""` for none. */
  readonly passwordEnv: string;
  /** A file with the certificates of who may have signed the server's, beside those that Deno trusts; `""` for none. */
  readonly caFile: string;
  /** By what the broker knows this client: the same after a restart, and nobody else's. */
  readonly clientId: string;
  /** The topic, or a filter of topics, as `orders/#`. */
  readonly topic: string;
  /** The name of a shared subscription, whose members get each message once between them; `""` for none. */
  readonly share: string;
  /** How many messages the broker may hand over that are not settled, from 1 to 65535. */
  readonly receiveMaximum: number;
  /** For how many seconds the broker keeps what comes while the client is gone, at least 1. */
  readonly sessionExpiryS: number;
  /** The user property in which a sender names each message, the same whenever it sends it; `""` for none. */
  readonly originProperty: string;
};

/** A message's position: the number by which it is acknowledged in this connection, 0 if it is not acknowledged. */
export interface MqttPosition {
  /** From 1 to 65535, or 0. */
  readonly id: number;
}

/**
 * Subscribes to topics of an MQTT 5 broker, in a session that outlives the connection. Messages are acknowledged when they are settled;
 * what is not comes again with the next connection. While nothing comes it waits; a login that is refused, or a subscription that is not
 * allowed, crash the actor.
 *
 * The origin of a message is `topic/NAME` by the user property `originProperty`, as {@link mqttSink} sets it. MQTT itself has no name for a
 * message: without the property, one that comes again has another origin. Needs `--allow-net=HOST:PORT`, and `--allow-env` for the password.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mqttSource } from "@steady-state/deno/connectors/mqtt";
 *
 * const args = { ...mqttSource.args, server: "mqtt://127.0.0.1", topic: "orders/#" };
 * assertEquals(mqttSource.faults(args), [
 *   "its clientId is missing, give it a name of its own, the same after a restart",
 * ]);
 * ```
 */
export const mqttSource: SourceWireKind<MqttSourceArgs, MqttPosition> = {
  name: "mqtt",
  args: {
    server: "",
    user: "",
    passwordEnv: "",
    caFile: "",
    clientId: "",
    topic: "",
    share: "",
    receiveMaximum: 1000,
    sessionExpiryS: 604_800,
    originProperty: "steady-origin",
  },
  redelivers: true,
  faults(args) {
    const faults = serverFaults(args);
    if (args.clientId === "") {
      faults.push(
        "its clientId is missing, give it a name of its own, the same after a restart",
      );
    }
    if (args.topic === "") faults.push("its topic is missing, give one, or a filter as orders/#");
    if (/[/+#]/.test(args.share)) {
      faults.push(`its share is ${JSON.stringify(args.share)}, give a name without /, + and #`);
    }
    return [
      ...faults,
      ...numberFaults(args, "receiveMaximum", 1, 0xffff),
      ...numberFaults(args, "sessionExpiryS", 1, 0xffff_ffff),
    ];
  },
  create: (args) => Promise.resolve(new MqttSource(args)),
};

class MqttSource implements SourceWire<MqttPosition> {
  readonly #args: MqttSourceArgs;
  #log!: (line: string) => void;
  #link: MqttLink | undefined;
  #lost: Error | undefined;
  /** What has come and was not pulled: as much as the broker may hand over, at most. */
  readonly #come: PublishPacket[] = [];
  /** What was pulled, and is to be acknowledged. */
  readonly #open = new Set<MqttPosition>();
  /** Of these, the last of each name that a sender has given. */
  readonly #lastOf = new Map<string, MqttPosition>();
  /** And the one of the same name that came before: a sender that got no answer has sent it again, and the broker has both. */
  readonly #earlier = new Map<MqttPosition, MqttPosition>();
  #unnamed = 0;
  #dropped = 0;
  readonly #run: string = crypto.randomUUID();
  #wake: () => void = () => {};

  constructor(args: MqttSourceArgs) {
    this.#args = args;
  }

  async open(opening: SourceOpening): Promise<void> {
    const { clientId, sessionExpiryS, receiveMaximum, topic, share } = this.#args;
    this.#log = opening.log;
    this.#link = await MqttLink.open(
      this.#args,
      { clientId, expiryS: sessionExpiryS, receiveMaximum },
      opening,
      { message: (message) => this.#arrive(message), lost: (error) => this.#lose(error) },
    );
    if (!this.#link.isSessionThere) {
      opening.log(`the broker has no session of ${clientId}, it begins one`);
    }
    await this.#link.subscribe(share === "" ? topic : `$share/${share}/${topic}`);
  }

  #arrive(message: PublishPacket): void {
    // One that is not acknowledged is not held back by the broker: what nobody has room for is dropped, as it would drop it.
    if (message.id === 0 && this.#come.length >= this.#args.receiveMaximum) {
      if (this.#dropped++ === 0) {
        this.#log(`messages of QoS 0 are dropped, there are more than receiveMaximum`);
      }
      return;
    }
    this.#come.push(message);
    this.#wake();
  }

  #lose(error: Error): void {
    this.#lost = error;
    this.#wake();
  }

  async pull(max: number, signal: AbortSignal): Promise<readonly Pulled<MqttPosition>[]> {
    if (this.#lost === undefined && this.#come.length === 0 && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      signal.addEventListener("abort", this.#wake);
      await promise;
      signal.removeEventListener("abort", this.#wake);
    }
    // What has come over a connection that is lost comes again.
    if (this.#lost !== undefined) throw this.#lost;
    return this.#come.splice(0, max).map((message) => this.#pulled(message));
  }

  #pulled({ topic, payload, id, properties }: PublishPacket): Pulled<MqttPosition> {
    const { clientId, originProperty } = this.#args;
    const name = properties.user[originProperty];
    const position = { id };
    const origin = name === undefined
      ? `${clientId}/${this.#run}/${++this.#unnamed}`
      : `${topic}/${name}`;
    if (id !== 0) this.#open.add(position);
    if (id !== 0 && name !== undefined) {
      const earlier = this.#lastOf.get(origin);
      if (earlier !== undefined) this.#earlier.set(position, earlier);
      this.#lastOf.set(origin, position);
    }
    return {
      origin,
      // Acknowledgements go in the order in which messages came, of whatever topic.
      partition: clientId,
      position,
      raw: { bytes: payload, subject: topic, headers: properties.user },
    };
  }

  async settle(messages: readonly Pulled<MqttPosition>[]): Promise<void> {
    const numbers = messages.flatMap(({ origin, position }) => this.#settled(origin, position));
    await this.#link!.acknowledge(numbers);
  }

  /** The numbers to be acknowledged for a message that is settled: its own, behind those of the same name that came before it. */
  #settled(origin: string, position: MqttPosition): number[] {
    const numbers: number[] = [];
    if (this.#lastOf.get(origin) === position) this.#lastOf.delete(origin);
    for (let at: MqttPosition | undefined = position; at !== undefined;) {
      // A number is used again once it is acknowledged: never acknowledge twice, nor one of another connection.
      if (this.#open.delete(at)) numbers.unshift(at.id);
      const earlier = this.#earlier.get(at);
      this.#earlier.delete(at);
      at = earlier;
    }
    return numbers;
  }

  async close(): Promise<void> {
    await this.#link?.close();
  }
}
