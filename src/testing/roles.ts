import type { ActorDefinition } from "../actor/definition.ts";
import { definitionOf, type Graph } from "../graph/graph.ts";
import type { Performer } from "./performers.ts";

/** Who plays whom in a graph: said before anything runs. */
export class Roles {
  readonly #graph: Graph;
  readonly #definitions = new Map<string, ActorDefinition>();
  readonly #performers: Performer[] = [];

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** What plays each actor in place of its module's definition, by label. */
  get definitions(): ReadonlyMap<string, ActorDefinition> {
    return this.#definitions;
  }

  /** All that play. */
  get performers(): readonly Performer[] {
    return this.#performers;
  }

  /** Has that actor played. Throws if the graph runs already, or has no such actor. */
  give(label: string, performer: Performer, hasBegun: boolean): void {
    const doing = `play actor "${label}"`;
    if (hasBegun) throw new TypeError(`Cannot ${doing}: the simulation has begun, say so before`);
    const definition = definitionOf(this.#graph, label);
    if (definition === undefined) {
      throw new TypeError(
        `Cannot ${doing}: graph "${this.#graph.name}" has no actor of that label`,
      );
    }
    this.#definitions.set(label, { ...definition, run: performer } as unknown as ActorDefinition);
    this.#performers.push(performer);
  }
}
