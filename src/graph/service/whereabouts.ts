/**
 * Where calls are: what is said of one that has no answer, and who is told at once that there will be none.
 *
 * @module
 */
import { callsIn, carriesCalls } from "../../channel/call/look.ts";
import { lookAtChannel } from "../../channel/ring/host.ts";
import type { EndPlan } from "../../protocol/mod.ts";
import type { DeadLetter } from "../letters/mod.ts";
import type { GraphPlan } from "../plan/mod.ts";
import type { CallOwner } from "./service.ts";

/** A channel that calls or answers come by. */
interface Road {
  readonly name: string;
  readonly at: number;
  readonly spec: EndPlan["spec"];
  /** Numbers of the actors at its ends. */
  readonly from: number;
  readonly to: number;
}

/** A call in a channel, or where it was taken from. */
interface Sighting {
  readonly road: Road;
  readonly before: number;
}

/** The channels of calls and answers of a graph. */
export class Whereabouts {
  readonly #region: SharedArrayBuffer;
  readonly #labels: readonly string[];
  readonly #roads: readonly Road[];

  constructor({ region, actors, topology }: GraphPlan) {
    this.#region = region;
    this.#labels = actors.map(({ plan }) => plan.label);
    this.#roads = actors.flatMap(({ plan }) =>
      plan.ends.flatMap((end): Road[] => {
        const edge = topology.channels[end.channel];
        if (end.direction === "rx" || edge === undefined || !carriesCalls(edge.kind)) return [];
        const { at, spec } = end;
        return [{ name: spec.name, at, spec, from: edge.from, to: edge.to }];
      })
    );
  }

  /** Looks once. The result says of any call where it was then, as the end of a sentence. */
  look(): (id: string) => string {
    const sightings = new Map<string, Sighting[]>();
    for (const road of this.#roads) {
      // What is younger is the last: a slot that was used again may show it as well.
      const seen = new Map(
        callsIn(this.#region, road.at, road.spec).map(({ id, before }) => [id, before]),
      );
      for (const [id, before] of seen) {
        sightings.set(id, [...sightings.get(id) ?? [], { road, before }]);
      }
    }
    return (id) => this.#describe(sightings.get(id) ?? []);
  }

  #describe(sightings: readonly Sighting[]): string {
    const inside = sightings.find(({ before }) => before >= 0);
    if (inside !== undefined) {
      const { road: { name, to }, before } = inside;
      return `it is in channel "${name}" with ${before} before it, and actor "${
        this.#labels[to]
      }" takes from there`;
    }
    const passedOn = new Set(sightings.map(({ road }) => road.from));
    const last = sightings.filter(({ road }) => !passedOn.has(road.to)).map(({ road }) => road);
    if (last.length === 0) {
      return "it is in no channel, and nothing tells any more who took it last: the slots it came by are used again";
    }
    const takers = last.map(({ to, name }) =>
      `actor "${this.#labels[to]}" took it from channel "${name}"`
    );
    // Where the slots of the next channel are used again, it may have gone on all the same.
    return `${takers.join(", ")}, and nothing shows that it was passed on`;
  }

  /** The calls in channels whose reader is gone for good, each with the end of a sentence that says so. */
  get lost(): ReadonlyMap<string, string> {
    const lost = new Map<string, string>();
    for (const { name, at, spec, to } of this.#roads) {
      const { abandoned, messages } = lookAtChannel(this.#region, at);
      if (!abandoned || messages <= 0) continue;
      for (const { id, before } of callsIn(this.#region, at, spec)) {
        if (before < 0) continue;
        lost.set(
          id,
          `it is in channel "${name}", and actor "${
            this.#labels[to]
          }", which took from there, is gone for good`,
        );
      }
    }
    return lost;
  }
}

/** What a run tells those who ask. Graphs that nobody asks pay nothing for it. */
export class AskWatch {
  readonly #plan: GraphPlan;
  readonly #callOwners: readonly CallOwner[];
  /** Made when it is asked for the first time. */
  #whereabouts: Whereabouts | undefined;

  constructor(plan: GraphPlan, owners: readonly CallOwner[]) {
    this.#plan = plan;
    this.#callOwners = owners;
  }

  get #places(): Whereabouts {
    return this.#whereabouts ??= new Whereabouts(this.#plan);
  }

  /** Looks where calls are. The result says it of any of them, as the end of a sentence. */
  look(): (id: string) => string {
    return this.#places.look();
  }

  /** The calls in channels that nobody takes from any more, each with the end of a sentence that says so. */
  get lost(): ReadonlyMap<string, string> {
    return this.#places.lost;
  }

  /** A dead letter counts. */
  lettered({ message, actor, reason }: DeadLetter): void {
    for (const owner of this.#callOwners) owner.givenUp(message, actor, reason);
  }

  /** Whether there is anybody who asks. */
  get isAsked(): boolean {
    return this.#callOwners.length > 0;
  }

  /** Looks for calls that nobody takes any more. */
  lookForLost(): void {
    const waiting = this.#callOwners.filter(({ waiting }) => waiting > 0);
    if (waiting.length === 0) return;
    const { lost } = this;
    for (const owner of waiting) owner.lost(lost);
  }
}
