import type { Answer, Call } from "../channel/call/mod.ts";
import type { Kind } from "../channel/ring/mod.ts";
import { GraphError, reportError, textOf, withoutStack } from "../errors.ts";
import {
  type Entries,
  filled,
  HERE,
  isObject,
  optionFaults,
  placeOf,
  shown,
  textsOf,
  throwOptionFaults,
} from "../option_faults.ts";
import type { LogLevel } from "../log_level.ts";
import type {
  ActorShape,
  ArgsSchema,
  CrashReport,
  Flight,
  PortSchema,
  TelemetrySource,
} from "../protocol/mod.ts";
import type { Lifecycle } from "../shutdown/ballot_layout.ts";
import type { HostEnd } from "../inbox/host_end.ts";
import type { StateOf, StateSchema } from "../state/mod.ts";
import {
  type ActorRef,
  type ActorStatus,
  knownActors,
  labelOfRef,
  OwnRef,
  type RefHands,
} from "./handles/mod.ts";
import { OwnPool, type Pool } from "./pools/mod.ts";
import {
  type ActorBlueprint,
  actorLabel,
  type Blueprint,
  type ChannelBlueprint,
  commonArgs,
  DrawnEnd,
  type End,
  type GraphPlan,
  planGraph,
  type PoolBlueprint,
  type Supervisor,
  type SupervisorBlueprint,
  type Troupe,
} from "./plan/mod.ts";
import {
  ACTOR_OPTIONS,
  type ActorOptions,
  type ActorStandards,
  BUNDLE_OPTIONS,
  type BundleOptions,
  drawnChannel,
  GRAPH_OPTIONS,
  graphFaults,
  type GraphOptions,
  type GraphSettings,
  graphSettings,
  memberFaults,
  MESH_OPTIONS,
  type MeshOptions,
  nameFaults,
  POOL_OPTIONS,
  type PoolOptions,
  RECEIVER_OPTIONS,
  type ReceiverOptions,
  saturationFaults,
  SENDER_OPTIONS,
  type SenderOptions,
  shownAs,
  SUPERVISOR_OPTIONS,
  type SupervisorOptions,
  WATCHED_CHANNEL_OPTIONS,
  type WatchedChannelOptions,
} from "./options/mod.ts";
import {
  drawListener,
  type DrawnHostEnd,
  drawReceiver,
  drawSender,
  type HostPort,
  kindGiven,
  type Receiver,
  type Sender,
} from "./ends/mod.ts";
import {
  AskDesk,
  type CallOwner,
  HostService,
  type Service,
  SERVICE_OPTIONS,
  serviceFault,
  type ServiceHands,
  type ServiceOptions,
} from "./service/mod.ts";
import { type GraphHost, MACHINE } from "./graph_host.ts";
import { GraphRun } from "./graph_run.ts";
import { type GraphSight, onlooker } from "../onlooker.ts";
import { definitionKey, ownWorker } from "../own_worker.ts";
import type { LogSink, StopReport } from "./report/mod.ts";
import type { DeadLetter, ReplayOptions } from "./letters/mod.ts";
import { refuseOldDeno } from "../package.ts";

/** A channel of a graph: the two ends to wire. */
export interface Channel<T, N extends string = string> {
  /** To be wired to the port that sends. */
  readonly tx: End<T, N, "tx">;
  /** To be wired to the port that takes. */
  readonly rx: End<T, N, "rx">;
}

/** A bundle of a graph: like channels, one a lane, which is called `work[1]` if the bundle is `work`. Wire all ends to one port, or each lane's to another actor. */
export interface Bundle<T, N extends string = string> {
  /** The sending ends, by lane. */
  readonly tx: readonly End<T, N, "tx">[];
  /** The taking ends, by lane. */
  readonly rx: readonly End<T, N, "rx">[];
}

/** A mesh of a graph: a channel from each of some senders to each of some takers. */
export interface Mesh<T, N extends string = string> {
  /** The sending ends: a bundle for each sender, with a lane to every taker. */
  readonly tx: readonly (readonly End<T, N, "tx">[])[];
  /** The taking ends: a bundle for each taker, with a lane from every sender. */
  readonly rx: readonly (readonly End<T, N, "rx">[])[];
}

/** Where a graph takes place that is not to run on the machine itself. */
export interface GraphPlace extends GraphHost {
  readonly log: LogSink;
  /** Labels of actors that get a worker of their own, whichever troupe they were drawn in. */
  readonly apart?: ReadonlySet<string>;
}

let place: (graph: Graph, host: GraphPlace) => void;
let runOf: (graph: Graph) => GraphRun;
let definitionIn: (graph: Graph, label: string) => ActorShape | undefined;
let labelsIn: (graph: Graph, name?: string) => string[];
let isHostIn: (graph: Graph, label: string) => boolean;
let neverRun: (graph: Graph, thrown: unknown) => void;

/** Has a graph that is not laid out yet take place elsewhere, for instance in a simulation. */
export function placeGraph(graph: Graph, host: GraphPlace): void {
  place(graph, host);
}

/** The run of a graph, which is laid out for it if it was not. Throws a {@link GraphError} with all that is wrong with the graph. */
export function graphRunOf(graph: Graph): GraphRun {
  return runOf(graph);
}

/** What an actor of a graph was drawn with; `undefined` if there is none of that label. */
export function definitionOf(graph: Graph, label: string): ActorShape | undefined {
  return definitionIn(graph, label);
}

/** What the actors of a graph are called, in the order in which they were drawn; only those of that name, if one is given. */
export function labelsOf(graph: Graph, name?: string): string[] {
  return labelsIn(graph, name);
}

/** Whether the actor of that label stands for an end of the host. */
export function isOfHost(graph: Graph, label: string): boolean {
  return isHostIn(graph, label);
}

/** A graph that was to be started never is, for what was thrown. Whoever waits for it at an end of the host is told. */
export function giveUpStart(graph: Graph, thrown: unknown): void {
  neverRun(graph, thrown);
}

/**
 * A graph of actors joined by channels. First it is drawn, then started once; it ends when its actors have ended.
 *
 * Whatever has a name in it, the graph itself and the ports of its actors too, has one of 1 to 200 characters that can all be seen;
 * another is a fault that {@link Graph.start} reports, together with all others.
 *
 * ```ts
 * import { Graph, u32 } from "@steady-state/deno";
 * import { assertEquals } from "@std/assert";
 *
 * const graph = new Graph("sketch");
 * const numbers = graph.channel("numbers", u32, { capacity: 1024 });
 * assertEquals(numbers.tx.label, "numbers");
 * assertEquals(graph.lifecycle, "building");
 * ```
 */
export class Graph implements AsyncDisposable {
  readonly #blueprint: Blueprint;
  readonly #options: GraphSettings;
  #logLevel: LogLevel;
  #host: GraphPlace | undefined;
  #run: GraphRun | undefined;
  #wasStarted = false;
  readonly #hostEnds: HostEnd[] = [];
  readonly #callOwners: CallOwner[] = [];
  readonly #refHands: RefHands = {
    state: (label) => this.#stateOf(label),
    status: (label) => {
      const { run, actor } = this.#running(label, "ask after");
      return run.handles.status(actor);
    },
    args: (label) => this.#argsOf(label),
    tell: async (label, args) => {
      const { run, actor } = this.#running(label, "tell args to");
      await run.handles.tell(actor, args);
    },
    restart: (label, reason) => this.restart(label, reason),
    stop: async (label, reason = "stop() was called") => {
      const { run, actor } = this.#running(label, "stop");
      await run.handles.stop(actor, reason);
    },
    revive: async (label, reason = "revive() was called") => {
      const { run, actor } = this.#running(label, "revive");
      await run.handles.revive(actor, reason);
    },
  };

  static {
    isHostIn = (graph, label) =>
      graph.#blueprint.actors.some((actor) =>
        actor.hostEnd !== null && actorLabel(actor) === label
      );
    neverRun = (graph, thrown) => {
      // One of another copy of the package has told by itself.
      if (#wasStarted in graph && !graph.#wasStarted) graph.#neverRuns(thrown);
    };
    place = (graph, host) => {
      if (graph.#run !== undefined) {
        throw new TypeError(
          `Cannot simulate graph "${graph.name}": it has run already, or is laid out, draw a new one for each run`,
        );
      }
      graph.#host = host;
    };
    runOf = (graph) => graph.#prepare();
    definitionIn = (graph, label) =>
      graph.#blueprint.actors.find((actor) => actorLabel(actor) === label)?.definition;
    labelsIn = (graph, name) =>
      graph.#blueprint.actors.filter((actor) => name === undefined || actor.name === name)
        .map(actorLabel);
  }

  /** Begins a graph. Its name is shown to people. */
  constructor(name: string, options: GraphOptions = {}) {
    const given = isObject(options) ? options : {};
    const settings = graphSettings(given);
    const { workers, strategy, intensity = null, alerts, args, shown } = settings;
    this.#options = settings;
    this.#logLevel = settings.logLevel;
    this.#blueprint = {
      name,
      workers,
      args: isObject(args) ? args : {},
      channels: [],
      actors: [],
      troupes: [],
      pools: [],
      supervisors: [{ name, supervisor: null, strategy, intensity, children: [] }],
      hasDurablePlace: settings.durable !== null,
      alerts: { actors: alerts?.actors ?? null, channels: alerts?.channels ?? null },
      shown: { actors: shownAs(shown?.actors), channels: shownAs(shown?.channels) },
      faults: [...nameFaults("the graph", name), ...textsOf(optionFaults(GRAPH_OPTIONS, options))],
    };
    onlooker()?.begun(() => this.#sight());
  }

  /** What is drawn, for those who only look at the program. */
  #sight(): ReturnType<GraphSight> {
    const { topology } = this.telemetry;
    return { topology, kinds: this.#blueprint.channels.map(({ kind }) => kind) };
  }

  /** The graph's name. */
  get name(): string {
    return this.#blueprint.name;
  }

  /**
   * The lowest level that is logged. It may be changed at any time: actors heed it from their next record on, in all workers, also in
   * those that start later.
   *
   * ```ts
   * import { Graph } from "@steady-state/deno";
   * import { assertEquals } from "@std/assert";
   *
   * const graph = new Graph("noisy", { logLevel: "warn" });
   * graph.logLevel = "debug"; // to look for a fault, for a while
   * assertEquals(graph.logLevel, "debug");
   * ```
   *
   * @throws {TypeError} if it is set to what is no level
   */
  get logLevel(): LogLevel {
    return this.#run?.logLevel ?? this.#logLevel;
  }

  set logLevel(level: LogLevel) {
    const faults = GRAPH_OPTIONS.logLevel.check(level, { ...HERE, path: "logLevel" });
    throwOptionFaults(`set the log level of graph "${this.name}"`, faults);
    this.#logLevel = level;
    if (this.#run !== undefined) this.#run.logLevel = level;
  }

  /** Where it is in its life. */
  get lifecycle(): Lifecycle {
    return this.#run?.lifecycle ?? "building";
  }

  /** Draws a channel. Faulty options are reported by {@link Graph.start}, together with all other faults. */
  channel<T, N extends string>(
    name: string,
    kind: Kind<T, N>,
    options: WatchedChannelOptions = {},
  ): Channel<T, N> {
    this.#named("a channel", name);
    const checked = this.#checkedChannel(`channel "${name}"`, WATCHED_CHANNEL_OPTIONS, options);
    return this.#channel({ name, lane: null, kind, ...drawnChannel(checked) });
  }

  /** Draws a bundle of like channels. */
  bundle<T, N extends string>(
    name: string,
    kind: Kind<T, N>,
    options: BundleOptions,
  ): Bundle<T, N> {
    this.#named("a bundle", name);
    const checked = this.#checkedChannel(`bundle "${name}"`, BUNDLE_OPTIONS, options);
    return this.#bundle(name, kind, checked);
  }

  #bundle<T, N extends string>(
    name: string,
    kind: Kind<T, N>,
    { girth, ...options }: BundleOptions,
  ): Bundle<T, N> {
    const drawn = drawnChannel(options);
    const lanes = Array.from(
      { length: countOf(BUNDLE_OPTIONS.girth, girth) },
      (_, lane) => this.#channel<T, N>({ name, lane, kind, ...drawn }),
    );
    return { tx: lanes.map((lane) => lane.tx), rx: lanes.map((lane) => lane.rx) };
  }

  /**
   * Draws a bundle from each of `from` senders to each of `to` takers: `tx[i]` are the lanes of sender i, by taker; `rx[j]`
   * those of taker j, by sender. For work that is dealt out anew by key.
   */
  mesh<T, N extends string>(
    name: string,
    kind: Kind<T, N>,
    meshOptions: MeshOptions,
  ): Mesh<T, N> {
    this.#named("a mesh", name);
    const { from, to, ...options } = this.#checkedChannel(
      `mesh "${name}"`,
      MESH_OPTIONS,
      meshOptions,
    );
    const bundles = Array.from(
      { length: countOf(MESH_OPTIONS.from, from) },
      (_, sender) => this.#bundle(`${name} ${sender}`, kind, { ...options, girth: to }),
    );
    const takers = bundles[0]?.rx ?? [];
    return {
      tx: bundles.map((bundle) => bundle.tx),
      rx: takers.map((_, taker) => bundles.map(({ rx }) => rx[taker] as End<T, N, "rx">)),
    };
  }

  #channel<T, N extends string>(
    drawn: Omit<ChannelBlueprint, "number">,
  ): Channel<T, N> {
    this.#checkDrawing("draw a channel");
    const { channels } = this.#blueprint;
    const channel = { number: channels.length, ...drawn };
    channels.push(channel);
    return {
      tx: new DrawnEnd<T, N, "tx">("tx", channel),
      rx: new DrawnEnd<T, N, "rx">("rx", channel),
    };
  }

  /**
   * Draws a troupe: its actors share one worker, which saves memory and threads where they need not run side by side. The option
   * `workers` of {@link GraphOptions} has the graph find out by itself who does.
   */
  troupe(name: string): Troupe {
    this.#checkDrawing("draw a troupe");
    this.#named("a troupe", name);
    const troupe = { name };
    this.#blueprint.troupes.push(troupe);
    return troupe;
  }

  /**
   * Draws a supervisor: actors and other supervisors drawn with it are its children. Without one they are the graph's.
   *
   * Children start in the order in which they were drawn, and are ended in the reverse order when their supervisor is given
   * up. A child that starts again, be it because it crashed or because a sibling did, keeps its channels and its committed
   * state; the turn it was in is forgotten. Nothing is lost and nothing doubled by any restart.
   *
   * ```ts
   * import { Graph, u32 } from "@steady-state/deno";
   * import { defineActor, rx, tx } from "@steady-state/deno/actor";
   * import { assertEquals } from "@std/assert";
   *
   * const reader = defineActor(import.meta, "reader", { ports: { out: tx(u32) }, run() {} });
   * const parser = defineActor(import.meta, "parser", { ports: { in: rx(u32) }, run() {} });
   *
   * const graph = new Graph("shop");
   * const lines = graph.channel("lines", u32);
   * const feed = graph.supervisor("FEED", {
   *   strategy: "restForOne",
   *   intensity: { restarts: 5, withinMs: 5000, backoff: { firstMs: 50, maxMs: 2000, jitter: "full" } },
   * });
   * graph.actor("READER", reader, { ports: { out: lines.tx }, supervisor: feed, restart: "permanent" })
   *   .actor("PARSER", parser, { ports: { in: lines.rx }, supervisor: feed });
   * assertEquals(feed.name, "FEED");
   * ```
   */
  supervisor(name: string, options: SupervisorOptions = {}): Supervisor {
    this.#checkDrawing("draw a supervisor");
    this.#named("a supervisor", name);
    const { supervisor = this.#root, strategy, intensity = null } = filled<
      SupervisorOptions,
      "strategy"
    >(SUPERVISOR_OPTIONS, this.#checked(`supervisor "${name}"`, SUPERVISOR_OPTIONS, options));
    const drawn: SupervisorBlueprint = { name, supervisor, strategy, intensity, children: [] };
    this.#blueprint.supervisors.push(drawn);
    this.#adopt(drawn, supervisor);
    return drawn;
  }

  /** Makes something the next child of its supervisor. One of another graph is a fault that the checks report. */
  #adopt(child: ActorBlueprint | SupervisorBlueprint, supervisor: Supervisor): void {
    this.#blueprint.supervisors.find((own) => own === supervisor)?.children.push(child);
  }

  get #root(): SupervisorBlueprint {
    return this.#blueprint.supervisors[0] as SupervisorBlueprint;
  }

  /**
   * Draws an actor. Each of its ports must be wired to an end of the same direction and kind; each end of each channel
   * to one port. Where the definition names ports, the options and their `ports` cannot be left out; one whose ports are not known
   * to the compiler is checked at the start only. Returns the graph; {@link Graph.add} does the same, and returns a handle on the actor.
   */
  actor<P extends PortSchema, S extends StateSchema, A extends ArgsSchema>(
    name: string,
    definition: ActorShape<P, S, A>,
    ...[given]: [keyof P] extends [never] ? [options?: ActorOptions<P, A>]
      : string extends keyof P ? [options?: ActorOptions<P, A>]
      : [options: ActorOptions<P, A> & Required<Pick<ActorOptions<P, A>, "ports">>]
  ): this {
    this.#draw(name, definition, given);
    return this;
  }

  /**
   * Draws an actor, as {@link Graph.actor} does, and returns a handle on it: its state, its args and its life, while the graph runs, with
   * the types of its definition. Of several that are drawn with one name, each has its own.
   */
  add<P extends PortSchema, S extends StateSchema, A extends ArgsSchema>(
    name: string,
    definition: ActorShape<P, S, A>,
    ...[given]: [keyof P] extends [never] ? [options?: ActorOptions<P, A>]
      : string extends keyof P ? [options?: ActorOptions<P, A>]
      : [options: ActorOptions<P, A> & Required<Pick<ActorOptions<P, A>, "ports">>]
  ): ActorRef<StateOf<S>, A> {
    const ref: ActorRef = this.#refTo(this.#draw(name, definition, given));
    return ref as ActorRef<StateOf<S>, A>;
  }

  /**
   * The handle on an actor that is known by its label alone, `WORKER 2` for one of several: as {@link Graph.add} returns it, without the
   * types.
   *
   * @throws {TypeError} if no actor of that label is drawn; it names the one that may be meant, or those there are
   */
  ref(label: string): ActorRef {
    return this.#refTo(this.#actorDrawn(label, "find"));
  }

  /**
   * Draws a pool: so many like actors as its `size` says at most, of which only some are awake. Give each of their ports an array with an
   * end for every member, such as the lanes of a bundle. A sender on those lanes deals out to the members that are awake, with `trySend` and
   * `vacant`; a lane cannot be chosen by a key, because the members come and go. {@link Pool.resize} has more of them awake, or fewer, while
   * the graph runs; {@link Pool} has an example.
   *
   * Each member is an actor like any other, called `WORKER 0` and so on, with a supervisor, a restart type and a state of its own. Members
   * that sleep have no thread; they are of no trouble for the end of the graph, which has them end, too.
   *
   * Faulty options are reported by {@link Graph.start}: a min above the max, a port with more or fewer ends than there are members.
   */
  pool<P extends PortSchema, S extends StateSchema, A extends ArgsSchema>(
    name: string,
    definition: ActorShape<P, S, A>,
    options: PoolOptions<P, A>,
  ): Pool<StateOf<S>, A> {
    this.#checkDrawing("draw a pool");
    const owner = `pool "${name}"`;
    const given = this.#checked(owner, POOL_OPTIONS, options);
    const { size, ports, ...rest } = given;
    const isSized = POOL_OPTIONS.size.check(size, HERE).length === 0;
    const { min, max, initial = min } = isSized ? size : { min: 1, max: 1 };
    if (isSized) this.#blueprint.faults.push(...memberFaults(name, ports, max));
    const pool: PoolBlueprint = { name, min, max, initial };
    const number = this.#blueprint.pools.push(pool) - 1;
    const members = Array.from({ length: max }, (_, instance) => {
      const own = Object.entries(ports ?? {}).map(([port, ends]) => [
        port,
        (Array.isArray(ends) ? ends : [])[instance],
      ]);
      const wired = { ...rest, instance, ports: Object.fromEntries(own) };
      return this.#refTo(this.#draw(name, definition, wired as ActorOptions<P, A>, pool));
    });
    const drawn: Pool = new OwnPool({ name, min, max, members }, {
      size: () => this.#run?.pools.at(number).size ?? initial,
      resize: async (size) =>
        await this.#started(`resize ${owner} of`).pools.at(number).resize(size),
    });
    return drawn as Pool<StateOf<S>, A>;
  }

  #refTo(actor: ActorBlueprint): OwnRef {
    const { name, instance } = actor;
    return new OwnRef({ name, instance, label: actorLabel(actor) }, this.#refHands);
  }

  /** The actor of that label, as it was drawn. */
  #actorDrawn(label: string, what: string): ActorBlueprint {
    const { actors } = this.#blueprint;
    const actor = actors.find((actor) => actorLabel(actor) === label);
    if (actor !== undefined) return actor;
    throw new TypeError(
      `Cannot ${what} actor ${shown(label)} of graph "${this.name}": there is none, ${
        knownActors(textOf(label), actors.map(actorLabel))
      }`,
    );
  }

  #draw<P extends PortSchema, S extends StateSchema, A extends ArgsSchema>(
    name: string,
    definition: ActorShape<P, S, A>,
    given: ActorOptions<P, A> | undefined,
    pool: PoolBlueprint | null = null,
  ): ActorBlueprint {
    this.#checkDrawing("draw an actor");
    this.#named("an actor", name);
    const instance = given?.instance ?? null;
    const label = actorLabel({ name, instance });
    const options = filled<ActorOptions<P, A>, ActorStandards>(
      ACTOR_OPTIONS,
      // What is wrong with the options of a pool is told once, and not of each member.
      pool === null ? this.#checked(`actor "${label}"`, ACTOR_OPTIONS, given ?? {}) : given ?? {},
    );
    const actor: ActorBlueprint = {
      number: this.#blueprint.actors.length,
      name,
      instance,
      definition,
      ports: (options.ports ?? {}) as ActorBlueprint["ports"],
      args: { ...commonArgs(this.#blueprint, definition), ...options.args },
      troupe: options.troupe ?? null,
      alone: options.alone,
      waitStrategy: options.waitStrategy,
      supervisor: options.supervisor ?? this.#root,
      restart: options.restart,
      stopTimeoutMs: options.stopTimeoutMs ?? null,
      hangTimeoutMs: options.hangTimeoutMs ?? this.#options.hangTimeoutMs,
      showstopper: options.showstopper ?? this.#options.showstopper,
      durable: options.durable,
      alerts: options.alerts ?? null,
      shown: shownAs(options.shown),
      pool,
      hostEnd: null,
    };
    this.#blueprint.actors.push(actor);
    this.#adopt(actor, actor.supervisor);
    return actor;
  }

  /**
   * Has code of the host send: the main thread holds the sending end of a channel, or of a bundle, where else an actor would. What is
   * sent on a bundle is dealt out over its lanes in turn; to send on one lane, give its end: `work.tx[1]`.
   *
   * ```ts
   * import { Graph, text, UndeliveredError } from "@steady-state/deno";
   * import { assertEquals } from "@std/assert";
   *
   * const graph = new Graph("echo", { log: () => {} });
   * const lines = graph.channel("lines", text);
   * const input = graph.sender(lines); // and, for short, no actor in between
   * const output = graph.receiver(lines, { label: "OUTPUT" });
   * const sent = input.send("hello"); // waits until the graph runs
   * await graph.start();
   * await sent; // and now it is in the channel
   * assertEquals(await output.take(), "hello");
   * await graph.stop();
   * const refusal = await input.send("too late").catch((error) => error);
   * assertEquals([refusal instanceof UndeliveredError, refusal.reason], [true, "stopping"]);
   * ```
   *
   * @throws {TypeError} if the graph is laid out already. What is wrong with what is given {@link Graph.start} reports, together with
   * all other faults
   */
  sender<T, N extends string>(to: HostPort<T, N, "tx">, options: SenderOptions = {}): Sender<T> {
    this.#checkDrawing("draw a sender");
    const settings = filled<SenderOptions, "maxWaiting" | "followed">(
      SENDER_OPTIONS,
      this.#checked("a sender", SENDER_OPTIONS, options),
    );
    return this.#drawn("sender", drawSender<T>(to, settings));
  }

  /**
   * Has code of the host take: the main thread holds the taking end of a channel, or of a bundle, where else an actor would. From a
   * bundle it takes lane by lane in turn; to take from one lane, give its end: `done.rx[1]`.
   *
   * ```ts
   * import { Graph, u32 } from "@steady-state/deno";
   * import { assertEquals } from "@std/assert";
   *
   * const graph = new Graph("count", { log: () => {} });
   * const numbers = graph.channel("numbers", u32);
   * const input = graph.sender(numbers);
   * const output = graph.receiver(numbers, { label: "OUTPUT" });
   * await graph.start();
   * await input.sendBatch([1, 2, 3]);
   * input.close(); // and when all of it is taken, the graph ends by itself
   * let sum = 0;
   * for await (const n of output) sum += n;
   * assertEquals([sum, (await graph.finished).clean], [6, true]);
   * ```
   *
   * @throws {TypeError} if the graph is laid out already. What is wrong with what is given {@link Graph.start} reports, together with
   * all other faults
   */
  receiver<T, N extends string>(
    from: HostPort<T, N, "rx">,
    options: ReceiverOptions = {},
  ): Receiver<T> {
    this.#checkDrawing("draw a receiver");
    const { label } = this.#checked("a receiver", RECEIVER_OPTIONS, options);
    return this.#drawn("receiver", drawReceiver<T>(from, label));
  }

  /**
   * Has code of the host ask, and be answered: the main thread holds the sending end of a channel of calls, or of a bundle, and the
   * taking end of the channel by which the answers come back; a bundle of these, if several actors answer. Two actors stand for it.
   *
   * ```ts
   * import { AskError, call, Graph, text, u32 } from "@steady-state/deno";
   * import { assertEquals } from "@std/assert";
   *
   * // In a program, actors are exported from a module of their own.
   * const { till } = await import("data:text/javascript," + encodeURIComponent(`
   *   import { call, defineActor, rx, text, tx, u32 } from "@steady-state/deno/actor";
   *
   *   const pricing = call(text, u32);
   *   export const till = defineActor(import.meta, "till", {
   *     ports: { items: rx(pricing), prices: tx(pricing.answers) },
   *     async run(actor) {
   *       const { items, prices } = actor.ports;
   *       for (let item = await actor.take(items); item; item = await actor.take(items)) {
   *         await actor.send(prices, item.message === "tea" ? item.answer(250) : item.refuse("sold out"));
   *       }
   *     },
   *   });
   * `));
   * const graph = new Graph("shop", { log: () => {} });
   * const items = graph.channel("items", call(text, u32));
   * const prices = graph.channel("prices", call(text, u32).answers);
   * graph.actor("TILL", till, { ports: { items: items.rx, prices: prices.tx } });
   * const shop = graph.service(items, prices);
   * await graph.start();
   * assertEquals(await shop.ask("tea"), 250);
   * const refusal = await shop.ask("cake").catch((error) => error);
   * assertEquals([refusal instanceof AskError, refusal.reason, refusal.refusal], [true, "refused", "sold out"]);
   * await graph.stop();
   * ```
   *
   * @throws {TypeError} if the graph is laid out already. What is wrong with what is given {@link Graph.start} reports, together with
   * all other faults: ends that are wired, kinds that do not fit each other, options
   */
  service<M, A, N extends string, O extends string>(
    requests: HostPort<Call<M, A>, N, "tx">,
    answers: HostPort<Answer<A>, O, "rx">,
    options: ServiceOptions = {},
  ): Service<M, A> {
    this.#checkDrawing("draw a service");
    const settings = filled<ServiceOptions, keyof ServiceOptions>(
      SERVICE_OPTIONS,
      this.#checked("a service", SERVICE_OPTIONS, options),
    );
    const drawn = drawSender<Call<M, A>>(requests, {
      maxWaiting: settings.maxWaiting,
      followed: false,
    });
    const sender = this.#drawn("service", drawn);
    const hands: ServiceHands<M, A> = {
      target: drawn.end.target,
      send: (call, signal) => sender.send(call, { signal }),
      look: () => this.#run?.whereCallsAre() ?? (() => "the graph does not run"),
      lost: () => this.#run?.lostCalls ?? new Map(),
      isOver: () => this.lifecycle !== "running",
      log: (text) => this.#run?.log("warn", text),
    };
    const desk = new AskDesk<M, A>(hands, settings, MACHINE.world);
    this.#drawn("service", drawListener(answers, desk));
    const fault = serviceFault(kindGiven(requests, "tx"), kindGiven(answers, "rx"));
    if (fault !== undefined) this.#blueprint.faults.push(`service "${drawn.label}" ${fault}`);
    this.#callOwners.push(desk);
    return new HostService(desk);
  }

  /** Draws the actor that stands for an end of the host. What is wrong with what it was given is a fault that the checks report. */
  #drawn<H>(what: string, { label, ports, end, handle, fault }: DrawnHostEnd<H>): H {
    this.#hostEnds.push(end);
    if (fault !== undefined) {
      this.#blueprint.faults.push(`${what} "${label}" ${fault}`);
      return handle;
    }
    this.#named("an actor", label);
    const { restart, alone, durable } = filled<
      ActorOptions<PortSchema, ArgsSchema>,
      ActorStandards
    >(
      ACTOR_OPTIONS,
      {},
    );
    const actor: ActorBlueprint = {
      number: this.#blueprint.actors.length,
      name: label,
      instance: null,
      definition: end.shape as ActorShape,
      ports,
      args: {},
      troupe: null,
      alone,
      waitStrategy: "park",
      supervisor: this.#root,
      restart,
      stopTimeoutMs: null,
      // Its thread is that of whoever would look.
      hangTimeoutMs: Infinity,
      showstopper: this.#options.showstopper,
      durable,
      alerts: null,
      shown: null,
      pool: null,
      hostEnd: end,
    };
    this.#blueprint.actors.push(actor);
    this.#adopt(actor, actor.supervisor);
    return handle;
  }

  /** It will never run: whoever waits for that at an end of the host is told why. */
  #neverRuns(thrown: unknown): void {
    const { message } = reportError(thrown);
    const over = withoutStack(new Error(`graph "${this.name}" did not come up: ${message}`));
    for (const { queue } of this.#hostEnds) queue.end(over);
  }

  /** Many may have the same name, whose faults are told once. */
  #named(what: string, name: string): void {
    const { faults } = this.#blueprint;
    for (const fault of nameFaults(what, name)) {
      if (!faults.includes(fault)) faults.push(fault);
    }
  }

  /** `options`, or none if they are no object. The start reports what is wrong with them, together with all other faults. */
  #checked<O extends object>(owner: string, schema: Entries, options: O): O {
    const faults = optionFaults(schema, options, placeOf(owner));
    if (faults.length > 0) this.#blueprint.faults.push(...textsOf(faults));
    return isObject(options) ? options : {} as O;
  }

  /** As {@link Graph.#checked}, and what is wrong with options of a channel together. */
  #checkedChannel<O extends WatchedChannelOptions>(owner: string, schema: Entries, given: O): O {
    const options = this.#checked(owner, schema, given);
    this.#blueprint.faults.push(...saturationFaults(owner, options));
    return options;
  }

  #checkDrawing(what: string): void {
    if (this.#run !== undefined) {
      throw new TypeError(`Cannot ${what} in graph "${this.name}": it is laid out already`);
    }
  }

  /**
   * Starts the graph: checks it, loads every actor in its worker, then lets all begin together.
   *
   * @throws {GraphError} with every fault of the graph, before any worker is started; or with every actor that did not
   * come up in time, and why
   * @throws {TypeError} if it was started before; or if this is a worker that is loading the module of an actor, or one of the
   * graph's own: a module that defines actors is loaded by their workers too, so what it starts must be behind
   * `if (import.meta.main)`. An actor's `run` may start a graph, of another name
   * @throws {Error} if this Deno is too old; it names the one that is needed
   * @throws the reason of the graph's `signal`, if that is aborted already; nothing is started then
   */
  async start(): Promise<void> {
    onlooker()?.stopped(() => this.#sight());
    if (this.#wasStarted) {
      throw new TypeError(`Cannot start graph "${this.name}": it was started already`);
    }
    let run: GraphRun;
    try {
      run = this.#prepare();
      this.#options.signal?.throwIfAborted();
    } catch (thrown) {
      this.#neverRuns(thrown);
      throw thrown;
    }
    this.#wasStarted = true;
    await run.start();
  }

  /** Checks the graph and lays it out in memory. Nothing can be drawn after that. */
  #prepare(): GraphRun {
    if (this.#run === undefined) {
      refuseOldDeno(`start graph "${this.name}"`);
      this.#refuseOwnWorker();
      const faults = graphFaults(this.#blueprint);
      if (faults.length > 0) throw new GraphError(this.name, faults);
      const host = this.#host;
      const options = { ...this.#options, logLevel: this.#logLevel, ...host && { log: host.log } };
      this.#run = new GraphRun(this.#plan(), options, host, this.#callOwners);
    }
    return this.#run;
  }

  /** A graph that its own workers start would never come to an end of starting. */
  #refuseOwnWorker(): void {
    const own = ownWorker();
    if (own === undefined) return;
    const advice =
      "start a graph in the main program alone: if (import.meta.main) await run(graph)";
    if (own.isLoading) {
      throw new TypeError(
        `Cannot start graph "${this.name}": its module is being loaded in a worker, for an actor of graph "${own.graph}", ${advice}`,
      );
    }
    if (own.graph !== this.name) return;
    const actor = this.#blueprint.actors.find(({ definition }) =>
      definition !== undefined && own.definitions.includes(definitionKey(definition))
    );
    if (actor === undefined) return;
    throw new TypeError(
      `Cannot start graph "${this.name}": this is the worker of its own actor "${
        actorLabel(actor)
      }", which would start it again and again, ${advice}; a graph that is meant to be part of itself needs another name`,
    );
  }

  #plan(): GraphPlan {
    try {
      const { threads } = this.#host ?? MACHINE;
      return planGraph(this.#blueprint, threads.cores, this.#host?.apart);
    } catch (error) {
      // Whether all of it fits into memory can be said only once every single channel is in order.
      if (error instanceof RangeError) throw new GraphError(this.name, [error.message]);
      throw error;
    }
  }

  /**
   * Asks every actor to stop, and resolves when they have. Until they are loaded, the stop waits for that, a third of
   * `stopTimeoutMs` at most.
   *
   * Actors that wait to start again do so at once, because they may have something to drain; one that does not come up in a third
   * of the time that is left is ended for good, so that the others can go on. So is one that dies although it has nothing to
   * take: in its stop with its part in every channel ended, or twice without a turn that it committed. Their crashes are
   * reported with the decision `end`.
   *
   * @throws {StopError} if an actor failed, or did not stop in time; it names who, and why
   * @throws {TypeError} if the graph was never started
   */
  stop(reason = "stop() was called"): Promise<StopReport> {
    const run = this.#started("stop");
    run.requestStop(reason);
    return run.finished;
  }

  /**
   * Resolves when the graph has stopped, for whatever reason.
   *
   * @throws {StopError} if an actor failed, or did not stop in time
   * @throws {TypeError} if the graph was never started
   */
  get finished(): Promise<StopReport> {
    return this.#started("await the end").finished;
  }

  /**
   * What telemetry is made from. The graph is checked and laid out if it was not yet, so nothing more can be drawn.
   *
   * @throws {GraphError} with every fault of the graph
   * @throws {Error} if this Deno is too old; it names the one that is needed
   */
  get telemetry(): TelemetrySource {
    return this.#prepare().telemetry;
  }

  /**
   * The last crashes, the newest last: who, which generation, why, and what was decided. A hundred are kept; give the graph an
   * `onCrash` to see them all.
   */
  get crashes(): readonly CrashReport[] {
    return this.#run?.crashes ?? [];
  }

  /**
   * Kills an actor wherever it is, and starts it again, as after a crash: from what it had committed, with nothing lost or
   * doubled. The other actors of its troupe start again with it, and the siblings that its supervisor's strategy names. It is
   * reported, with the cause `asked`, but counts as no crash: however often it is done, no supervisor is given up for it, and no
   * pause grows. A temporary actor is not started again.
   *
   * An actor that waits for its restart waits no longer. One that has ended, or is being ended, is left as it is. Resolves once
   * the thread is gone, or cannot be ended, or the graph is over.
   *
   * @param actor its handle, or its label
   * @throws {TypeError} if the graph was never started, or has no such actor
   */
  async restart(
    actor: Pick<ActorRef, "label"> | string,
    reason = "restart() was called",
  ): Promise<void> {
    const { run, actor: number } = this.#running(actor, "restart");
    await run.restart(number, reason);
  }

  /**
   * The committed state of an actor while the graph runs, and after: see {@link ActorRef.state}.
   *
   * @param actor its handle, or its label; by a handle the compiler knows the cells
   * @throws {TypeError} if the graph was never started, or has no such actor
   * @throws {Error} if it commits so fast that ten thousand looks did not get hold of one turn
   */
  state<S>(actor: ActorRef<S>): Readonly<S>;
  /** As above, of an actor whose cells the compiler does not know. */
  state(actor: string): Readonly<Record<string, unknown>>;
  state(actor: Pick<ActorRef, "label"> | string): Readonly<Record<string, unknown>> {
    return this.#stateOf(actor);
  }

  #stateOf(ref: Pick<ActorRef, "label"> | string): Readonly<Record<string, unknown>> {
    const { run, actor } = this.#running(ref, "read the state of");
    return run.handles.state(actor);
  }

  /**
   * Resolves once all that the actor has sent up to now, in turns that have committed, has left the graph with all that came of it: through
   * filters, fan-out, fan-in, batches, calls and cycles, up to the actors that send nothing more. Then no death, not even that of the
   * process, loses any of it.
   *
   * The actor must be defined with `followed: true`, or be that of a sender which is drawn with it; it may ask for the same itself, by `settledTo` of its outputs, which says what does
   * not count as left. The host finds it out in some milliseconds.
   *
   * ```ts
   * import { Graph, u32 } from "@steady-state/deno";
   * import { assertEquals } from "@std/assert";
   *
   * // In a program, actors are exported from a module of their own.
   * const { intake, desk } = await import("data:text/javascript," + encodeURIComponent(`
   *   import { defineActor, rx, tx, u32 } from "@steady-state/deno/actor";
   *
   *   export const intake = defineActor(import.meta, "intake", {
   *     ports: { orders: tx(u32) },
   *     followed: true,
   *     async run(actor) {
   *       for (let order = 1; order <= 3; order++) await actor.send(actor.ports.orders, order);
   *     },
   *   });
   *   export const desk = defineActor(import.meta, "desk", {
   *     ports: { orders: rx(u32) },
   *     state: { sum: u32 },
   *     async run(actor) {
   *       const { ports: { orders }, state } = actor;
   *       for (let n = await actor.take(orders); n !== undefined; n = await actor.take(orders)) {
   *         state.sum += n;
   *       }
   *     },
   *   });
   * `));
   * const graph = new Graph("shop", { log: () => {} });
   * const orders = graph.channel("orders", u32);
   * graph.actor("INTAKE", intake, { ports: { orders: orders.tx } })
   *   .actor("DESK", desk, { ports: { orders: orders.rx } });
   * await graph.start();
   * await graph.finished;
   * await graph.settled("INTAKE");
   * assertEquals(graph.inFlight("INTAKE"), { sent: 3, settled: 3, oldestMs: 0 });
   * ```
   *
   * @param actor its handle, or its label
   * @throws {TypeError} if the graph was never started, has no such actor, or it is not followed
   * @throws {Error} if the graph stops with some of it left in its channels
   */
  async settled(actor: Pick<ActorRef, "label"> | string): Promise<void> {
    const { run, number } = this.#followed(actor, "await what is settled of");
    await run.watermarks.settled(number);
  }

  /**
   * How many messages of an actor are still in the graph, with what came of them, and since when: those that it has sent and that are not
   * settled yet, see {@link Graph.settled}.
   *
   * @param actor its handle, or its label
   * @throws {TypeError} if the graph was never started, has no such actor, or it is not followed
   */
  inFlight(actor: Pick<ActorRef, "label"> | string): Flight {
    const { run, number } = this.#followed(actor, "ask what is in flight of");
    return run.watermarks.flight(number);
  }

  #followed(
    ref: Pick<ActorRef, "label"> | string,
    what: string,
  ): { readonly run: GraphRun; readonly number: number } {
    const { run, actor: number } = this.#running(ref, what);
    if (run.watermarks.follows(number)) return { run, number };
    const label = typeof ref === "string" ? ref : ref.label;
    throw new TypeError(
      `Cannot ${what} actor "${label}" of graph "${this.name}": nobody follows it, define it with followed: true`,
    );
  }

  /**
   * Who is there: all actors in the order in which they were drawn, where each is in its life, and what it does, since when.
   *
   * ```ts
   * import type { Graph } from "@steady-state/deno";
   *
   * export function whoIsBlocked(graph: Graph): string[] {
   *   return graph.actors().filter(({ phase }) => phase === "blocked")
   *     .map(({ label, waitsFor }) => `${label} waits for room in ${waitsFor.join(", ")}`);
   * }
   * ```
   *
   * @throws {TypeError} if the graph was never started
   */
  actors(): ActorStatus[] {
    return this.#started("ask after the actors of").handles.statuses;
  }

  #argsOf(label: string): Readonly<Record<string, unknown>> {
    const run = this.#run;
    const number = run?.numberOf(label);
    if (run !== undefined && number !== undefined) return run.handles.argsOf(number);
    const { definition, args } = this.#actorDrawn(label, "find");
    return { ...definition?.args, ...args };
  }

  /** The run of a graph that was started, and the number of the actor in it that `ref` is a handle on, or the label of. */
  #running(
    ref: Pick<ActorRef, "label"> | string,
    what: string,
  ): { readonly run: GraphRun; readonly actor: number } {
    const label = typeof ref === "string" ? ref : labelOfRef(ref, this.#refHands);
    if (label === undefined) {
      throw new TypeError(
        `Cannot ${what} an actor of graph "${this.name}": ${
          shown(ref)
        } is neither a label nor a handle of this graph, give one that graph.add() or graph.ref() has returned`,
      );
    }
    const run = this.#started(`${what} actor "${label}" of`);
    this.#actorDrawn(label, what); // Throws if there is none.
    return { run, actor: run.numberOf(label) as number };
  }

  /**
   * Messages that were given up, the newest last: those that killed their actor too often, and those that actors gave up with
   * `actor.deadLetter`. Ten thousand are kept; give the graph an `onDeadLetter` to see them all. Write them down with
   * {@link exportDeadLetters}.
   */
  get deadLetters(): readonly DeadLetter[] {
    return this.#run?.deadLetters ?? [];
  }

  /**
   * Puts a dead letter back into the channel it was taken from, behind what is there by now: once what was wrong is mended. A
   * letter of an earlier run will do, see {@link importDeadLetters}, as long as the graph has the same actor and port; `options`
   * name another port of that actor. It stays in the list.
   *
   * A letter that an actor wrote itself, by `actor.deadLetter`, says nothing of where the message came from. Name a port of that
   * actor: an input, so that it gets the message again, or an output, so that the message goes on as if the actor had sent it.
   *
   * ```ts
   * import type { Graph } from "@steady-state/deno";
   *
   * export async function replayAll(graph: Graph): Promise<void> {
   *   for (const letter of graph.deadLetters) await graph.replay(letter, { port: "orders" });
   * }
   * ```
   *
   * Resolves when the message is in its channel for good; as long as the channel is full, it waits. It is in there once, whoever
   * dies meanwhile.
   *
   * @throws {TypeError} if the letter names no port and none is given, or the graph has no such actor, port or lane: the error
   * names the ports there are; if the message is none that the channel carries, or could not be read when it was given up; if an
   * actor at either end of the channel has ended, or has closed it, or the graph stops first
   */
  async replay(letter: DeadLetter, options: ReplayOptions = {}): Promise<void> {
    await this.#started("replay a dead letter in").replay(letter, options);
  }

  /**
   * Labels of the actors whose threads cannot be ended, because code in them never returns: each from the moment on when it is
   * given up, at the latest the end of the graph. Such a thread keeps the process alive, and a core busy, until `Deno.exit()`;
   * `run` calls it.
   */
  get zombies(): readonly string[] {
    return this.#run?.zombies ?? [];
  }

  #started(what: string): GraphRun {
    if (this.#run === undefined || !this.#wasStarted) {
      throw new TypeError(`Cannot ${what} graph "${this.name}": it was never started`);
    }
    return this.#run;
  }

  /** Stops the graph if it runs, however that ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#wasStarted || this.lifecycle === "stopped") return;
    await this.stop("the graph was disposed of").catch(() => {});
  }
}

/** `count` if it is one, else 1: what is wrong with it is noted already, and the drawing goes on. */
function countOf({ check }: Pick<Entries[string], "check">, count: number): number {
  return check(count, HERE).length === 0 ? count : 1;
}
