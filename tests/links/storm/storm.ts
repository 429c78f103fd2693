/**
 * A storm: two pods, each a process, with a link between them, and a network that fails again and again. After each fault numbers come
 * through again; in the end all that were sent have come, each once.
 *
 * @module
 */
import { freePort } from "../../connectors/servers/find.ts";
import { seeded } from "../../fixtures/random.ts";
import type { Way } from "./bad_proxy.ts";
import { type Fault, FAULT_KINDS, type FaultKind, type StormNetwork } from "./network.ts";
import type { PodArgs, PodStanding } from "./pod.ts";
import { Pod } from "./pod_process.ts";
import { tcp } from "../../../src/links/mod.ts";

/** What a storm is. */
export interface StormOptions {
  readonly seed: number;
  readonly faults: number;
  /** Makes the network to that port. */
  readonly network: (port: number) => StormNetwork | Promise<StormNetwork>;
  /** Which pod connects; the other one listens. */
  readonly connects: PodArgs["role"];
  readonly acknowledge: PodArgs["acknowledge"];
  /** Told of each fault. */
  readonly told?: (fault: number, standing: PodStanding) => void;
}

/** What came of it. */
export interface StormResult {
  readonly network: string;
  readonly faults: Readonly<Record<FaultKind, number>>;
  readonly sent: PodStanding;
  readonly taken: PodStanding;
}

/** A fault lasts that long at most, in milliseconds. */
const FAULT_MS = 40;
/** One fault in so many that hold everything back lasts until the link finds out. */
const LONG_SILENCE = 20;
const LONG_SILENCE_MS = 6000;

/** Has a storm take place. */
export async function storm(options: StormOptions): Promise<StormResult> {
  const { seed, faults, connects, acknowledge } = options;
  const random = seeded(seed);
  const port = freePort();
  await using network = await options.network(port);
  const pod = (role: PodArgs["role"]) =>
    role === connects
      ? new Pod({ role, does: "connect", address: tcp(network.port), acknowledge })
      : new Pod({ role, does: "listen", address: tcp(port), acknowledge });
  await using sending = pod("sends");
  await using taking = pod("takes");
  const counts = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])) as Record<
    FaultKind,
    number
  >;
  const comesThrough = async (what: string) => {
    const { count } = taking.standing;
    await taking.until((standing) => standing.count > count, what);
  };
  await comesThrough("nothing comes at first");
  for (let i = 0; i < faults; i++) {
    const fault = faultOf(random);
    counts[fault.kind]++;
    await network.strike(fault);
    const isLong = fault.kind === "half-open" && counts[fault.kind] % LONG_SILENCE === 0;
    await new Promise((resolve) =>
      setTimeout(resolve, isLong ? LONG_SILENCE_MS : random() * FAULT_MS)
    );
    await network.heal();
    await comesThrough(`nothing comes after fault ${i}, ${JSON.stringify(fault)}, of seed ${seed}`);
    options.told?.(i + 1, taking.standing);
  }
  await sending.stop();
  await sending.until(({ end }) => end !== "none", "the sending pod does not end");
  await taking.until(({ end }) => end !== "none", "the taking pod does not end");
  return {
    network: network.name,
    faults: counts,
    sent: sending.standing,
    taken: taking.standing,
  };
}

function faultOf(random: () => number): Fault {
  const kind = FAULT_KINDS[Math.floor(random() * FAULT_KINDS.length)]!;
  const both: readonly Way[] = ["there", "back"];
  const ways = [both, ["there"], ["back"]][Math.floor(random() * 3)] as readonly Way[];
  return { kind, ways };
}
