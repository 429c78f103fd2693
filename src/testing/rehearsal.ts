import type { ActorDefinition } from "../actor/definition.ts";
import type { KindShape } from "../channel/kind_shape.ts";
import type { MessageOf } from "../channel/ring/mod.ts";
import { Graph } from "../graph/graph.ts";
import type { LogRecord } from "../graph/report/mod.ts";
import type { DeadLetter, ReplayOptions } from "../graph/letters/mod.ts";
import { ProbeReader } from "../probe/read.ts";
import {
  type ActorShape,
  type ArgsSchema,
  channelLabel,
  type CrashReport,
  type Port,
  type PortSchema,
} from "../protocol/mod.ts";
import { readState, type StateOf, type StateSchema } from "../state/mod.ts";
import { readMask } from "../turn/mod.ts";
import {
  anything,
  filled,
  flag,
  optionFaults,
  type Schema,
  throwOptionFaults,
  whole,
} from "../option_faults.ts";
import { Dice } from "./dice.ts";
import { DOING } from "./laid_out_graph.ts";
import { Faults } from "./faults.ts";
import { type Duration, duration, msOf, timeText } from "./moment.ts";
import { carried } from "./performers/mod.ts";
import { Collector, Feeder } from "./players.ts";
import { BEGIN, Simulation } from "./simulation.ts";

/** How an actor is rehearsed. */
export interface RehearsalOptions<S extends StateSchema, A extends ArgsSchema> {
  /**
   * Decides whose turn it is where several could go on.
   *
   * @default {1}
   */
  readonly seed?: number;
  /** The actor's args, where they differ from its standards. */
  readonly args?: Partial<A>;
  /** What its state begins with, where that differs from its standards. */
  readonly state?: Partial<StateOf<S>>;
  /**
   * Messages that each of its channels holds.
   *
   * @default {64}
   */
  readonly capacity?: number;
  /**
   * Lanes of each of its bundles.
   *
   * @default {2}
   */
  readonly girth?: number;
  /**
   * What it is called.
   *
   * @default {"ACTOR"}
   */
  readonly name?: string;
  /** Its number among actors of one name. */
  readonly instance?: number;
  /**
   * Whether each of its threads has an instance of its own of the actor's module, as workers have, where the module keeps anything in
   * variables; with `false` it runs in that of the test.
   *
   * @default {true}
   */
  readonly freshModules?: boolean;
  /**
   * How much of the machine's time a step may take. One that takes longer is an endless loop: the process ends, and says so. `Infinity`
   * for as long as it likes.
   *
   * @default {10_000}
   */
  readonly stepLimit?: Duration;
}

type AnyOptions = RehearsalOptions<StateSchema, ArgsSchema>;

/** Those that have a value where they are left out. */
type RehearsalStandards = "seed" | "capacity" | "girth" | "name" | "freshModules" | "stepLimit";

/** What is known of {@link RehearsalOptions}. What is wrong with a value that goes to the graph the graph says. */
export const REHEARSAL_OPTIONS: Schema<AnyOptions, RehearsalStandards> = {
  seed: { check: whole(0, Number.MAX_SAFE_INTEGER), default: 1 },
  args: { check: anything() },
  state: { check: anything() },
  capacity: { check: anything(), default: 64 },
  girth: { check: anything(), default: 2 },
  name: { check: anything(), default: "ACTOR" },
  instance: { check: anything() },
  freshModules: { check: flag, default: true },
  stepLimit: { check: duration, default: 10_000 },
};

/** An input of the actor that is rehearsed, as the test plays it: the other end. */
export interface PlayedInput<T> {
  /**
   * Sends messages, in order. They wait outside where the channel is full.
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
    ? B extends true ? readonly PlayedInput<MessageOf<K>>[] : PlayedInput<MessageOf<K>>
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
export interface Scene<P extends PortSchema, S extends StateSchema> extends AsyncDisposable {
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
export type SceneOf<P extends PortSchema, S extends StateSchema> =
  & Scene<P, S>
  & { readonly [K in Exclude<keyof P, keyof Scene<P, S>>]: PlayerOf<P[K]> };

const TAKE_MS = 60_000;
const END_MS = 86_400_000;

/**
 * Rehearses one actor, as it is: its channels, its supervisor and its state are real, its peers are played by the test, and there
 * is no worker and no waiting, because time is virtual. The same seed gives the same run.
 *
 * ```ts
 * import { defineActor, rx, tx, u32 } from "@steady-state/deno/actor";
 * import { rehearse } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const doubler = defineActor(import.meta, "doubler", {
 *   ports: { numbers: rx(u32), doubles: tx(u32) },
 *   async run(actor) {
 *     const { numbers, doubles } = actor.ports;
 *     for (let n = await actor.take(numbers); n !== undefined; n = await actor.take(numbers)) {
 *       await actor.wait(actor.timeout(1000));
 *       await actor.send(doubles, 2 * n);
 *     }
 *   },
 * });
 *
 * await using scene = await rehearse(doubler);
 * scene.numbers.send(1, 2, 3);
 * assertEquals(await scene.doubles.take(2), [2, 4]);
 * assertEquals(scene.elapsedMs >= 2000, true); // and no second of it was waited for
 * scene.numbers.close();
 * assertEquals((await scene.ended).clean, true);
 * ```
 *
 * @throws {GraphError} if the actor is none that a graph could have
 * @throws {TypeError} if the options are wrong, or name a cell that its state does not have
 */
export async function rehearse<
  P extends PortSchema,
  S extends StateSchema,
  A extends ArgsSchema,
>(
  definition: ActorShape<P, S, A>,
  options: RehearsalOptions<S, A> = {},
): Promise<SceneOf<P, S>> {
  throwOptionFaults("rehearse", optionFaults(REHEARSAL_OPTIONS, options));
  const {
    seed,
    args = {},
    state = {},
    capacity,
    girth,
    name: called,
    instance,
    freshModules,
    stepLimit,
  } = filled<AnyOptions, RehearsalStandards>(REHEARSAL_OPTIONS, options as AnyOptions);
  // All that it logs is told.
  const graph = new Graph("rehearsal", { logLevel: "debug" });
  const players = new Map<string, ActorDefinition>();
  const feeds: PlayedFeed[] = [];
  const collections: PlayedCollection[] = [];
  const ports: Record<string, unknown> = {};
  const played: Record<string, unknown> = {};
  const scene = {} as RehearsedScene;
  for (const [name, port] of Object.entries(definition.ports) as [string, Port][]) {
    const lanes = port.bundle
      ? graph.bundle(name, port.kind as never, { girth, capacity })
      : single(graph.channel(name, port.kind as never, { capacity }));
    const own = lanes[port.direction];
    const other = lanes[port.direction === "rx" ? "tx" : "rx"];
    ports[name] = port.bundle ? own : own[0];
    const ofPort = other.map((end, lane) => {
      const label = channelLabel({ name, lane: port.bundle ? lane : null });
      if (port.direction === "rx") {
        const feeder = new Feeder(port, (error) => scene.simulation.fail(error));
        const actor = `FROM ${label}`;
        players.set(actor, feeder.definition);
        graph.actor(actor, feeder.definition as ActorShape, { ports: { out: end } } as never);
        const feed = new PlayedFeed(label, port.kind, feeder, scene);
        feeds.push(feed);
        return feed;
      }
      const collector = new Collector(port);
      const actor = `TO ${label}`;
      players.set(actor, collector.definition);
      graph.actor(actor, collector.definition as ActorShape, { ports: { in: end } } as never);
      const collection = new PlayedCollection(label, collector, scene);
      collections.push(collection);
      return collection;
    });
    played[name] = port.bundle ? ofPort : ofPort[0];
  }
  const place = instance === undefined ? {} : { instance };
  graph.actor(called, definition as ActorShape, { ports, args, ...place } as never);
  const label = instance === undefined ? called : `${called} ${instance}`;
  const simulation = new Simulation(graph, {
    seed,
    players,
    faults: new Faults(new Dice(seed), {}),
    preemption: 0.5,
    // What the test has done is seen without time going by.
    latencyMs: 0,
    freshModules,
    stepLimitMs: msOf(stepLimit, "let a step take"),
  });
  preset(simulation, label, state);
  Object.assign(scene, { graph, simulation, label, feeds, collections });
  await simulation.begin();
  const shown = new RehearsedActor(scene, played);
  for (const [name, player] of Object.entries(played)) {
    if (!(name in shown)) Object.defineProperty(shown, name, { value: player, enumerable: true });
  }
  return shown as unknown as SceneOf<P, S>;
}

/** What is behind a scene. */
interface RehearsedScene {
  readonly graph: Graph;
  readonly simulation: Simulation;
  readonly label: string;
  readonly feeds: readonly PlayedFeed[];
  readonly collections: readonly PlayedCollection[];
}

function single<T, R>({ tx, rx }: { readonly tx: T; readonly rx: R }) {
  return { tx: [tx], rx: [rx] };
}

/** The cells begin with other values than their definition says. */
function preset(
  simulation: Simulation,
  label: string,
  state: Readonly<Record<string, unknown>>,
): void {
  const { cells } = simulation.planOf(label).state;
  checkCells("rehearse with a state", state, cells);
  for (const cell of cells) {
    if (Object.hasOwn(state, cell.name)) Object.assign(cell, { initial: state[cell.name] });
  }
}

/** Throws a TypeError if there are values for cells that there are not. */
function checkCells(
  doing: string,
  state: Readonly<Record<string, unknown>>,
  cells: readonly { readonly name: string }[],
): void {
  const names = cells.map(({ name }) => name);
  const strange = Object.keys(state).find((name) => !names.includes(name));
  if (strange === undefined) return;
  throw new TypeError(
    `Cannot ${doing} that has "${strange}": the actor has no such cell, it has ${
      names.join(", ") || "none"
    }`,
  );
}

class PlayedFeed implements PlayedInput<unknown> {
  readonly label: string;
  readonly #kind: KindShape;
  readonly #feeder: Feeder;
  readonly #scene: RehearsedScene;

  constructor(label: string, kind: KindShape, feeder: Feeder, scene: RehearsedScene) {
    this.label = label;
    this.#kind = kind;
    this.#feeder = feeder;
    this.#scene = scene;
  }

  send(...messages: unknown[]): void {
    if (this.#feeder.isClosed) {
      throw new TypeError(
        `Cannot send on port "${this.label}": the test has closed it, send before it does`,
      );
    }
    for (const message of messages) {
      const { fault } = carried(this.#kind, this.label, message);
      if (fault !== undefined) throw fault;
    }
    this.#feeder.send(messages);
  }

  close(): void {
    this.#feeder.close();
  }

  get waiting(): number {
    return this.#feeder.waiting + this.#scene.simulation.inChannel(this.label);
  }
}

class PlayedCollection implements PlayedOutput<unknown> {
  readonly label: string;
  readonly #collector: Collector;
  readonly #scene: RehearsedScene;
  #returned = 0;

  constructor(label: string, collector: Collector, scene: RehearsedScene) {
    this.label = label;
    this.#collector = collector;
    this.#scene = scene;
  }

  get taken(): readonly unknown[] {
    return this.#collector.taken;
  }

  get isClosed(): boolean {
    return this.#collector.isOver;
  }

  hold(isHolding = true): void {
    this.#collector.hold(isHolding);
  }

  abandon(): void {
    this.#collector.leave();
  }

  async take(n = 1, { within = TAKE_MS }: { readonly within?: Duration } = {}): Promise<unknown[]> {
    const { simulation } = this.#scene;
    const { taken } = this.#collector;
    const until = this.#returned + n;
    const isDone = () => taken.length >= until || this.isClosed || simulation.isOver;
    await simulation.run(isDone, msOf(within, `take from port "${this.label}"`));
    if (taken.length < until) {
      const came = taken.length - this.#returned;
      const why = this.isClosed
        ? "and the actor has closed it, take fewer"
        : `within ${timeText(within)}, send what it needs, give it longer, or take fewer`;
      throw new Error(
        `Cannot take ${n} from port "${this.label}": ${came} came ${why}; ${
          described(this.#scene)
        }`,
      );
    }
    return taken.slice(this.#returned, this.#returned = until);
  }
}

class RehearsedActor implements Scene<PortSchema, StateSchema> {
  readonly #scene: RehearsedScene;
  readonly ports: PlayersOf<PortSchema>;

  constructor(scene: RehearsedScene, ports: Record<string, unknown>) {
    this.#scene = scene;
    this.ports = ports as PlayersOf<PortSchema>;
  }

  get state(): StateOf<StateSchema> {
    const { simulation, label } = this.#scene;
    const { region } = simulation;
    const { state, journal } = simulation.planOf(label);
    return readState(region, state.at, state.cells, readMask(region, journal)) as StateOf<
      StateSchema
    >;
  }

  get log(): readonly LogRecord[] {
    const { simulation, label } = this.#scene;
    return simulation.log.filter(({ source }) => source === label);
  }

  get deadLetters(): readonly DeadLetter[] {
    return this.#scene.graph.deadLetters;
  }

  get crashes(): readonly CrashReport[] {
    return this.#scene.graph.crashes;
  }

  get elapsedMs(): number {
    return this.#scene.simulation.timeline.now - BEGIN;
  }

  settle(): Promise<void> {
    return this.#scene.simulation.rest();
  }

  async advance(time: Duration): Promise<void> {
    await this.#scene.simulation.run(() => false, msOf(time, "let time go by"));
  }

  crash(): void {
    this.#worker?.die();
  }

  hang(): void {
    this.#worker?.hang();
  }

  get #worker() {
    const { simulation, label } = this.#scene;
    return simulation.workerOf(label);
  }

  setState(state: Readonly<Record<string, unknown>>): void {
    const { simulation, label } = this.#scene;
    const { seat, state: { cells } } = simulation.planOf(label);
    checkCells("set a state", state, cells);
    if (this.#worker?.setState(seat, structuredClone(state))) return;
    throw new TypeError(
      `Cannot set the state: ${
        described(this.#scene)
      }; it can be set between two turns, once it waits for something else than ` +
        "room: await scene.settle() or scene.advance() before, and let it have what it needs",
    );
  }

  async replay(letter: DeadLetter, options: ReplayOptions = {}): Promise<void> {
    const { graph, simulation } = this.#scene;
    let outcome: { readonly thrown?: unknown } | undefined;
    simulation.asHost(() => {
      graph.replay(letter, options).then(() => outcome = {}, (thrown) => outcome = { thrown });
    });
    await simulation.run(() => outcome !== undefined, TAKE_MS);
    if (outcome === undefined) {
      throw new Error(
        `Cannot replay a dead letter: it is not in its channel within ${TAKE_MS} ms; ${
          described(this.#scene)
        }`,
      );
    }
    if ("thrown" in outcome) throw outcome.thrown;
  }

  get status(): string {
    const { simulation, label } = this.#scene;
    const { probe } = simulation.planOf(label);
    return new ProbeReader(simulation.region, probe).sample(simulation.timeline.now).status;
  }

  stop(reason = "the test asks for it"): void {
    const { graph, simulation } = this.#scene;
    simulation.asHost(() => void graph.stop(reason).catch(() => {}));
  }

  get ended(): Promise<RehearsalEnd<StateSchema>> {
    return this.#ended();
  }

  async #ended(): Promise<RehearsalEnd<StateSchema>> {
    const { simulation } = this.#scene;
    if (!(await simulation.run(() => simulation.isOver, END_MS))) {
      throw new Error(
        `Cannot wait for the end: it has not come in a day, close its inputs, or call scene.stop(); ${
          described(this.#scene)
        }`,
      );
    }
    const { crashes, state } = this;
    return { clean: simulation.isClean, crashes, state };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { simulation, graph } = this.#scene;
    try {
      if (simulation.isOver || simulation.isBroken) return;
      simulation.asHost(() => void graph.stop("the rehearsal is over").catch(() => {}));
      await simulation.run(() => simulation.isOver, END_MS);
    } finally {
      simulation.end();
    }
  }
}

/** How a scene stands, for whoever wonders why it does not go on. */
function described({ simulation, label, feeds, collections }: RehearsedScene): string {
  const { probe } = simulation.planOf(label);
  const { phase } = new ProbeReader(simulation.region, probe).sample(simulation.timeline.now);
  const inputs = feeds.map(({ label, waiting }) => `${label} has ${waiting} waiting`);
  const outputs = collections.map(({ label, taken }) => `${label} has sent ${taken.length}`);
  return [`the actor ${DOING[phase]}`, ...inputs, ...outputs].join(", ");
}
