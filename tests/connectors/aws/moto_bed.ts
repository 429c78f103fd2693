import { type Moto, motoVersion, noMoto, startMoto } from "../servers/moto.ts";
import {
  type BadNetwork,
  noToxiproxy,
  startToxiproxy,
  type Toxiproxy,
} from "../servers/toxiproxy.ts";
import type { Faults } from "../contract/beds.ts";

const KEY_ID = "STEADY_TEST_KEY_ID";
const SECRET = "STEADY_TEST_SECRET";
const WRONG_SECRET = "STEADY_TEST_WRONG_SECRET";

/** What every wire to a moto is told, but for its address. */
export const TEST_ACCESS = {
  region: "eu-central-1",
  accessKeyIdEnv: KEY_ID,
  secretAccessKeyEnv: SECRET,
} as const;

Deno.env.set(KEY_ID, "AKIATEST");
Deno.env.set(SECRET, "the-secret");
Deno.env.set(WRONG_SECRET, "the-wrong-secret");

interface Running {
  readonly moto: Moto;
  /** One that lets nobody in. */
  readonly strict: Moto;
  readonly toxiproxy: Toxiproxy;
  readonly network: BadNetwork;
}

let running: Running | undefined;

/** What runs while a bed is at work. */
export function runningMoto(): Running {
  if (running === undefined) throw new Error("no moto runs");
  return running;
}

/** Where the wire finds its server: through a network that can be made bad, if that is asked for. */
export function endpointOf(options?: { readonly proxied?: boolean }): string {
  const { moto, network } = runningMoto();
  return options?.proxied === true ? `http://127.0.0.1:${network.port}` : moto.url;
}

async function start(): Promise<AsyncDisposable> {
  const [moto, strict, toxiproxy] = await Promise.all([
    startMoto(),
    startMoto(true),
    startToxiproxy(),
  ]);
  running = { moto, strict, toxiproxy, network: await toxiproxy.proxy(moto.port) };
  return {
    async [Symbol.asyncDispose]() {
      running = undefined;
      await Promise.all([moto, strict, toxiproxy].map((one) => one[Symbol.asyncDispose]()));
    },
  };
}

const faults: Faults = {
  cut: () => runningMoto().network.cut(),
  blackHole: () => runningMoto().network.blackHole(),
  latency: (ms) => runningMoto().network.latency(ms),
  heal: () => runningMoto().network.heal(),
};

/** What beds at a moto have in common. */
export const motoBed = {
  server: motoVersion,
  missing: noMoto ?? noToxiproxy,
  byHand: "moto comes by PyPI, from which CI installs nothing",
  start,
  faults,
  wrongCredentials: (args: Readonly<Record<string, unknown>>) => ({
    args: { ...args, endpoint: runningMoto().strict.url, secretAccessKeyEnv: WRONG_SECRET },
    secret: "the-wrong-secret",
  }),
};

/** Why rows are left out in which the server's process comes anew. */
export const FORGETS = "moto keeps all in memory, and knows nothing when it comes again";
