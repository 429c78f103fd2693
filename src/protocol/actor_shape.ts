/**
 * What the host knows of an actor's definition: everything but what it does.
 *
 * @module
 */
import type { KindShape } from "../channel/kind_shape.ts";
import type { PackageCopy } from "../package.ts";
import type { StateSchema } from "../state/mod.ts";
import type { StateFigure } from "./state_figure.ts";

/** A port as an actor declares it. `D` says which end of a channel it takes, `B` whether it takes a bundle's. */
export interface Port<
  K extends KindShape = KindShape,
  D extends "tx" | "rx" = "tx" | "rx",
  B extends boolean = boolean,
> {
  /** Which end of a channel the port takes. */
  readonly direction: D;
  /** Whether the port takes the ends of a bundle. */
  readonly bundle: B;
  /** What it carries. */
  readonly kind: K;
}

/** The ports of an actor, by name. */
export type PortSchema = Readonly<Record<string, Port>>;

/** The args of an actor, by name, with the values they have when the graph does not say otherwise. */
export type ArgsSchema = Readonly<Record<string, unknown>>;

/** An actor's definition as far as the host needs it. */
export interface ActorShape<
  P extends PortSchema = PortSchema,
  S extends StateSchema = StateSchema,
  A extends ArgsSchema = ArgsSchema,
> {
  /** URL of the module that exports the definition. */
  readonly module: string;
  /** The name it is exported under. */
  readonly exportName: string;
  /** The copy of this package that made it. Set by `defineActor`. */
  readonly copy: PackageCopy;
  /** Its ports. */
  readonly ports: P;
  /** Its state. */
  readonly state: S;
  /** Its args and their defaults. */
  readonly args: A;
  /** Whether the host follows what it sends until that has left the graph. */
  readonly followed?: boolean;
  /** By input: the cell of its state that says how many messages of it the actor is done with; of a bundle, by lane. */
  readonly holds?: Readonly<Record<string, string>>;
  /** The figures that it tells of its own, by the cells of its state that have them. */
  readonly figures?: Readonly<Record<string, StateFigure>>;
  /** All that is wrong with args beyond their types, a sentence each. */
  readonly argFaults?: (args: Readonly<Record<string, unknown>>) => readonly string[];
}
