import type { SendableOf } from "../channel/delivery/mod.ts";
import type { MessageOf } from "../channel/ring/mod.ts";
import type { DeadLetter, ReplayOptions } from "../graph/letters/mod.ts";
import type { LogRecord } from "../graph/report/mod.ts";
import type { ArgsSchema, CrashReport, Port, PortSchema } from "../protocol/mod.ts";
import type { StateOf, StateSchema } from "../state/mod.ts";
import type { Duration } from "./moment.ts";
import type { StandInBroker } from "./stand_ins/mod.ts";

/** An input of the actor that is rehearsed, as the test plays it: the other end. */
export interface PlayedInput<T> {
  /**
   * Sends messages, in order. They wait outside where the channel is full. A delivery may be plain data: `{ origin, message }`.
   *
   * @throws {TypeError} if the test has closed it, or a message is not of the channel's kind; a RangeError if one is out of its range.
   * None is sent then
   */
  send(...messages: T[]): void;
  /** Ends the channel, after all that was sent. */
  close(): void;
  /** Messages that the actor has not taken for good. */
  readonly waiting: number;
}

/** An output of the actor that is rehearsed, as the test plays it: the other end. */
export interface PlayedOutput<T> {
  /** All that has come so far, in order. */
  readonly taken: readonly T[];
  /**
   * The next `n` messages, those that came already first; 1 if not given. Time goes on until they are there.
   *
   * @throws {Error} if they do not come `within` that time, a minute if it is not given: with what came, what the channels hold, and
   * what the actor waits for
   */
  take(n?: number, options?: { readonly within?: Duration }): Promise<T[]>;
  /** Takes nothing from now on, so that the channel fills; `false` goes on. */
  hold(isHolding?: boolean): void;
  /** Is gone for good: the actor finds that its channel has no reader. */
  abandon(): void;
  /** Whether the actor has closed it, and all of it has come. */
  readonly isClosed: boolean;
}

/** What the test has in hand of a port. */
export type PlayerOf<P> = P extends Port<infer K, infer D, infer B>
  ? D extends "rx"
    ? SendableOf<MessageOf<K>, K["name"]> extends infer T
      ? B extends true ? readonly PlayedInput<T>[] : PlayedInput<T>
    : never
  : B extends true ? readonly PlayedOutput<MessageOf<K>>[]
  : PlayedOutput<MessageOf<K>>
  : never;

/** What the test plays, by port. */
export type PlayersOf<P> = { readonly [K in keyof P]: PlayerOf<P[K]> };

/** How the actor ended. */
export interface RehearsalEnd<S extends StateSchema> {
  /** Whether it ended as it should: its `run` returned, and nobody gave it up. */
  readonly clean: boolean;
  /** Its crashes, the oldest first; each was followed by another generation, unless it says otherwise. */
  readonly crashes: readonly CrashReport[];
  /** Its state, as of its last turn. */
  readonly state: StateOf<S>;
}

/** An actor that is rehearsed: everything around it is played by the test, and time goes by when the test says so. */
export interface Scene<
  P extends PortSchema,
  S extends StateSchema,
  A extends ArgsSchema = ArgsSchema,
> extends AsyncDisposable {
  /** What the test plays, by port. Each is also a member of the scene itself, if its name is none of those here. */
  readonly ports: PlayersOf<P>;
  /** Its state, as of its last turn that committed. */
  readonly state: StateOf<S>;
  /**
   * Gives cells of its state other values, as if its last turn had: between two turns, so after {@link Scene.settle} for instance.
   *
   * @throws {TypeError} if there is no such cell, or it is in the middle of a turn, waits for room, or is down: with what it does
   * @throws {RangeError} if a value is none for its cell; nothing is set then
   */
  setState(state: Partial<StateOf<S>>): void;
  /**
   * Gives it other args between two turns, as `tell` of a handle does. Goes on until it has them.
   *
   * @throws as `ActorRef.tell`
   * @throws {Error} if it does not have them within a minute, because its turn does not end for instance
   */
  tell(args: Partial<A>): Promise<void>;
  /**
   * The broker that stands in for the service of a source or a sink: what a source finds there, and what a sink has put.
   *
   * @throws {TypeError} if the actor is neither
   */
  readonly broker: StandInBroker;
  /** The line of text that it shows on its node; empty if there is none. */
  readonly status: string;
  /** What it has logged, of all levels. */
  readonly log: readonly LogRecord[];
  /** Messages that it, or its supervisor, has given up. */
  readonly deadLetters: readonly DeadLetter[];
  /** Its crashes so far. */
  readonly crashes: readonly CrashReport[];
  /** Milliseconds since the beginning. */
  readonly elapsedMs: number;
  /** Goes on until it has nothing to do without time going by. */
  settle(): Promise<void>;
  /** Lets so much time go by. */
  advance(time: Duration): Promise<void>;
  /** Ends its thread, wherever it is. What its turn had not committed never happened; the next generation begins as its supervisor says. */
  crash(): void;
  /** Has its thread stand still, wherever it is: it does not answer until its hang guard ends it, after a minute. */
  hang(): void;
  /** Asks the graph to stop. */
  stop(reason?: string): void;
  /**
   * Puts a dead letter back, as `Graph.replay` does: to the port that it came by, or to that of the options. Goes on until it is there.
   *
   * @throws as `Graph.replay`
   * @throws {Error} if it is not there within a minute, because the channel is full for instance
   */
  replay(letter: DeadLetter, options?: ReplayOptions): Promise<void>;
  /**
   * Goes on until it has ended, a day at most.
   *
   * @throws {Error} if it has not: with what the channels hold, and what it waits for
   */
  readonly ended: Promise<RehearsalEnd<S>>;
}

/** A scene, with what the test plays as members. */
export type SceneOf<
  P extends PortSchema,
  S extends StateSchema,
  A extends ArgsSchema = ArgsSchema,
> =
  & Scene<P, S, A>
  & { readonly [K in Exclude<keyof P, keyof Scene<P, S, A>>]: PlayerOf<P[K]> };
