import { mqttSink, mqttSource } from "../../../src/connectors/mqtt/mod.ts";
import type { Bed, Faults, Found, FreshSink, FreshSource } from "../contract/beds.ts";
import {
  type Mosquitto,
  mosquittoVersion,
  noMosquitto,
  startMosquitto,
} from "../servers/mosquitto.ts";
import {
  type BadNetwork,
  noToxiproxy,
  startToxiproxy,
  type Toxiproxy,
} from "../servers/toxiproxy.ts";

const WRONG_PASSWORD = "the-wrong-password";
const LOGIN = { user: "tester", password: "the-right-password" };
let made = 0;
let published = 0;

let server: Mosquitto;
let network: BadNetwork | undefined;

async function start(): Promise<AsyncDisposable> {
  server = await startMosquitto({ login: LOGIN });
  let toxiproxy: Toxiproxy | undefined;
  if (noToxiproxy === undefined) {
    toxiproxy = await startToxiproxy();
    network = await toxiproxy.proxy(server.port);
  }
  return {
    async [Symbol.asyncDispose]() {
      await toxiproxy?.[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

const faults: Faults = {
  async restart() {
    await server.stop();
    await server.restart();
  },
  cut: () => network!.cut(),
  blackHole: () => network!.blackHole(),
  latency: (ms) => network!.latency(ms),
  heal: () => network!.heal(),
};

function address(proxied = false): string {
  return proxied ? `mqtt://127.0.0.1:${network!.port}` : server.url;
}

/** What has come to a subscription that outlives its connections. */
async function subscribed(topic: string): Promise<() => Promise<readonly Found[]>> {
  const clientId = `reader-of-${topic}`;
  const come: Found[] = [];
  const ids: number[] = [];
  const read = async () => {
    const link = await server.connect(clientId, {
      message({ payload, id }) {
        come.push({ bytes: payload });
        ids.push(id);
      },
    });
    try {
      await link.subscribe(topic);
      // The broker sends in order: what it answers behind all messages is the last.
      while (ids.length > 0) await link.acknowledge(ids.splice(0));
      return come;
    } finally {
      await link.close();
    }
  };
  await read();
  return read;
}

const common = {
  wire: "mqtt",
  server: `mosquitto ${mosquittoVersion}`,
  missing: noMosquitto,
  faults,
  start,
  wrongCredentials(args: Readonly<Record<string, unknown>>) {
    Deno.env.set("MQTT_WRONG_PASSWORD", WRONG_PASSWORD);
    const login = { user: LOGIN.user, passwordEnv: "MQTT_WRONG_PASSWORD" };
    return { args: { ...args, ...login }, secret: WRONG_PASSWORD };
  },
} as const;

const cannot = {
  ...(noToxiproxy === undefined
    ? {}
    : { "cut": noToxiproxy, "black hole": noToxiproxy, "latency": noToxiproxy }),
  "unknown topic": "a topic is there when somebody names it",
  "kill server": "mosquitto writes what it has when it is stopped, and from time to time",
};

const process = (exportName: string) => ({
  module: new URL("../../../src/connectors/mqtt/mod.ts", import.meta.url).href,
  exportName,
});

/** Both ends of a real broker. */
export const beds: readonly Bed[] = [
  {
    ...common,
    end: "source",
    kind: mqttSource,
    lanes: 1,
    cannot: {
      ...cannot,
      "members": "members have client ids of their own: source_test.ts has two",
    },
    process: process("mqttSource"),
    async fresh({ proxied } = {}): Promise<FreshSource> {
      const topic = `topic/${++made}`;
      const clientId = `client-${made}`;
      // A session has what is published from its subscription on.
      const link = await server.connect(clientId);
      await link.subscribe(topic);
      await link.close();
      return {
        args: { server: address(proxied), clientId, topic },
        async publish(messages) {
          const publisher = await server.connect("");
          for (const { bytes } of messages) {
            const user = { "steady-origin": `${++published}` };
            await publisher.publish({ topic, payload: bytes, retain: false, properties: { user } });
          }
          await publisher.close();
        },
      };
    },
  },
  {
    ...common,
    end: "sink",
    kind: mqttSink,
    dedups: false,
    ordered: true,
    cannot: { ...cannot, "put twice": "a broker does not know what it has had" },
    process: process("mqttSink"),
    async fresh({ proxied } = {}): Promise<FreshSink> {
      const topic = `topic/${++made}`;
      const read = await subscribed(topic);
      return {
        args: { server: address(proxied), topic },
        item: (bytes) => bytes,
        refused: () => ({ topic: "of/all/#", payload: "" }),
        read,
      };
    },
  },
];
