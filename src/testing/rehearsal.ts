import type { ActorDefinition } from "../actor/definition.ts";
import { Graph } from "../graph/graph.ts";
import {
  anything,
  filled,
  flag,
  optionFaults,
  type Schema,
  throwOptionFaults,
  whole,
} from "../option_faults.ts";
import {
  type ActorShape,
  type ArgsSchema,
  channelLabel,
  type Port,
  type PortSchema,
} from "../protocol/mod.ts";
import type { StateOf, StateSchema } from "../state/mod.ts";
import { Dice } from "./dice.ts";
import { Faults } from "./faults.ts";
import { type Duration, duration, msOf } from "./moment.ts";
import { PlayedCollection, PlayedFeed } from "./played_ports.ts";
import { Collector, Feeder } from "./players.ts";
import { RehearsedActor } from "./rehearsed_actor.ts";
import { checkCells, type RehearsedScene } from "./rehearsed_scene.ts";
import type { SceneOf } from "./scene.ts";
import { Simulation } from "./simulation.ts";
import { StandIns } from "./stand_ins/mod.ts";

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
): Promise<SceneOf<P, S, A>> {
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
  const standIns = new StandIns();
  const simulation = new Simulation(graph, {
    seed,
    players,
    faults: new Faults(new Dice(seed), {}),
    preemption: 0.5,
    // What the test has done is seen without time going by.
    latencyMs: 0,
    freshModules,
    standIns,
    stepLimitMs: msOf(stepLimit, "let a step take"),
  });
  preset(simulation, label, state);
  Object.assign(scene, { graph, simulation, label, feeds, collections, standIns });
  await simulation.begin();
  const shown = new RehearsedActor(scene, played);
  for (const [name, player] of Object.entries(played)) {
    if (!(name in shown)) Object.defineProperty(shown, name, { value: player, enumerable: true });
  }
  return shown as unknown as SceneOf<P, S, A>;
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
