import type { ActorDefinition } from "../actor/definition.ts";
import { definitionOf, type Graph } from "../graph/graph.ts";
import type { ActorPlan, DefinitionSource, WorkerPlan } from "../protocol/mod.ts";
import type { Expenses } from "./expenses.ts";
import { needsOwn, surveyModules } from "./fresh_modules.ts";
import type { VirtualThread } from "./virtual_thread.ts";

/** What decides who runs as which actor. */
export interface CastingSetup {
  /** Who plays an actor in place of its module's definition, by label. */
  readonly players: ReadonlyMap<string, ActorDefinition>;
  /** Whether each worker has instances of its own of the modules of its actors, if those keep anything in variables. */
  readonly freshModules: boolean;
  /** What work costs. Nothing if not given. */
  readonly expenses?: Expenses;
}

/** Who runs on each seat of a simulation: whoever plays the actor, or its own definition, from which instance of its module. */
export class Casting {
  readonly #graph: Graph;
  readonly #setup: CastingSetup;

  constructor(graph: Graph, setup: CastingSetup) {
    this.#graph = graph;
    this.#setup = setup;
  }

  /** Looks at the modules of all that are not played. To be awaited before {@link Casting.ownSourceOf} is asked. */
  async survey(plans: readonly WorkerPlan[]): Promise<void> {
    if (!this.#setup.freshModules) return;
    const modules = plans.flatMap((plan) =>
      plan.actors.flatMap((actor, seat) =>
        this.#isPlayed(actor) ? [] : [sourceOf(plan, seat).module]
      )
    );
    await surveyModules(modules);
  }

  #isPlayed({ label }: ActorPlan): boolean {
    return this.#setup.players.has(label);
  }

  /** Who runs on that seat: whoever plays the actor, or its own definition, as the graph was drawn with it. */
  definitionOf({ actors }: WorkerPlan, seat: number): ActorDefinition {
    const { label } = actors[seat] as ActorPlan;
    const definition = this.#setup.players.get(label) ?? definitionOf(this.#graph, label);
    return definition as ActorDefinition;
  }

  /** From where a worker has to load who runs on that seat, in an instance of its own; `undefined` if the definition will do. */
  ownSourceOf(plan: WorkerPlan, seat: number): DefinitionSource | undefined {
    if (!this.#setup.freshModules || this.#isPlayed(plan.actors[seat] as ActorPlan)) {
      return undefined;
    }
    const source = sourceOf(plan, seat);
    return needsOwn(source) ? source : undefined;
  }

  /** The definition as that thread runs it, where work has a cost. */
  atCost(definition: ActorDefinition, actor: ActorPlan, thread: VirtualThread): ActorDefinition {
    return this.#setup.expenses?.of(definition, actor, thread) ?? definition;
  }
}

function sourceOf({ definitions, sources }: WorkerPlan, seat: number): DefinitionSource {
  return sources[definitions[seat] as number] as DefinitionSource;
}
