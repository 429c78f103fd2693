import type { LinkReading } from "../../protocol/mod.ts";
import type { GraphPlan } from "../plan/mod.ts";
import { readRunning } from "./state_reader.ts";

/** How the links of a graph stand: what their actors keep in their states for whoever looks. */
export class LinkReadings {
  readonly #plan: GraphPlan;
  readonly #last = new Map<number, LinkReading>();

  constructor(plan: GraphPlan) {
    this.#plan = plan;
  }

  /** How that actor's link stands; `null` if it is no end of one. */
  of(actor: number): LinkReading | null {
    const { region, topology } = this.#plan;
    if (topology.actors[actor]?.link === undefined) return null;
    const { plan } = this.#plan.actors[actor] as GraphPlan["actors"][number];
    // Of an actor that commits faster than anybody can read, the figures of a moment ago will do.
    const state = readRunning(region, plan);
    if (state === undefined) return this.#last.get(actor) ?? null;
    const { isLinked, since, epoch, partner, sent, received, settled, ...figures } =
      state as unknown as LinkReading;
    const { roundTripMs, lagSumMs, lagCount, lost } = figures;
    const capacity = plan.ends.reduce((sum, { spec }) => sum + spec.capacity, 0);
    const counts = { sent, received, settled, capacity, lost };
    const reading: LinkReading = {
      isLinked,
      since,
      epoch,
      partner,
      ...counts,
      roundTripMs,
      lagSumMs,
      lagCount,
    };
    this.#last.set(actor, reading);
    return reading;
  }
}
