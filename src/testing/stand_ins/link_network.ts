import type { LinkWires } from "../../links/link.ts";
import { provideLinkWires } from "../../links/wires.ts";
import { MemoryNetwork, type MemoryWire, type NetworkSide } from "../../links/wires/memory.ts";
import type { World } from "../../world.ts";
import { type CodeThread, currentThread } from "../context.ts";

/** What can go wrong with a network. */
export type NetworkFault = "cut" | "halfOpen" | "slow" | "down";

/** How long a frame takes where nothing is wrong, at most, in milliseconds. */
const MOST_DELAY_MS = 2;
/** For how long a network is slow, once it is. */
const SLOW_FOR_MS = 2000;

const networks = new WeakMap<CodeThread, LinkWires>();

provideLinkWires(() => {
  const thread = currentThread();
  return thread && networks.get(thread);
});

/** The network of a simulation, in the place of all that links could connect by. It outlives the processes of its graph. */
export class LinkNetwork {
  readonly #network = new MemoryNetwork(() => sideOf(currentThread() as CodeThread));
  #host: World | undefined;
  #downUntil = -Infinity;
  #slowUntil = -Infinity;
  #slowMs = 0;

  constructor() {
    this.#network.mood = {
      delayMs: () => this.#delayMs(),
      refusal: () => this.#now < this.#downUntil ? "the network is unreachable" : undefined,
    };
  }

  /** A graph is about to run. @param host Its world: time and chance of what goes wrong here */
  begin(host: World): void {
    this.#host = host;
    this.#cut([...this.#network.wires]);
  }

  /** Has links of that thread connect by it: each thread has an end of its own. */
  cast(thread: CodeThread): void {
    const network = this.#network;
    networks.set(thread, {
      dial: (address, signal) => network.dial(address, signal),
      listen: (address) => network.listen(address),
    });
  }

  get #now(): number {
    return this.#host?.now() ?? 0;
  }

  #delayMs(): number {
    const host = this.#host as World;
    const most = this.#now < this.#slowUntil ? this.#slowMs : MOST_DELAY_MS;
    return host.random() * most;
  }

  /** Something goes wrong with it, for so long or so slowly. Returns whether that makes a difference. */
  suffer(fault: NetworkFault, ms: number): boolean {
    const wires = [...this.#network.wires];
    switch (fault) {
      case "cut":
        return this.#cut(wires);
      case "halfOpen": {
        const host = this.#host as World;
        const wire = wires[Math.floor(host.random() * wires.length)];
        wire?.cutHalf(host.random() < 0.5 ? "near" : "far");
        return wire !== undefined;
      }
      case "slow":
        this.#slowUntil = this.#now + SLOW_FOR_MS;
        this.#slowMs = ms;
        return true;
      case "down":
        this.#downUntil = Math.max(this.#downUntil, this.#now + ms);
        this.#cut(wires);
        return true;
    }
  }

  #cut(wires: readonly MemoryWire[]): boolean {
    for (const wire of wires) wire.cut();
    return wires.length > 0;
  }
}

const sides = new WeakMap<CodeThread, NetworkSide>();

function sideOf(thread: CodeThread): NetworkSide {
  let side = sides.get(thread);
  if (side === undefined) {
    side = {
      after: (ms, call) => void thread.after(ms, call),
      get isGone() {
        return thread.isGone;
      },
    };
    sides.set(thread, side);
  }
  return side;
}
