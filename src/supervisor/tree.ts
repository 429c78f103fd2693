import type { Intensity } from "./intensity.ts";

/**
 * Which children a supervisor starts again when one of them has crashed.
 *
 * - `oneForOne`: that one alone.
 * - `oneForAll`: all of them, for children that cannot do without each other.
 * - `restForOne`: that one and those drawn after it, for children that build on the ones before them.
 */
export type Strategy = "oneForOne" | "oneForAll" | "restForOne";

/**
 * When an actor is started again.
 *
 * - `transient`: after a crash, but not after its `run` has returned.
 * - `permanent`: after a crash, and also when its `run` returns before it was asked to end: no stop was asked for, and its
 *   inputs, if it has any, are not all closed and empty.
 * - `temporary`: never. A crash takes it out of the graph, counts against nobody and starts no sibling again; a restart of its
 *   siblings that would include it takes it out, too. Its ends are closed, the graph goes on, and the report says `removed`.
 */
export type RestartType = "permanent" | "transient" | "temporary";

/** What a restart type comes to. */
export interface RestartRule {
  /** How often the actor is started again at most, however its supervisor counts; its last generation leaves the graph. */
  readonly restarts: number;
  /** Whether a `run` that returns unasked is a crash. */
  readonly crashesByReturning: boolean;
}

/** All restart types. The host goes by this table, and tells workers what they must know of it. */
export const RESTART_TYPES: Readonly<Record<RestartType, RestartRule>> = {
  permanent: { restarts: Infinity, crashesByReturning: true },
  transient: { restarts: Infinity, crashesByReturning: false },
  temporary: { restarts: 0, crashesByReturning: false },
};

/** A child of a supervisor: an actor, or a supervisor below it, by its number. */
export type Child = { readonly actor: number } | { readonly supervisor: number };

/** A supervisor as it is planned. Number 0 is the root: the graph. */
export interface SupervisorPlan {
  readonly label: string;
  readonly strategy: Strategy;
  readonly intensity: Intensity;
  /** Its children in start order: the order in which they were drawn. */
  readonly children: readonly Child[];
}

/** Who is a child of whom. */
export class SupervisionTree {
  readonly #plans: readonly SupervisorPlan[];
  /** The supervisor of each actor, and which of its children the actor is: two numbers, because there may be ten thousand. */
  readonly #above: number[] = [];
  readonly #ranks: number[] = [];
  /** Where each supervisor is a child; the root is none. */
  readonly #supervisors: TreePlace[] = [];
  #startOrder: readonly number[] | undefined;

  constructor(plans: readonly SupervisorPlan[]) {
    this.#plans = plans;
    plans.forEach(({ children }, supervisor) => {
      children.forEach((child, rank) => {
        if ("actor" in child) {
          this.#above[child.actor] = supervisor;
          this.#ranks[child.actor] = rank;
        } else this.#supervisors[child.supervisor] = { supervisor, child };
      });
    });
  }

  /** All actors in start order: the order of the children, those of a supervisor in its place. */
  get startOrder(): readonly number[] {
    return this.#startOrder ??= this.actorsBelow(this.plan(0).children);
  }

  /** The plan of a supervisor. */
  plan(supervisor: number): SupervisorPlan {
    return this.#plans[supervisor] as SupervisorPlan;
  }

  /** Where an actor is a child. */
  placeOf(actor: number): TreePlace {
    const supervisor = this.#above[actor] as number;
    const child = this.plan(supervisor).children[this.#ranks[actor] as number] as Child;
    return { supervisor, child };
  }

  /** Where a supervisor is a child; `undefined` for the root. */
  placeOfSupervisor(supervisor: number): TreePlace | undefined {
    return this.#supervisors[supervisor];
  }

  /** The supervisors from the root down to this one. */
  path(supervisor: number): number[] {
    const place = this.placeOfSupervisor(supervisor);
    return place === undefined ? [supervisor] : [...this.path(place.supervisor), supervisor];
  }

  /** The children that are started again when these have crashed, in start order. */
  affected(supervisor: number, crashed: readonly Child[]): readonly Child[] {
    const { strategy, children } = this.plan(supervisor);
    switch (strategy) {
      case "oneForOne":
        return children.filter((child) => crashed.includes(child));
      case "oneForAll":
        return children;
      case "restForOne":
        return children.slice(children.findIndex((child) => crashed.includes(child)));
    }
  }

  /** All actors below these children, in start order. */
  actorsBelow(children: readonly Child[]): number[] {
    return children.flatMap((child) =>
      "actor" in child ? [child.actor] : this.actorsBelow(this.plan(child.supervisor).children)
    );
  }

  /** All supervisors below these children. */
  supervisorsBelow(children: readonly Child[]): number[] {
    return children.flatMap((child) =>
      "actor" in child
        ? []
        : [child.supervisor, ...this.supervisorsBelow(this.plan(child.supervisor).children)]
    );
  }
}

/** Where something is a child. */
export interface TreePlace {
  readonly supervisor: number;
  readonly child: Child;
}
