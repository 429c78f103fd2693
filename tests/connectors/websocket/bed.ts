import { websocketSink } from "../../../src/connectors/websocket/mod.ts";
import type { Bed, FreshSink, FreshSource } from "../contract/beds.ts";
import { Hub } from "../servers/hub.ts";
import { BadNetworks } from "../servers/bad_network.ts";
import { envelopedSource } from "./enveloped_source.ts";

const MODULE = new URL("../../../src/connectors/websocket/mod.ts", import.meta.url).href;
const SERVER = `the sockets of Deno ${Deno.version.deno}`;
const TOKEN = "the-wrong-token";

let networks: BadNetworks;
let hub: Hub;
let topics = 0;

async function start(): Promise<AsyncDisposable> {
  hub = await Hub.start();
  networks = await BadNetworks.start();
  return {
    async [Symbol.asyncDispose]() {
      await networks[Symbol.asyncDispose]();
      await hub[Symbol.asyncDispose]();
    },
  };
}

const common = {
  wire: "websocket",
  server: SERVER,
  start,
  faults: {
    restart: () => hub.restart(),
    kill: () => hub.kill(),
    cut: () => networks.faults.cut(),
    blackHole: () => networks.faults.blackHole(),
    latency: (ms: number) => networks.faults.latency(ms),
    heal: () => networks.faults.heal(),
  },
  wrongCredentials(args: Readonly<Record<string, unknown>>) {
    Deno.env.set("WEBSOCKET_BED_TOKEN", TOKEN);
    const url = String(args.url).replace(/(:\d+)\//, "$1/locked/");
    return { args: { ...args, url, bearerEnv: "WEBSOCKET_BED_TOKEN" }, secret: TOKEN };
  },
  unknownTopic: (args: Readonly<Record<string, unknown>>) => ({
    ...args,
    url: String(args.url).replace(/(:\d+)\/\w+/, "$1/nowhere"),
  }),
} as const;

async function urlOf(way: string, topic: string, proxied: boolean): Promise<string> {
  const port = proxied ? await networks.to(hub.port) : hub.port;
  return `ws://127.0.0.1:${port}/${way}/${topic}`;
}

/** Both ends of WebSocket, with what is settled told. */
export const beds: readonly Bed[] = [
  {
    ...common,
    end: "source",
    kind: envelopedSource,
    lanes: 1,
    process: {
      module: new URL("./enveloped_source.ts", import.meta.url).href,
      exportName: "envelopedSource",
    },
    cannot: { "members": "each connection is fed all there is" },
    async fresh({ proxied = false } = {}): Promise<FreshSource> {
      const topic = `t${++topics}`;
      return {
        args: {
          url: await urlOf("feed", topic, proxied),
          acks: true,
          idField: "id",
          pingMs: 1_000,
          maxFrameBytes: 2 ** 21,
        },
        publish: (messages) => hub.publish(topic, messages.map(({ bytes }) => bytes)),
      };
    },
  },
  {
    ...common,
    end: "sink",
    kind: websocketSink,
    dedups: false,
    ordered: true,
    process: { module: MODULE, exportName: "websocketSink" },
    cannot: {
      "put twice": "a frame is known by nothing but what is in it",
      "half a batch": "the other side has no way to refuse one frame",
    },
    async fresh({ proxied = false } = {}): Promise<FreshSink> {
      const topic = `t${++topics}`;
      return {
        args: { url: await urlOf("put", topic, proxied), acks: true, pingMs: 1_000 },
        item: (bytes) => bytes,
        read: () => hub.read(topic),
      };
    },
  },
];
