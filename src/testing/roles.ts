import type { ActorDefinition } from "../actor/definition.ts";
import { faultsText, listed } from "../errors.ts";
import { definitionOf, type Graph, isOfHost, labelsOf } from "../graph/graph.ts";
import type { Actor } from "../actor/mod.ts";
import { type Check, that } from "../option_faults.ts";
import type { ActorPlan, ActorShape } from "../protocol/mod.ts";
import {
  type AnyPerformer,
  type Backstage,
  directionOf,
  laneFault,
  useFaults,
} from "./performers/mod.ts";

/** Actors as an option, by label or name. */
export const areLabels: Check<readonly string[]> = that(
  (value) => Array.isArray(value) && value.every((label) => typeof label === "string"),
  "give an array of labels",
);

/** Who plays whom in a graph: said before anything runs. */
export class Roles {
  readonly #definitions = new Map<string, ActorDefinition>();
  readonly #graph: Graph;
  readonly #keep: readonly string[] | undefined;
  readonly #performers = new Map<string, AnyPerformer>();
  /** Actors that must go on as long as they may. */
  readonly #permanent = new Set<string>();
  /** What a performer has found wrong first. */
  #fault: Error | undefined;

  /**
   * @param keep who may not be played, by label or name; if given, everybody else must be. Throws a TypeError if the graph has none of
   * that name.
   */
  constructor(graph: Graph, keep?: readonly string[]) {
    this.#graph = graph;
    this.#keep = keep?.flatMap((name) => {
      const labels = this.#labelled(name);
      if (labels.length > 0) return labels;
      throw new TypeError(`Cannot keep actor "${name}": ${this.#hasNone()}`);
    });
  }

  /** What plays each actor in place of its module's definition, by label. */
  get definitions(): ReadonlyMap<string, ActorDefinition> {
    return this.#definitions;
  }

  /** All that play. */
  get performers(): readonly AnyPerformer[] {
    return [...new Set(this.#performers.values())];
  }

  /** What an actor runs by: its performer, or what the graph was drawn with. */
  of(label: string): ActorDefinition {
    const definition = this.#definitions.get(label) ?? definitionOf(this.#graph, label);
    return definition as ActorDefinition;
  }

  /**
   * Has the actor of that label, or all of that name, played by somebody. Throws a TypeError with all that speaks against it.
   *
   * @param definition with which it is drawn, if the test says so
   */
  give(name: string, performer: AnyPerformer, hasBegun: boolean, definition?: ActorShape): void {
    const doing = `play actor "${name}"`;
    if (hasBegun) throw new TypeError(`Cannot ${doing}: the simulation has begun, say so before`);
    const labels = this.#labelled(name);
    if (labels.length === 0) throw new TypeError(`Cannot ${doing}: ${this.#hasNone()}`);
    if (typeof performer !== "function") {
      throw new TypeError(
        `Cannot ${doing}: its performer is no function, give one such as feed([1, 2]) or collect()`,
      );
    }
    const faults = [
      ...labels.flatMap((label) => this.#faults(label, performer, definition)),
      ...this.#crowdFaults(labels, performer),
    ];
    if (faults.length > 0) throw new TypeError(faultsText(doing, [...new Set(faults)]));
    for (const label of labels) {
      const own = definitionOf(this.#graph, label) as ActorShape;
      directionOf(performer).cast?.(label, own.ports);
      this.#performers.set(label, performer);
      const run = async (actor: Actor) => {
        await performer(actor as never);
        // What it has to do is done, and for a permanent actor to return is to crash.
        while (this.#permanent.has(label) && actor.isRunning()) await actor.wait(actor.stopping());
      };
      this.#definitions.set(label, { ...own, run } as unknown as ActorDefinition);
    }
  }

  /** Actors that nobody plays, and that are not kept. Those that stand for ends of the host do what the test has the host do. */
  get unplayed(): readonly string[] {
    const kept = this.#keep ?? [];
    return labelsOf(this.#graph).filter((label) =>
      !this.#definitions.has(label) && !kept.includes(label) && !isOfHost(this.#graph, label)
    );
  }

  /** The run is laid out: what could not be known before is checked, and performers forget what was. Throws a TypeError. */
  begin(backstage: Backstage, planOf: (label: string) => ActorPlan): void {
    const { unplayed } = this;
    if (this.#keep !== undefined && unplayed.length > 0) {
      throw new TypeError(
        `Cannot simulate graph "${this.#graph.name}": nobody plays ${
          listed(unplayed)
        }, and option keep does not name ` +
          `${
            unplayed.length === 1 ? "it" : "them"
          }, play each with stage.perform(), or add it to keep`,
      );
    }
    for (const [label, performer] of this.#performers) {
      const { ports } = definitionOf(this.#graph, label) as ActorShape;
      const { ends, permanent } = planOf(label);
      if (permanent) this.#permanent.add(label);
      const girthOf = (name: string) => ends.filter(({ port }) => port === name).length;
      for (const use of directionOf(performer).uses) {
        const fault = laneFault(ports, use, girthOf);
        if (fault !== undefined) throw new TypeError(`Cannot play actor "${label}": ${fault}`);
      }
    }
    const fail = (error: Error) => {
      this.#fault ??= error;
      backstage.fail(error);
    };
    for (const performer of this.performers) {
      directionOf(performer).begin?.({ ...backstage, fail });
    }
  }

  /** Throws an Error if a performer has found something wrong, even if nobody noticed, or still waits for what must come. */
  checkMet(): void {
    if (this.#fault !== undefined) throw this.#fault;
    const unmet = this.performers.flatMap((performer) => directionOf(performer).unmet?.() ?? []);
    if (unmet.length === 0) return;
    throw new Error(
      `${
        faultsText("end a simulation", unmet)
      }; await stage.finished, or stage.until() it has come`,
    );
  }

  #labelled(name: string): readonly string[] {
    return labelsOf(this.#graph).includes(name) ? [name] : labelsOf(this.#graph, name);
  }

  #hasNone(): string {
    const { name } = this.#graph;
    return `graph "${name}" has no actor of that label, it has ${listed(labelsOf(this.#graph))}`;
  }

  #faults(label: string, performer: AnyPerformer, definition: ActorShape | undefined): string[] {
    const own = definitionOf(this.#graph, label) as ActorShape;
    if (this.#keep?.includes(label)) {
      return [`option keep names "${label}", so it runs as it is, take it out of keep`];
    }
    if (
      definition !== undefined &&
      (definition.module !== own.module || definition.exportName !== own.exportName)
    ) {
      return [
        `it is drawn with "${own.exportName}" of ${own.module}, not with "${definition.exportName}" of ${definition.module}, ` +
        "give the definition that the graph has",
      ];
    }
    return directionOf(performer).uses.flatMap((use) => useFaults(own.ports, use));
  }

  /** A performer that plays one actor only is not to play several. */
  #crowdFaults(labels: readonly string[], performer: AnyPerformer): string[] {
    const { soloVerb } = directionOf(performer);
    if (soloVerb === undefined) return [];
    const others = [...this.#performers].filter(([, other]) => other === performer);
    const crowd = new Set([...others.map(([label]) => label), ...labels]);
    return crowd.size === 1 ? [] : [
      `what ${soloVerb}() returns plays one actor, not ${listed([...crowd])}, make one for each`,
    ];
  }
}
