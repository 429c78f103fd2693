import { type LoopbackProxy, loopbackProxy } from "./loopback_proxy.ts";
import { type BadNetwork, noToxiproxy, startToxiproxy, type Toxiproxy } from "./toxiproxy.ts";

/** Makes ways to servers that can be made bad. */
export class BadNetworks implements AsyncDisposable {
  readonly #toxiproxy: Toxiproxy | undefined;
  readonly #own: LoopbackProxy[] = [];
  #last: BadNetwork | LoopbackProxy | undefined;

  private constructor(toxiproxy: Toxiproxy | undefined) {
    this.#toxiproxy = toxiproxy;
  }

  /** Starts what makes them. */
  static async start(): Promise<BadNetworks> {
    return new BadNetworks(noToxiproxy === undefined ? await startToxiproxy() : undefined);
  }

  /** Makes a way to that port, and says where clients connect to. From now on it is the one that is made bad. */
  async to(port: number): Promise<number> {
    if (this.#toxiproxy !== undefined) this.#last = await this.#toxiproxy.proxy(port);
    else this.#own.push(this.#last = loopbackProxy(() => port));
    return this.#last.port;
  }

  /** What can be done to the way that was made last. */
  readonly faults = {
    cut: async (): Promise<void> => void await this.#last?.cut(),
    blackHole: async (): Promise<void> => void await this.#last?.blackHole(),
    latency: async (ms: number): Promise<void> => void await this.#last?.latency(ms),
    heal: async (): Promise<void> => void await this.#last?.heal(),
  };

  async [Symbol.asyncDispose](): Promise<void> {
    for (const proxy of this.#own) await proxy[Symbol.asyncDispose]();
    await this.#toxiproxy?.[Symbol.asyncDispose]();
  }
}
