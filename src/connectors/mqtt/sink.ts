import { formFault, isContent, type ItemForm } from "../item_form.ts";
import {
  MisconfiguredError,
  type Outgoing,
  type PutOutcome,
  type SinkWire,
  type SinkWireKind,
  type WireOpening,
} from "../wire.ts";
import { MqttLink, serverFaults } from "./mqtt_link.ts";
import { MOST_BYTES, type PublishPacket, utf8Length } from "./packets.ts";
import { reasonError, reasonText } from "./reasons.ts";

/** What {@link mqttSink} is told by. */
export type MqttSinkArgs = {
  /** Where the broker is: `mqtt://HOST:PORT`, or `mqtts://` for TLS. */
  readonly server: string;
  /** Who logs in; `""` for nobody. */
  readonly user: string;
  /** The environment variable that has the password; `""` for none. */
  readonly passwordEnv: string;
  /** A file with the certificates of who may have signed the server's, beside those that Deno trusts; `""` for none. */
  readonly caFile: string;
  /** By what the broker knows this client; `""` has the broker give it a name. */
  readonly clientId: string;
  /** Where messages go that do not say it; `""` if each does. */
  readonly topic: string;
  /** Whether the broker keeps the last message of a topic for those who subscribe later. */
  readonly retain: boolean;
  /** The user property that names the origin of each message; `""` for none. */
  readonly originProperty: string;
};

/** A message with a topic, or user properties, of its own. */
export interface MqttMessage {
  /** Where it goes; `topic` of the sink if it is not given. */
  readonly topic?: string;
  /** Its content; text goes as UTF-8. */
  readonly payload: string | Uint8Array;
  /** Names and values that go with it. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** What {@link mqttSink} puts: a payload for the one topic, or a message with a topic of its own. */
export type MqttItem = string | Uint8Array | MqttMessage;

/** Reasons for which a broker refuses a message whenever it comes. */
const DEAD: readonly number[] = [144, 149, 153, 154];
/** Not allowed: dead if the message has a topic of its own. */
const NOT_ALLOWED = 135;
const NOBODY_HAS_SUBSCRIBED = 16;
const ENCODER = new TextEncoder();
/** What a packet has beside its topic, its properties and its payload, at most. */
const FRAME_BYTES = 32;

/**
 * Publishes to an MQTT 5 broker, each message until it is acknowledged. A broker does not know what it has had: a message may be there
 * twice, when the connection is lost before its acknowledgement comes. Both have the same user property `originProperty`. A message that is
 * too large, or whose topic is none or not allowed, is a dead letter; a login that is refused crashes the actor.
 *
 * Needs `--allow-net=HOST:PORT`, and `--allow-env` for the password.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mqttSink } from "@steady-state/deno/connectors/mqtt";
 *
 * const args = { ...mqttSink.args, server: "mqtt://127.0.0.1", topic: "bills/#" };
 * assertEquals(mqttSink.faults(args), ['its topic is "bills/#", give a topic without # and +']);
 * ```
 */
export const mqttSink: SinkWireKind<MqttItem, MqttSinkArgs> = {
  name: "mqtt",
  args: {
    server: "",
    user: "",
    passwordEnv: "",
    caFile: "",
    clientId: "",
    topic: "",
    retain: false,
    originProperty: "steady-origin",
  },
  faults(args) {
    const faults = serverFaults(args);
    if (args.topic !== "" && topicFault(args.topic) !== undefined) {
      faults.push(`its topic is ${JSON.stringify(args.topic)}, give a topic without # and +`);
    }
    return faults;
  },
  itemFault: (item) => formFault(MQTT_ITEM, item),
  create: (args) => Promise.resolve(new MqttSink(args)),
};

const MQTT_ITEM: ItemForm = {
  takes: "a text, bytes, or an object whose payload is a text or bytes",
  text: true,
  bytes: true,
  object: ({ payload }) => isContent(payload),
};

class MqttSink implements SinkWire<MqttItem> {
  readonly #args: MqttSinkArgs;
  #link: MqttLink | undefined;

  constructor(args: MqttSinkArgs) {
    this.#args = args;
  }

  async open(opening: WireOpening): Promise<void> {
    this.#link = await MqttLink.open(
      this.#args,
      { clientId: this.#args.clientId, expiryS: 0, receiveMaximum: 1 },
      opening,
      { message() {}, lost() {} },
    );
  }

  async put(
    batch: readonly Outgoing<MqttItem>[],
    signal: AbortSignal,
  ): Promise<readonly PutOutcome[]> {
    signal.throwIfAborted();
    const outcomes: (PutOutcome | undefined)[] = batch.map(() => undefined);
    const items = batch.entries();
    // So many are under way at once; each begins with the next one when one is through, so they go in order.
    const go = async () => {
      for (const [i, outgoing] of items) outcomes[i] = await this.#publish(outgoing);
    };
    const { promise: late, reject } = Promise.withResolvers<never>();
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort);
    try {
      const window = Math.min(this.#link!.limits.receiveMaximum, batch.length);
      await Promise.race([Promise.all(Array.from({ length: window }, go)), late]);
    } catch (error) {
      // What the broker has answered stands, also where it ends the connection because of one that it has refused.
      if (error instanceof MisconfiguredError || !outcomes.some(Boolean)) throw error;
    } finally {
      signal.removeEventListener("abort", abort);
    }
    return outcomes.map((outcome) => outcome ?? "again");
  }

  async #publish(outgoing: Outgoing<MqttItem>): Promise<PutOutcome> {
    const message = this.#message(outgoing);
    if ("dead" in message) return message;
    const reason = await this.#link!.publish(message);
    if (reason === 0 || reason === NOBODY_HAS_SUBSCRIBED) return "done";
    if (reason === NOT_ALLOWED && message.topic === this.#args.topic) {
      throw reasonError(`publish to ${message.topic}`, this.#args.server, reason);
    }
    const isDead = reason === NOT_ALLOWED || DEAD.includes(reason);
    return isDead ? { dead: `topic ${message.topic}: ${reasonText(reason)}` } : "again";
  }

  /** The message of an item, or why it can be none: a broker ends the connection because of one that is not as it must be. */
  #message({ origin, item }: Outgoing<MqttItem>): Omit<PublishPacket, "kind" | "id"> | {
    dead: string;
  } {
    const { topic: always, retain, originProperty } = this.#args;
    const isPlain = typeof item === "string" || item instanceof Uint8Array;
    const { topic = always, payload, properties = {} }: MqttMessage = isPlain
      ? { payload: item }
      : item;
    const user = originProperty === "" ? properties : { ...properties, [originProperty]: origin };
    const texts = [topic, ...Object.entries(user).flat()];
    const bytes = typeof payload === "string" ? ENCODER.encode(payload) : payload;
    const lengths = texts.map(utf8Length);
    const length = lengths.reduce((sum, one) => sum + one + 3, bytes.length + FRAME_BYTES);
    const most = Math.min(this.#link!.limits.packetBytes, MOST_BYTES);
    const fault = topicFault(topic);
    if (fault !== undefined) return { dead: fault };
    if (texts.some((text) => text.includes("\0"))) {
      return { dead: "a text in it has a character 0, which MQTT does not allow" };
    }
    if (lengths.some((one) => one > 0xffff)) {
      return { dead: "a text in it has more than 65535 bytes, which is the most of MQTT" };
    }
    if (length > most) return { dead: `it has ${length} bytes, ${most} is the most there` };
    return { topic, payload: bytes, retain, properties: { user } };
  }

  async close(): Promise<void> {
    await this.#link?.close();
  }
}

/** What is wrong with the name of a topic, if something is. */
function topicFault(topic: string): string | undefined {
  if (topic === "") return "it has no topic, and neither has the sink";
  if (/[#+]/.test(topic)) return `its topic ${JSON.stringify(topic)} has # or + in it`;
  return undefined;
}
