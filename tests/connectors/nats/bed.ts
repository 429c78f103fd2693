import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { natsSink, natsSource } from "../../../src/connectors/nats/mod.ts";
import { connectBySocket } from "../../../src/nats/socket_transport.ts";
import type { Bed, Faults, FreshSink, FreshSource } from "../contract/beds.ts";
import {
  type NatsProgram,
  natsPrograms,
  type NatsServer,
  noNats,
  startNats,
} from "../servers/nats.ts";
import {
  type BadNetwork,
  noToxiproxy,
  startToxiproxy,
  type Toxiproxy,
} from "../servers/toxiproxy.ts";

const TOKEN = "the right token";
const WRONG_TOKEN = "the-wrong-token";
const TOKEN_ENV = "NATS_CONTRACT_TOKEN";
const WRONG_ENV = "NATS_CONTRACT_WRONG_TOKEN";

/** How long the server waits until it hands over again what a dead process had. */
const ACK_WAIT_MS = 1000;

/** What is up while a bed is in use: one bed at a time. */
interface Ground {
  readonly server: NatsServer;
  readonly toxiproxy?: Toxiproxy;
  readonly network?: BadNetwork;
}

let ground: Ground | undefined;
let made = 0;

function up(): Ground {
  if (ground === undefined) throw new Error("Cannot look at the NATS server: it is not started");
  return ground;
}

async function start(program: NatsProgram | undefined): Promise<AsyncDisposable> {
  Deno.env.set(TOKEN_ENV, TOKEN);
  Deno.env.set(WRONG_ENV, WRONG_TOKEN);
  const server = await startNats({ token: TOKEN }, program);
  if (noToxiproxy === undefined) {
    const toxiproxy = await startToxiproxy();
    ground = { server, toxiproxy, network: await toxiproxy.proxy(server.port) };
  } else ground = { server };
  return {
    async [Symbol.asyncDispose]() {
      await up().toxiproxy?.[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      ground = undefined;
    },
  };
}

/** Does something with a connection of its own. */
async function withManager<T>(
  use: (
    manager: Awaited<ReturnType<typeof jetstreamManager>>,
    client: ReturnType<typeof jetstream>,
  ) => Promise<T>,
): Promise<T> {
  const nc = await connectBySocket({ servers: up().server.url, token: TOKEN, reconnect: false });
  try {
    return await use(await jetstreamManager(nc), jetstream(nc));
  } finally {
    await nc.close();
  }
}

async function newStream(): Promise<string> {
  const name = `S${++made}`;
  await withManager((manager) => manager.streams.add({ name, subjects: [`${name}.>`] }));
  return name;
}

function addressOf(proxied: boolean | undefined): string {
  const { server, network } = up();
  return `127.0.0.1:${proxied && network !== undefined ? network.port : server.port}`;
}

const faults: Faults = {
  async restart() {
    await up().server.stop();
    await up().server.restart();
  },
  async kill() {
    await up().server.kill();
    await up().server.restart();
  },
  cut: () => up().network!.cut(),
  blackHole: () => up().network!.blackHole(),
  latency: (ms) => up().network!.latency(ms),
  heal: () => up().network!.heal(),
};

const cannot = noToxiproxy === undefined
  ? {}
  : { "cut": noToxiproxy, "black hole": noToxiproxy, "latency": noToxiproxy };

function bedsFor(program: NatsProgram | undefined): readonly Bed[] {
  const common = {
    wire: "nats",
    server: `nats-server ${program?.version ?? ""}`.trim(),
    missing: noNats,
    start: () => start(program),
    faults,
    mostBytes: 1_000_000,
    wrongCredentials: (args: Readonly<Record<string, unknown>>) => ({
      args: { ...args, tokenEnv: WRONG_ENV },
      secret: WRONG_TOKEN,
    }),
  } as const;
  const module = new URL("../../../src/connectors/nats/mod.ts", import.meta.url).href;
  return [
    {
      ...common,
      end: "source",
      kind: natsSource,
      lanes: 1,
      redeliveryMs: ACK_WAIT_MS,
      cannot,
      process: { module, exportName: "natsSource" },
      unknownTopic: (args) => ({ ...args, stream: "nowhere" }),
      async fresh({ proxied } = {}): Promise<FreshSource> {
        const stream = await newStream();
        return {
          args: {
            servers: addressOf(proxied),
            tokenEnv: TOKEN_ENV,
            stream,
            durable: "contract",
            ackWaitMs: ACK_WAIT_MS,
          },
          publish: (messages) =>
            withManager(async (_, client) => {
              for (const { bytes } of messages) await client.publish(`${stream}.in`, bytes);
            }),
        };
      },
    },
    {
      ...common,
      end: "sink",
      kind: natsSink,
      dedups: true,
      ordered: true,
      cannot,
      process: { module, exportName: "natsSink" },
      unknownTopic: (args) => ({ ...args, subject: "nowhere" }),
      async fresh({ proxied } = {}): Promise<FreshSink> {
        const stream = await newStream();
        return {
          args: { servers: addressOf(proxied), tokenEnv: TOKEN_ENV, subject: `${stream}.out` },
          item: (bytes) => ({ data: plain(bytes) }),
          refused: () => ({ subject: `${stream}.*`, data: "" }),
          read: () =>
            withManager(async (manager) => {
              const { state } = await manager.streams.info(stream);
              const found = [];
              for (let seq = 1; seq <= state.last_seq; seq++) {
                const message = await manager.streams.getMessage(stream, { seq });
                found.push({ bytes: message?.data ?? new Uint8Array() });
              }
              return found;
            }),
        };
      },
    },
  ];
}

/** Text where it is text, so that it can be told to a process of its own. */
function plain(bytes: Uint8Array): Uint8Array | string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

/** Both ends against each version that is here. */
export const beds: readonly Bed[] = natsPrograms.length === 0
  ? bedsFor(undefined)
  : natsPrograms.flatMap(bedsFor);
