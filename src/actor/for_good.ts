import type { ActorDefinition } from "./definition.ts";
import { RETURNED } from "./inputs_over.ts";

/** A permanent actor has come to the end of its `run`, and nothing had asked it to. */
class ReturnedError extends Error {
  readonly #isOurs = true;

  constructor(label: string) {
    super(
      `Cannot end actor "${label}": its run returned, but it is permanent and was not asked to`,
    );
    this.name = "ReturnedError";
    // Where it was thrown says nothing: the actor's code is no part of it.
    this.stack = "";
  }

  /** Whether `thrown` is one: only this class can give an object the private name, and a look for it runs no code of the object. */
  static is(thrown: unknown): boolean {
    return Object(thrown) === thrown && #isOurs in (thrown as object);
  }
}

/** A definition as it is run for a permanent actor: it must go on as long as the actor may. */
export function forGood(definition: ActorDefinition): ActorDefinition {
  return {
    ...definition,
    async run(actor) {
      await definition.run(actor);
      // Commits what the last turn has done, as every end does.
      if (actor.isRunning(RETURNED)) throw new ReturnedError(actor.label);
    },
  };
}

/** Whether `thrown` says that a permanent actor returned. Not by its name: an actor's own error may have the same. */
export function isReturn(thrown: unknown): boolean {
  return ReturnedError.is(thrown);
}
