import type { ActorDefinition } from "../actor/definition.ts";
import { definitionOf, type Graph, linkOf } from "../graph/graph.ts";
import { isHosted } from "../graph/workers/mod.ts";
import { definitionOfEnd } from "../hosted/mod.ts";
import type { HostEnds } from "../inbox/host_end.ts";
import type { ActorPlan, DefinitionSource, WorkerPlan } from "../protocol/mod.ts";
import type { Expenses } from "./expenses.ts";
import { linkDefinition } from "./link_definitions.ts";
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

  #hostEnds: HostEnds = new Map();

  constructor(graph: Graph, setup: CastingSetup) {
    this.#graph = graph;
    this.#setup = setup;
  }

  /** Those that stand for ends of the host, which run in its thread and are of no module. */
  host(hostEnds: HostEnds): void {
    this.#hostEnds = hostEnds;
  }

  /** Whether a worker is the host's own: nothing goes wrong in it, for the host does not die alone. */
  isHosted(plan: WorkerPlan): boolean {
    return isHosted(plan, this.#hostEnds) && !this.#isPlayed(plan.actors[0] as ActorPlan);
  }

  /** Looks at the modules of all that are not played. To be awaited before {@link Casting.ownSourceOf} is asked. */
  async survey(plans: readonly WorkerPlan[]): Promise<void> {
    if (!this.#setup.freshModules) return;
    const modules = plans.flatMap((plan) =>
      plan.actors.flatMap((actor, seat) => this.#isOwn(actor) ? [] : [sourceOf(plan, seat).module])
    );
    await surveyModules(modules);
  }

  #isPlayed({ label }: ActorPlan): boolean {
    return this.#setup.players.has(label);
  }

  /** Whether it runs by something of the test's own thread. */
  #isOwn(actor: ActorPlan): boolean {
    return this.#isPlayed(actor) || this.#hostEnds.has(actor.index);
  }

  /**
   * Who runs on that seat: whoever plays the actor, or its own definition, as the graph was drawn with it.
   *
   * @param thread Of the worker.
   */
  definitionOf({ actors }: WorkerPlan, seat: number, thread: VirtualThread): ActorDefinition {
    const { label, index } = actors[seat] as ActorPlan;
    const player = this.#setup.players.get(label);
    if (player !== undefined) return player;
    const end = this.#hostEnds.get(index);
    if (end !== undefined) return definitionOfEnd(end, (call) => thread.soon(call));
    const definition = definitionOf(this.#graph, label) as ActorDefinition;
    return linkOf(this.#graph, label) === null ? definition : linkDefinition(definition);
  }

  /** From where a worker has to load who runs on that seat, in an instance of its own; `undefined` if the definition will do. */
  ownSourceOf(plan: WorkerPlan, seat: number): DefinitionSource | undefined {
    if (!this.#setup.freshModules || this.#isOwn(plan.actors[seat] as ActorPlan)) {
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
