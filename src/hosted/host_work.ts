import { OwnCondition } from "../actor/conditions.ts";

/** Something for an actor of the host to do, or to end for. */
export abstract class HostWork extends OwnCondition {
  /** What a turn within its wait has thrown. */
  #thrown: { readonly error: unknown } | undefined;

  /** Whether there is something to do. */
  protected abstract isThere(): boolean;

  override met(): boolean {
    return this.#thrown !== undefined || this.isThere();
  }

  /** Notes what a turn within the wait has thrown, which ends it. */
  fail(error: unknown): void {
    this.#thrown ??= { error };
  }

  /** Throws that. To be called after each wait. */
  check(): void {
    if (this.#thrown !== undefined) throw this.#thrown.error;
  }
}
