import { describeNoKind, isKind } from "../channel/ring/mod.ts";
import type { KindShape } from "../channel/kind_shape.ts";
import { THIS_COPY } from "../copy.ts";
import { faultsText, textOf, unknownParts } from "../errors.ts";
import { misfitOf } from "../package.ts";
import type {
  ActorShape,
  ArgsSchema,
  DefinitionSource,
  Port,
  PortSchema,
  StateFigure,
} from "../protocol/mod.ts";
import type { StateSchema } from "../state/mod.ts";
import type { Actor } from "./actor.ts";
import { outlineFaults } from "./outline.ts";

/**
 * Declares a port that sends on a channel.
 *
 * ```ts
 * import { defineActor, tx, u32 } from "@steady-state/deno/actor";
 * import { assertEquals } from "@std/assert";
 *
 * export const counter = defineActor(import.meta, "counter", {
 *   ports: { numbers: tx(u32) },
 *   run({ ports: { numbers } }) {
 *     for (let n = 0; n < 3; n++) numbers.trySend(n);
 *   },
 * });
 * assertEquals(counter.ports.numbers.direction, "tx");
 * ```
 */
export function tx<K extends KindShape>(kind: K): Port<K, "tx", false> {
  return port("tx", false, kind);
}

/**
 * Declares a port that takes from a channel.
 *
 * ```ts
 * import { defineActor, rx, u32 } from "@steady-state/deno/actor";
 * import { assertEquals } from "@std/assert";
 *
 * export const printer = defineActor(import.meta, "printer", {
 *   ports: { numbers: rx(u32) },
 *   async run(actor) {
 *     const { numbers } = actor.ports;
 *     for (let n = await actor.take(numbers); n !== undefined; n = await actor.take(numbers)) {
 *       actor.log.info(`${n}`);
 *     }
 *   },
 * });
 * assertEquals(printer.ports.numbers.direction, "rx");
 * ```
 */
export function rx<K extends KindShape>(kind: K): Port<K, "rx", false> {
  return port("rx", false, kind);
}

/**
 * Declares a port that sends on the lanes of a bundle.
 *
 * ```ts
 * import { defineActor, rx, text, txBundle } from "@steady-state/deno/actor";
 * import { assertEquals } from "@std/assert";
 *
 * export const dealer = defineActor(import.meta, "dealer", {
 *   ports: { names: rx(text), work: txBundle(text) },
 *   async run(actor) {
 *     const { names, work } = actor.ports;
 *     for (let name = await actor.take(names); name !== undefined; name = await actor.take(names)) {
 *       await actor.send(work.laneFor(name), name); // what has one name stays in order
 *     }
 *   },
 * });
 * assertEquals(dealer.ports.work.bundle, true);
 * ```
 */
export function txBundle<K extends KindShape>(kind: K): Port<K, "tx", true> {
  return port("tx", true, kind);
}

/**
 * Declares a port that takes from the lanes of a bundle.
 *
 * ```ts
 * import { defineActor, rxBundle, u32 } from "@steady-state/deno/actor";
 * import { assertEquals } from "@std/assert";
 *
 * export const adder = defineActor(import.meta, "adder", {
 *   ports: { parts: rxBundle(u32) },
 *   state: { sum: u32 },
 *   async run(actor) {
 *     const { ports: { parts }, state } = actor;
 *     while (actor.isRunning(() => parts.isClosedAndEmpty)) {
 *       await actor.wait(parts.avail());
 *       for (const part of parts.takeBatch()) state.sum += part;
 *     }
 *   },
 * });
 * assertEquals(adder.ports.parts.bundle, true);
 * ```
 */
export function rxBundle<K extends KindShape>(kind: K): Port<K, "rx", true> {
  return port("rx", true, kind);
}

function port<K extends KindShape, D extends "tx" | "rx", B extends boolean>(
  direction: D,
  bundle: B,
  kind: K,
): Port<K, D, B> {
  if (!isKind(kind)) {
    throw new TypeError(
      `Cannot declare a port that ${direction === "tx" ? "sends" : "takes"} ${
        describeNoKind(kind)
      }`,
    );
  }
  return { direction, bundle, kind };
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
   * Whether the host follows what it sends until that has left the graph: its outputs then say how much is settled, see `settled` and
   * `settledTo` of a sending end, and so does `graph.inFlight`. It is for sources, which tell a service outside how far it has come. Nobody is followed who is not defined
   * so.
   */
  readonly followed?: boolean;
  /**
   * For an actor that keeps messages in its state from one turn to the next, as a window or a join does: by input, the cell of its state
   * that says how many messages of that input it is done with, from the channel's first one on. What it has taken beyond that is not
   * settled for whoever has sent it, see `followed`. A cell of `f64` or `u64`, which each turn that takes sets anew, for instance to
   * `orders.taken - open.length`; of a bundle one of `json` with a list of such numbers by lane, where a lane without one is held back as a
   * whole. An actor that keeps nothing needs none of it.
   */
  readonly holds?: { readonly [N in keyof NoInfer<P>]?: keyof NoInfer<S> & string };
  /**
   * Figures that it tells of its own, by the cells of its state that have them: numbers, as `u32` or `f64`. The page has them among its
   * details and in charts, Prometheus as `steady_actor_figure_…`; the history keeps them, and alert rules may judge them, as
   * `figures.NAME`. The host reads the cells ten times a second, as the last turn has left them; for the actor they are state like any other, and cost
   * it nothing. What is wrong with them is told when the graph starts.
   */
  readonly figures?: { readonly [N in keyof NoInfer<S>]?: StateFigure };
  /**
   * All that is wrong with args beyond their types, a sentence each: a number out of bounds, two that do not go together. The graph asks
   * before it starts anything, and tells them with its other faults; in a simulation and a rehearsal nobody asks.
   */
  argFaults?(args: Readonly<NoInfer<A>>): readonly string[];
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
 * import { assertEquals } from "@std/assert";
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
 * assertEquals(generator.exportName, "generator");
 * ```
 *
 * @throws {TypeError} with all that is wrong with the body: a part that there is not, `ports`, `state` or `args` that are no
 * object, no `run`; if the first argument is no `import.meta`
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
  checkDefining(module?.url, exportName, body);
  return {
    module: module.url,
    exportName,
    copy: THIS_COPY,
    ports: body.ports ?? ({} as P),
    state: body.state ?? ({} as S),
    args: body.args ?? ({} as A),
    followed: body.followed ?? false,
    ...(body.holds && { holds: body.holds as Readonly<Record<string, string>> }),
    ...(body.figures && { figures: body.figures as Readonly<Record<string, StateFigure>> }),
    ...(body.argFaults && { argFaults: (args) => body.argFaults?.(args as A) ?? [] }),
    run: (actor) => body.run(actor),
  };
}

/** What a body may have. A record, so that the compiler sees one that is missing. */
const BODY: Record<keyof ActorBody<PortSchema, StateSchema, ArgsSchema>, true> = {
  ports: true,
  state: true,
  args: true,
  followed: true,
  holds: true,
  figures: true,
  argFaults: true,
  run: true,
};

/** In plain JavaScript, and where modules import each other in a circle, anything may come. */
function checkDefining(url: unknown, exportName: unknown, body: unknown): void {
  const faults: string[] = [];
  if (typeof url !== "string") {
    faults.push("its first argument is no import.meta, give the one of its module");
  }
  if (typeof exportName !== "string") {
    faults.push("its export has no name, give the one under which its module exports it");
  }
  faults.push(...bodyFaults(body ?? {}));
  if (faults.length === 0) return;
  throw new TypeError(faultsText(`define actor "${textOf(exportName)}"`, faults));
}

function bodyFaults(body: object): string[] {
  const parts = body as Partial<Record<keyof typeof BODY, unknown>>;
  return [
    ...unknownParts("its body", body, Object.keys(BODY)),
    ...(["ports", "state", "args"] as const).filter((name) => !isSchema(parts[name])).map((name) =>
      `its ${name} ${name === "state" ? "is" : "are"} ${textOf(parts[name])}, give an object`
    ),
    ...(["undefined", "boolean"].includes(typeof parts.followed)
      ? []
      : [`its followed is ${textOf(parts.followed)}, give true or false`]),
    ...(["undefined", "function"].includes(typeof parts.argFaults)
      ? []
      : [`its argFaults is ${textOf(parts.argFaults)}, give a function`]),
    ...(typeof parts.run === "function" ? [] : ["it has no run, give it one"]),
  ];
}

/** Whether there can be names in it. */
function isSchema(part: unknown): boolean {
  return part === undefined || (typeof part === "object" && part !== null && !Array.isArray(part));
}

/**
 * The definition that `module` exports where `source` says. Throws a TypeError that says what is there instead, if there is none,
 * if it is none that this copy of the package can run, or if it is another than the host knows.
 */
export function definitionIn(
  module: Readonly<Record<string, unknown>>,
  source: DefinitionSource,
): ActorDefinition {
  const { exportName, module: url } = source;
  const refuse = (why: string) =>
    new TypeError(`Cannot load actor "${exportName}" from ${url}: ${why}`);
  const found = module[exportName];
  if (found === undefined) {
    const names = Object.keys(module).join(", ") || "nothing";
    throw refuse(`there is no such export, the module exports ${names}`);
  }
  const definition = found as ActorDefinition;
  if (typeof definition?.run !== "function" || typeof definition.ports !== "object") {
    throw refuse("the export is not made by defineActor");
  }
  const misfit = misfitOf(definition.copy, THIS_COPY);
  if (misfit !== undefined) {
    throw refuse(
      `it is made by ${misfit.theirs}, its worker runs ${misfit.ours}, use one copy of this package for both`,
    );
  }
  const faults = outlineFaults(definition, source);
  if (faults.length > 0) {
    throw refuse(`${faults.join(", ")}; the module must define the same wherever it is loaded`);
  }
  return definition;
}
