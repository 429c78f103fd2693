import type { Batches } from "./batches.ts";
import { LastChances } from "./last_chances.ts";
import type { SupervisionEvents, SupervisionOptions } from "./supervision_events.ts";
import type { Child, SupervisionTree } from "./tree.ts";
import type { Ward } from "./ward.ts";

/** All that is under one supervision, and what its parts share. */
export class Company {
  /** By number. */
  readonly wards: readonly Ward[];
  readonly tree: SupervisionTree;
  /** The restarts that are under way. */
  readonly batches: Batches<Ward>;
  readonly lastChances: LastChances = new LastChances();
  readonly events: SupervisionEvents;
  readonly options: SupervisionOptions;
  /** Whether the graph is over: nobody is started any more. */
  isClosing = false;
  #inStartOrder: readonly Ward[] | undefined;

  constructor(
    wards: readonly Ward[],
    tree: SupervisionTree,
    batches: Batches<Ward>,
    events: SupervisionEvents,
    options: SupervisionOptions,
  ) {
    this.wards = wards;
    this.tree = tree;
    this.batches = batches;
    this.events = events;
    this.options = options;
  }

  /** All wards in start order. */
  get inStartOrder(): readonly Ward[] {
    return this.#inStartOrder ??= this.#wardsOf(this.tree.startOrder);
  }

  /** The wards below these children, in start order. */
  below(children: readonly Child[]): Ward[] {
    return this.#wardsOf(this.tree.actorsBelow(children));
  }

  /** A ward has come to its end by itself, and is out of its thread. */
  finish(ward: Ward): void {
    ward.finish();
    if (ward.isAsleep) this.events.onAsleep(ward.actor);
    else this.events.onEnded(ward.actor);
  }

  #wardsOf(actors: readonly number[]): Ward[] {
    return actors.map((actor) => this.wards[actor] as Ward);
  }
}
