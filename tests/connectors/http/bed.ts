import { httpSink, httpSource } from "../../../src/connectors/http/mod.ts";
import type { Bed, FreshSink, FreshSource } from "../contract/beds.ts";
import { freePort } from "../servers/find.ts";
import { Hub } from "../servers/hub.ts";
import { BadNetworks } from "../servers/bad_network.ts";
import { WebhookSender } from "./webhook_sender.ts";

const MODULE = new URL("../../../src/connectors/http/mod.ts", import.meta.url).href;
const DENO = `Deno ${Deno.version.deno}`;
const WRONG = "whsec_the-wrong-secret!";

let networks: BadNetworks;
let hub: Hub;
let topics = 0;

const faults = {
  cut: () => networks.faults.cut(),
  blackHole: () => networks.faults.blackHole(),
  latency: (ms: number) => networks.faults.latency(ms),
  heal: () => networks.faults.heal(),
};

const IS_SERVER = "it is the server itself";
const SENDER_NOTICES = "it is the server itself: the sender notices, and sends again";

/** Both ends of HTTP. */
export const beds: readonly Bed[] = [
  {
    wire: "http",
    server: `a sender that repeats, and the server of ${DENO}`,
    end: "source",
    kind: httpSource,
    lanes: 1,
    ordered: false,
    process: { module: MODULE, exportName: "httpSource" },
    cannot: {
      "order": "requests side by side have none; who wants one waits for each answer",
      "restart": IS_SERVER,
      "kill server": IS_SERVER,
      "cut": SENDER_NOTICES,
      "black hole": SENDER_NOTICES,
      "members": "one server has a port",
    },
    faults,
    async start() {
      return networks = await BadNetworks.start();
    },
    wrongCredentials(args) {
      Deno.env.set("HTTP_BED_SECRET", WRONG);
      return { args: { ...args, secretEnv: "HTTP_BED_SECRET" }, secret: WRONG };
    },
    unknownTopic: (args) => ({ ...args, hostname: "192.0.2.1" }),
    async fresh({ proxied = false } = {}): Promise<FreshSource> {
      const topic = `t${++topics}`;
      const port = freePort();
      const sender = new WebhookSender(proxied ? await networks.to(port) : port, `/${topic}`);
      let sent = 0;
      return {
        args: { port, path: `/${topic}`, retryAfterMs: 0 },
        publish(messages) {
          for (const { bytes } of messages) {
            sender.send({ id: `${topic}/${sent++}`, bytes: new Uint8Array(bytes) });
          }
          return Promise.resolve();
        },
        dispose: () => sender[Symbol.asyncDispose](),
      };
    },
  },
  {
    wire: "http",
    server: `the server of ${DENO}`,
    end: "sink",
    kind: httpSink,
    dedups: true,
    ordered: true,
    process: { module: MODULE, exportName: "httpSink" },
    cannot: {},
    faults: { ...faults, restart: () => hub.restart(), kill: () => hub.kill() },
    async start() {
      hub = await Hub.start();
      networks = await BadNetworks.start();
      return {
        async [Symbol.asyncDispose]() {
          await networks[Symbol.asyncDispose]();
          await hub[Symbol.asyncDispose]();
        },
      };
    },
    wrongCredentials(args) {
      Deno.env.set("HTTP_BED_TOKEN", "the-wrong-token");
      const url = String(args.url).replace("/in/", "/locked/in/");
      return { args: { ...args, url, bearerEnv: "HTTP_BED_TOKEN" }, secret: "the-wrong-token" };
    },
    unknownTopic: (args) => ({ ...args, url: String(args.url).replace("/in/", "/nowhere/") }),
    async fresh({ proxied = false } = {}): Promise<FreshSink> {
      const topic = `t${++topics}`;
      const port = proxied ? await networks.to(hub.port) : hub.port;
      return {
        args: { url: `http://127.0.0.1:${port}/in/${topic}`, timeoutMs: 2_000 },
        item: (bytes) => bytes,
        refused: () => "refused",
        read: () => hub.read(topic),
      };
    },
  },
];
