import type { KindShape } from "../channel/kind_shape.ts";
import type { ActorShape, ArgsSchema, Port, PortSchema } from "../protocol/actor_shape.ts";
import type { StateSchema } from "../state/mod.ts";
import type { Actor } from "./actor.ts";

/** Declares a port that sends on a channel. */
export function tx<K extends KindShape>(kind: K): Port<K, "tx", false> {
  return { direction: "tx", bundle: false, kind };
}

/** Declares a port that takes from a channel. */
export function rx<K extends KindShape>(kind: K): Port<K, "rx", false> {
  return { direction: "rx", bundle: false, kind };
}

/** Declares a port that sends on the lanes of a bundle. */
export function txBundle<K extends KindShape>(kind: K): Port<K, "tx", true> {
  return { direction: "tx", bundle: true, kind };
}

/** Declares a port that takes from the lanes of a bundle. */
export function rxBundle<K extends KindShape>(kind: K): Port<K, "rx", true> {
  return { direction: "rx", bundle: true, kind };
}

/** What an actor is made of. */
export interface ActorBody<P extends PortSchema, S extends StateSchema, A extends ArgsSchema> {
  /** Its ports, by name; the graph wires each of them. */
  readonly ports?: P;
  /** Its state: values that survive its death and commit with the turn. */
  readonly state?: S;
  /** Its args, with the values they have when the graph does not say otherwise. Plain data. */
  readonly args?: A;
  /**
   * What it does. Called once a generation; when it returns, the actor has ended: its outputs close. When it throws, the
   * turn under way is forgotten and a new generation starts, with the same channels and state.
   */
  run(actor: Actor<P, S, A>): Promise<void> | void;
}

/** An actor's definition: what the graph checks its wiring against, and what the actor's worker runs. */
export interface ActorDefinition<
  P extends PortSchema = PortSchema,
  S extends StateSchema = StateSchema,
  A extends ArgsSchema = ArgsSchema,
> extends ActorShape<P, S, A> {
  /** What it does. */
  readonly run: (actor: Actor<P, S, A>) => Promise<void> | void;
}

/**
 * Defines an actor. The definition must be exported under `exportName` from the module whose `import.meta` is given: the
 * actor's worker imports that module and looks it up there. Such a module imports `@steady-state/deno/actor` and no other
 * door of this package, or every worker would load the graph and the server too.
 *
 * ```ts
 * import { defineActor, tx, u32 } from "@steady-state/deno/actor";
 *
 * export const generator = defineActor(import.meta, "generator", {
 *   ports: { numbers: tx(u32) },
 *   state: { next: u32 },
 *   async run(actor) {
 *     const { ports: { numbers }, state } = actor;
 *     while (actor.isRunning(() => numbers.close())) {
 *       await actor.wait(numbers.vacant());
 *       while (numbers.trySend(state.next)) state.next++;
 *     }
 *   },
 * });
 * ```
 */
export function defineActor<
  P extends PortSchema = Record<never, never>,
  S extends StateSchema = Record<never, never>,
  A extends ArgsSchema = Record<never, never>,
>(
  module: { readonly url: string },
  exportName: string,
  body: ActorBody<P, S, A>,
): ActorDefinition<P, S, A> {
  return {
    module: module.url,
    exportName,
    ports: body.ports ?? ({} as P),
    state: body.state ?? ({} as S),
    args: body.args ?? ({} as A),
    run: (actor) => body.run(actor),
  };
}

/** The definition in `module` under `exportName`. Throws a TypeError that says what is there instead. */
export function definitionIn(
  module: Readonly<Record<string, unknown>>,
  exportName: string,
  url: string,
): ActorDefinition {
  const found = module[exportName];
  if (found === undefined) {
    const names = Object.keys(module).join(", ") || "nothing";
    throw new TypeError(
      `Cannot load actor "${exportName}" from ${url}: there is no such export, the module exports ${names}`,
    );
  }
  if (typeof (found as Partial<ActorDefinition>).run !== "function") {
    throw new TypeError(
      `Cannot load actor "${exportName}" from ${url}: the export is not made by defineActor`,
    );
  }
  return found as ActorDefinition;
}
