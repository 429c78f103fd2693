import type { Actor } from "@steady-state/deno/actor";
import { Fate } from "./fate.ts";
import type { FaultKind, FaultPoint } from "./fault_kinds.ts";

const scope = globalThis as unknown as { close(): void };

/** Leads an actor through its fate: at each point of its turns it may die. */
export class Doom {
  readonly #fate: Fate;
  readonly #actor: Pick<Actor, "clock">;
  readonly #call: () => unknown;
  #doomed = false;

  /** @param call any verb of a channel, for the actor that hangs while it calls the framework */
  constructor(actor: Pick<Actor, "clock">, memory: SharedArrayBuffer, call: () => unknown) {
    this.#actor = actor;
    this.#fate = new Fate(memory);
    this.#call = call;
  }

  /** The actor comes to a point of its turn. Resolves if it lives on. */
  at(point: FaultPoint): Promise<void> | undefined {
    const now = this.#actor.clock.now();
    // A message was taken: the successor is at work.
    if (point === "after take" && !this.#doomed) this.#fate.took(now);
    const kind = this.#fate.visit(point, now);
    if (kind === undefined) return undefined;
    this.#doomed = true;
    return this.#strike(kind);
  }

  #strike(kind: FaultKind): Promise<void> | undefined {
    const error = new Error(`fault: ${kind}`);
    switch (kind) {
      case "unhandled rejection":
        Promise.reject(error);
        return undefined; // It goes on until the error is found.
      case "error in a timer":
        setTimeout(() => {
          throw error;
        }, 0);
        return undefined;
      case "self.close()":
        scope.close();
        break;
      case "Deno.exit()":
        Deno.exit(3);
        break;
      case "hang":
        for (;;) { /* never comes back */ }
      case "hang in calls":
        for (;;) this.#call();
      case "hang in an await":
        break;
      default:
        throw error;
    }
    return new Promise<never>(() => {});
  }
}
