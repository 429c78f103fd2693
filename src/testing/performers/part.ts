import type { Actor } from "../../actor/mod.ts";
import type { SendableOf } from "../../channel/delivery/mod.ts";
import type { MessageOf } from "../../channel/ring/mod.ts";
import type { ArgsSchema, Port, PortSchema } from "../../protocol/mod.ts";
import type { StateSchema } from "../../state/mod.ts";
import type { PortUse } from "./ports.ts";

/** Plays an actor: as its `run`. */
export type Performer = (actor: Actor) => Promise<void> | void;

/** A performer, whichever ports it plays on. */
export type AnyPerformer = (actor: never) => Promise<void> | void;

/** An actor, whichever ports it has. */
export interface AnyActor extends Omit<Actor, "ports" | "state" | "args"> {
  /** Its channel ends, by port name. */
  readonly ports: Readonly<Record<string, unknown>>;
}

/** For the compiler: sends messages of type `T` on the port `N`; on the only one that sends where that is `undefined`. */
export interface Sends<N, T> {
  /** The port's name, that of a lane with its number in brackets. */
  readonly port: N;
  /** What it sends. */
  readonly sends: T;
}

/** For the compiler: takes messages that may be a `T` from the port `N`; from the only one that takes where that is `undefined`. */
export interface Takes<N, T> {
  /** The port's name, that of a lane with its number in brackets. */
  readonly port: N;
  /** Takes any of them. A method, so that the compiler also tells a performer what comes there. */
  takes(message: T): void;
}

/** A performer that knows which ports it plays on: what it says of them is checked before anything runs. */
export interface ScriptedPerformer<U> {
  /** Plays an actor: as its `run`. */
  (actor: AnyActor): Promise<void> | void;
  /** Never set: it makes what is done on which port part of the type. */
  readonly plays?: U;
}

/** A performer that keeps what it takes. */
export interface CollectingPerformer<T, N = unknown> extends ScriptedPerformer<Takes<N, T>> {
  /** What it has taken for good, in the order in which it came. */
  readonly taken: readonly T[];
  /** Never set: it makes the port part of the type. */
  readonly from?: N;
  /** What the actor of that label has taken for good, where several are played. */
  takenBy(label: string): readonly T[];
}

/** All that can be done on these ports; anything, where the compiler does not know them. */
export type UsesOf<P> = string extends keyof P ? unknown : {
  [K in keyof P & string]: P[K] extends Port<infer M, infer D, infer B> ? D extends "tx" ? Sends<
        undefined | K | (B extends true ? `${K}[${number}]` : never),
        SendableOf<MessageOf<M>, M["name"]>
      >
    : Takes<undefined | K | (B extends true ? `${K}[${number}]` : never), MessageOf<M>>
    : never;
}[keyof P & string];

/** What can play an actor with these ports. If it collects, `R` is what it takes, and `N` the port that it names. */
export interface PerformerFor<
  P extends PortSchema,
  S extends StateSchema,
  A extends ArgsSchema,
  R,
  N,
> {
  /** Plays an actor: as its `run`. */
  (actor: Actor<P, S, A>): Promise<void> | void;
  /** Never set: it makes what is done on which port part of the type. */
  readonly plays?: UsesOf<P>;
  /** What it has taken for good. */
  readonly taken?: readonly R[];
  /** Never set: it makes the port part of the type. */
  readonly from?: N;
}

/** What comes on the port `N`, or on any that takes where that is `undefined`. */
export type TakenAt<P, N> = UsesOf<P> extends infer U
  ? U extends Takes<infer Q, infer M> ? N extends Q ? M : never : never
  : never;

/** A performer that collects, with the type of what comes on its port; nothing for others. */
export type Performed<P, R, N> = [R] extends [never] ? void
  : CollectingPerformer<
    [TakenAt<P, N>] extends [never] ? R : [TakenAt<P, N>] extends [R] ? TakenAt<P, N> : R,
    N
  >;

/** What a performer can do to the simulation in which it plays. */
export interface Backstage {
  /** The simulation fails with that error. */
  fail(error: Error): void;
  /** The thread of that actor goes on no more after this step, and does not answer. */
  hang(label: string): void;
}

/** What is known of a performer beside how it plays. */
export interface Direction {
  /** The ports that it plays on. */
  readonly uses: readonly PortUse[];
  /** What made it, as in `load`, if it can play one actor only. */
  readonly soloVerb?: string;
  /** It is to play the actor of that label, with these ports. */
  cast?(label: string, ports: PortSchema): void;
  /** A run begins. What the one before has left is no more. */
  begin?(backstage: Backstage): void;
  /** What it waits for; `undefined` if that is nothing. */
  unmet?(): string | undefined;
}

const directions = new WeakMap<object, Direction>();

/** Keeps what is known of a performer. */
export function direct<F extends object>(performer: F, direction: Direction): F {
  directions.set(performer, direction);
  return performer;
}

/** What is known of a performer; of a function of somebody's own that is nothing. */
export function directionOf(performer: object): Direction {
  return directions.get(performer) ?? { uses: [] };
}

/** Behind the scenes of a performer that plays in no simulation. */
export const NO_BACKSTAGE: Backstage = {
  fail(error) {
    throw error;
  },
  hang(label) {
    throw new TypeError(
      `Cannot have actor "${label}" hang: it is not played in a simulation, play it with stage.perform()`,
    );
  },
};
