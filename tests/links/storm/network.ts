/**
 * The two bad networks of a storm: toxiproxy, a program of its own, and one in Deno alone. What each fault is to them.
 *
 * @module
 */
import { startToxiproxy, type ToxicStream } from "../../connectors/servers/toxiproxy.ts";
import { BadProxy, type Way } from "./bad_proxy.ts";

/** What a network may do to a link. */
export const FAULT_KINDS = [
  /** Its connections end, as if in good order. */
  "cut",
  /** They end, and none can be made for a while. */
  "down",
  /** They end by a reset of TCP, in the middle of what is on its way. */
  "reset",
  /** What is sent comes later. */
  "delay",
  /** Little gets through. */
  "narrow",
  /** Nothing gets through, and no connection ends. */
  "half-open",
] as const;

/** One of them. */
export type FaultKind = typeof FAULT_KINDS[number];

/** A fault, and which ways it strikes. */
export interface Fault {
  readonly kind: FaultKind;
  readonly ways: readonly Way[];
}

/** A network that a link goes over. */
export interface StormNetwork extends AsyncDisposable {
  readonly name: string;
  /** Where who connects connects to. */
  readonly port: number;
  strike(fault: Fault): Promise<void>;
  /** All is well again. */
  heal(): Promise<void>;
}

const DELAY_MS = 30;
const NARROW_BYTES = 20_000;

/** A network in this process. */
export function denoNetwork(port: number): StormNetwork {
  const proxy = BadProxy.listen({ port });
  return {
    name: "Deno",
    port: (proxy.place as { readonly port: number }).port,
    strike({ kind, ways }) {
      if (kind === "down") proxy.refuse();
      // There is no reset to be had in Deno: it is a cut to it.
      if (kind === "cut" || kind === "down" || kind === "reset") proxy.cut();
      for (const way of ways) {
        if (kind === "delay") proxy.delay(way, DELAY_MS);
        if (kind === "narrow") proxy.narrow(way, NARROW_BYTES);
        if (kind === "half-open") proxy.hold(way);
      }
      return Promise.resolve();
    },
    heal: () => Promise.resolve(proxy.fair()),
    [Symbol.asyncDispose]: () => Promise.resolve(proxy.close()),
  };
}

const STREAMS: Readonly<Record<Way, ToxicStream>> = { there: "upstream", back: "downstream" };

/** A network by toxiproxy. Look at `noToxiproxy` before. */
export async function toxicNetwork(port: number): Promise<StormNetwork> {
  const toxiproxy = await startToxiproxy();
  const network = await toxiproxy.proxy(port);
  return {
    name: "toxiproxy",
    port: network.port,
    async strike({ kind, ways }) {
      if (kind === "cut" || kind === "down") return await network.cut();
      for (const way of ways) {
        const stream = STREAMS[way];
        if (kind === "reset") await network.toxic("reset_peer", stream, { timeout: 0 });
        if (kind === "delay") {
          await network.toxic("latency", stream, { latency: DELAY_MS, jitter: DELAY_MS / 2 });
        }
        if (kind === "narrow") {
          await network.toxic("bandwidth", stream, { rate: NARROW_BYTES / 1000 });
        }
        if (kind === "half-open") await network.toxic("timeout", stream, { timeout: 0 });
      }
    },
    heal: () => network.heal(),
    [Symbol.asyncDispose]: () => toxiproxy[Symbol.asyncDispose](),
  };
}
