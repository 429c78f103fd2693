import type { Answer, Call } from "../channel/call/mod.ts";
import type { SendableOf } from "../channel/delivery/mod.ts";
import type { Kind } from "../channel/ring/mod.ts";
import { GraphError, reportError, withoutStack } from "../errors.ts";
import { filled, HERE, isObject, shown, throwOptionFaults } from "../option_faults.ts";
import type { LogLevel } from "../log_level.ts";
import type {
  ActorShape,
  ArgsSchema,
  CrashReport,
  Flight,
  LinkNode,
  PortSchema,
  TelemetrySource,
} from "../protocol/mod.ts";
import type { Lifecycle } from "../shutdown/ballot_layout.ts";
import type { StateOf, StateSchema } from "../state/mod.ts";
import {
  type ActorRef,
  type ActorStatus,
  labelOfRef,
  OwnRef,
  type RefHands,
} from "./handles/mod.ts";
import { OwnPool, type Pool } from "./pools/mod.ts";
import {
  type ActorBlueprint,
  actorLabel,
  type GraphPlan,
  planGraph,
  type Supervisor,
  type Troupe,
} from "./plan/mod.ts";
import {
  type ActorOptions,
  type BundleOptions,
  foundArgFaults,
  GRAPH_OPTIONS,
  graphFaults,
  type GraphOptions,
  type GraphSettings,
  graphSettings,
  type MeshOptions,
  type PoolOptions,
  type ProcessOptions,
  RECEIVER_OPTIONS,
  type ReceiverOptions,
  SENDER_OPTIONS,
  type SenderOptions,
  type SupervisorOptions,
  type WatchedChannelOptions,
} from "./options/mod.ts";
import {
  drawListener,
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
import type { AqueductOptions } from "./aqueducts/mod.ts";
import { type Bundle, type Channel, GraphDrawing, type Mesh } from "./graph_drawing.ts";
import { type GraphHost, MACHINE } from "./graph_host.ts";
import { GraphRun } from "./graph_run.ts";
import type { FileGround } from "./ground/mod.ts";
import { type GraphSight, onlooker } from "../onlooker.ts";
import { refuseOwnWorker } from "./own_worker_refusal.ts";
import type { LogSink, StopReport } from "./report/mod.ts";
import type { DeadLetter, ReplayOptions } from "./letters/mod.ts";
import { refuseOldDeno } from "../package.ts";

/** Where a graph takes place that is not to run on the machine itself. */
export interface GraphPlace extends GraphHost {
  readonly log: LogSink;
  /** Labels of actors that get a worker of their own, whichever troupe they were drawn in. */
  readonly apart?: ReadonlySet<string>;
}

let place: (graph: Graph, host: GraphPlace) => void;
let runOf: (graph: Graph) => GraphRun;
let definitionIn: (graph: Graph, label: string) => ActorShape | undefined;
let linkIn: (graph: Graph, label: string) => LinkNode | null;
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

/** Which end of which aqueduct the actor of that label is; `null` if it is none. */
export function linkOf(graph: Graph, label: string): LinkNode | null {
  return linkIn(graph, label);
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
  readonly #drawing: GraphDrawing;
  readonly #options: GraphSettings;
  #logLevel: LogLevel;
  #host: GraphPlace | undefined;
  #run: GraphRun | undefined;
  /** The file that it lies in, once that is open. */
  #ground: FileGround | undefined;
  #wasStarted = false;
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
      graph.#drawing.blueprint.actors.some((actor) =>
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
      graph.#drawing.blueprint.actors.find((actor) => actorLabel(actor) === label)?.definition;
    linkIn = (graph, label) =>
      graph.#drawing.blueprint.actors.find((actor) => actorLabel(actor) === label)?.link ?? null;
    labelsIn = (graph, name) =>
      graph.#drawing.blueprint.actors.filter((actor) => name === undefined || actor.name === name)
        .map(actorLabel);
  }

  /** Begins a graph. Its name is shown to people. */
  constructor(name: string, options: GraphOptions = {}) {
    const given = isObject(options) ? options : {};
    const settings = graphSettings(given);
    this.#options = settings;
    this.#logLevel = settings.logLevel;
    this.#drawing = new GraphDrawing(name, options, settings);
    onlooker()?.begun(() => this.#sight());
  }

  /** What is drawn, for those who only look at the program. */
  #sight(): ReturnType<GraphSight> {
    const { topology } = this.telemetry;
    return { topology, kinds: this.#drawing.blueprint.channels.map(({ kind }) => kind) };
  }

  /** The graph's name. */
  get name(): string {
    return this.#drawing.name;
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
    return this.#drawing.channel(name, kind, options);
  }

  /** Draws a bundle of like channels. */
  bundle<T, N extends string>(
    name: string,
    kind: Kind<T, N>,
    options: BundleOptions,
  ): Bundle<T, N> {
    return this.#drawing.bundle(name, kind, options);
  }

  /**
   * Draws a bundle from each of `from` senders to each of `to` takers: `tx[i]` are the lanes of sender i, by taker; `rx[j]`
   * those of taker j, by sender. For work that is dealt out anew by key.
   */
  mesh<T, N extends string>(
    name: string,
    kind: Kind<T, N>,
    options: MeshOptions,
  ): Mesh<T, N> {
    return this.#drawing.mesh(name, kind, options);
  }

  /**
   * Draws an aqueduct: a channel whose two ends are in two pods, that is in two graphs, as a rule of two processes. Both draw it, by the
   * same name and with the same kind; whoever wires `.tx` sends, whoever wires `.rx` takes. One listens at an address, and the other
   * connects to it; they find each other in whichever order they start, and again whenever the connection is lost. With the option
   * `girth` it is a bundle.
   *
   * What is sent into it is in the channel of the sending pod until the other pod has acknowledged it. So a full channel makes its sender
   * wait, across pods too; and while both processes live, each message arrives once, and in order, whatever becomes of connections and
   * of actors. When the sending channel is closed, and all of it has arrived, the other pod's channel is closed as well.
   *
   * The graph adds an actor for it, which is called like the aqueduct. As long as it has no partner, its node says so, and why, and
   * nobody else is held up but by a channel that is full, or empty.
   *
   * ```ts
   * import { Graph, u32 } from "@steady-state/deno";
   * import { tcp } from "@steady-state/deno/links";
   * import { assertEquals } from "@std/assert";
   *
   * // Two pods. In life each is a process of its own, perhaps on a machine of its own.
   * const mill = new Graph("mill", { log: () => {} });
   * const flour = mill.sender(mill.aqueduct("flour", u32, { listen: tcp(47_411) }));
   * const bakery = new Graph("bakery", { log: () => {} });
   * const sacks = bakery.receiver(bakery.aqueduct("flour", u32, { connect: tcp(47_411) }));
   *
   * await Promise.all([mill.start(), bakery.start()]);
   * await flour.send(25);
   * assertEquals(await sacks.take(), 25);
   * flour.close(); // and both graphs come to their end
   * assertEquals(await sacks.take(), undefined);
   * await Promise.all([mill.finished, bakery.finished]);
   * ```
   *
   * Faulty options are reported by {@link Graph.start}, together with all other faults: no address or two, both ends wired or none, two
   * aqueducts of one name that flow the same way.
   */
  aqueduct<T, N extends string>(
    name: string,
    kind: Kind<T, N>,
    options: AqueductOptions & { readonly girth: number },
  ): Bundle<T, N>;
  /** As above, a single channel. */
  aqueduct<T, N extends string>(
    name: string,
    kind: Kind<T, N>,
    options: AqueductOptions,
  ): Channel<T, N>;
  /** Draws a channel, or a bundle, whose two ends are in two pods. */
  aqueduct<T, N extends string>(
    name: string,
    kind: Kind<T, N>,
    options: AqueductOptions,
  ): Channel<T, N> | Bundle<T, N> {
    return this.#drawing.aqueduct(name, kind, options);
  }

  /**
   * Draws a troupe: its actors share one worker, which saves memory and threads where they need not run side by side. The option
   * `workers` of {@link GraphOptions} has the graph find out by itself who does.
   */
  troupe(name: string): Troupe {
    return this.#drawing.troupe(name);
  }

  /**
   * Draws a process: actors that are drawn with it as their troupe share a process of their own, a child of this one, on the same memory. They
   * are drawn, wired and supervised as all others, and nothing that they send or take is lost or doubled. What they do cannot reach further
   * than the process: they may do what its options say and nothing else, native code that goes wrong, or a heap that is full, ends the process
   * alone, and whatever one of them hangs in, the process is killed. Its end is the death of all actors in it, which start again with
   * what they had committed.
   *
   * ```ts
   * import { Graph, text, u32 } from "@steady-state/deno";
   * import { defineActor, rx, tx } from "@steady-state/deno/actor";
   * import { assertEquals } from "@std/assert";
   *
   * const parse = defineActor(import.meta, "parse", {
   *   ports: { files: rx(text), counts: tx(u32) },
   *   run() {},
   * });
   * const graph = new Graph("intake");
   * const files = graph.channel("files", text);
   * const counts = graph.channel("counts", u32);
   * const parsers = graph.process("PARSERS", { permissions: { read: ["inbox"] }, maxMemoryMb: 512 });
   * graph.actor("PARSE", parse, { ports: { files: files.rx, counts: counts.tx }, troupe: parsers });
   * assertEquals(parsers.name, "PARSERS");
   * ```
   *
   * A process costs some 65 MB of memory and a tenth of a second at its start; a message that wakes somebody in another process takes about twice
   * as long. Needs Linux, `--allow-run` for Deno itself, and `--allow-ffi` for the C library alone, which is given up at the start. In a
   * simulation it is a troupe like others. {@link Graph.start} reports faulty options, and what is missing, together with all other faults.
   */
  process(name: string, options: ProcessOptions = {}): Troupe {
    return this.#drawing.process(name, options);
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
    return this.#drawing.supervisor(name, options);
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
    this.#drawing.actor(name, definition, given);
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
    const ref: ActorRef = this.#refTo(this.#drawing.actor(name, definition, given));
    return ref as ActorRef<StateOf<S>, A>;
  }

  /**
   * The handle on an actor that is known by its label alone, `WORKER 2` for one of several: as {@link Graph.add} returns it, without the
   * types.
   *
   * @throws {TypeError} if no actor of that label is drawn; it names the one that may be meant, or those there are
   */
  ref(label: string): ActorRef {
    return this.#refTo(this.#drawing.actorDrawn(label, "find"));
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
    const { number, min, max, initial, members } = this.#drawing.pool(name, definition, options);
    const refs = members.map((member) => this.#refTo(member));
    const drawn: Pool = new OwnPool({ name, min, max, members: refs }, {
      size: () => this.#run?.pools.at(number).size ?? initial,
      resize: async (size) =>
        await this.#started(`resize pool "${name}" of`).pools.at(number).resize(size),
    });
    return drawn as Pool<StateOf<S>, A>;
  }

  #refTo(actor: ActorBlueprint): OwnRef {
    const { name, instance } = actor;
    return new OwnRef({ name, instance, label: actorLabel(actor) }, this.#refHands);
  }

  /**
   * Has code of the host send: the main thread holds the sending end of a channel, or of a bundle, where else an actor would. What is
   * sent on a bundle is dealt out over its lanes in turn; to send on one lane, give its end: `work.tx[1]`. A delivery may be plain data:
   * `{ origin, message }`.
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
  sender<T, N extends string>(
    to: HostPort<T, N, "tx">,
    options: SenderOptions = {},
  ): Sender<SendableOf<T, N>> {
    this.#drawing.check("draw a sender");
    const settings = filled<SenderOptions, "maxWaiting" | "followed">(
      SENDER_OPTIONS,
      this.#drawing.checked("a sender", SENDER_OPTIONS, options),
    );
    return this.#drawing.hostEnd("sender", drawSender<SendableOf<T, N>>(to, settings));
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
    this.#drawing.check("draw a receiver");
    const { label } = this.#drawing.checked("a receiver", RECEIVER_OPTIONS, options);
    return this.#drawing.hostEnd("receiver", drawReceiver<T>(from, label));
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
    this.#drawing.check("draw a service");
    const settings = filled<ServiceOptions, keyof ServiceOptions>(
      SERVICE_OPTIONS,
      this.#drawing.checked("a service", SERVICE_OPTIONS, options),
    );
    const drawn = drawSender<Call<M, A>>(requests, {
      maxWaiting: settings.maxWaiting,
      followed: false,
    });
    const sender = this.#drawing.hostEnd("service", drawn);
    const hands: ServiceHands<M, A> = {
      target: drawn.end.target,
      send: (call, signal) => sender.send(call, { signal }),
      look: () => this.#run?.whereCallsAre() ?? (() => "the graph does not run"),
      lost: () => this.#run?.lostCalls ?? new Map(),
      isOver: () => this.lifecycle !== "running",
      log: (text) => this.#run?.log("warn", text),
    };
    const desk = new AskDesk<M, A>(hands, settings, MACHINE.world);
    this.#drawing.hostEnd("service", drawListener(answers, desk));
    const fault = serviceFault(kindGiven(requests, "tx"), kindGiven(answers, "rx"));
    if (fault !== undefined) this.#drawing.fault(`service "${drawn.label}" ${fault}`);
    this.#callOwners.push(desk);
    return new HostService(desk);
  }

  /** It will never run: whoever waits for that at an end of the host is told why. */
  #neverRuns(thrown: unknown): void {
    const { message } = reportError(thrown);
    const over = withoutStack(new Error(`graph "${this.name}" did not come up: ${message}`));
    for (const { queue } of this.#drawing.hostEnds) queue.end(over);
  }

  /**
   * Starts the graph: checks it, loads every actor in its worker, then lets all begin together.
   *
   * @throws {GraphError} with every fault of the graph, or what is wrong with its {@link RegionOptions.file}, before any worker is
   * started; or with every actor that did not come up in time, and why
   * @throws {TypeError} if it was started before; or if this is a worker that is loading the module of an actor, or one of the
   * graph's own: a module that defines actors is loaded by their workers too, so what it starts must be behind
   * `if (import.meta.main)`. An actor's `run` may start a graph, of another name
   * @throws {Error} if this Deno is too old; it names the one that is needed
   * @throws the reason of the graph's `signal`, if that is aborted already; nothing is started then
   */
  async start(): Promise<void> {
    onlooker()?.stopped(() => this.#sight());
    this.#refuseTwice();
    let run: GraphRun;
    try {
      if (this.#hasFile && this.#run === undefined) {
        await this.#open();
        this.#refuseTwice();
      }
      run = this.#prepare();
      this.#options.signal?.throwIfAborted();
    } catch (thrown) {
      this.#neverRuns(thrown);
      throw thrown;
    }
    this.#wasStarted = true;
    await run.start();
  }

  #refuseTwice(): void {
    if (!this.#wasStarted) return;
    throw new TypeError(`Cannot start graph "${this.name}": it was started already`);
  }

  /** Whether it lies where other processes find it: not in a simulation, nor for those who only look at the program. */
  get #hasFile(): boolean {
    const { region } = this.#options;
    return (region !== null || this.#drawing.hasProcesses) && this.#host === undefined &&
      onlooker() === undefined;
  }

  /**
   * Checks the graph and lays it out, as {@link Graph.start} does first. Only a graph with option `region` needs it, before its
   * {@link Graph.telemetry} is asked for: its file is opened here.
   *
   * @throws {GraphError} with every fault of the graph, or with what is wrong with the file
   */
  async prepare(): Promise<void> {
    await this.#open();
    this.#prepare();
  }

  /** Opens the file that the graph lies in, if it is to lie in one. */
  async #open(): Promise<void> {
    if (!this.#hasFile || this.#run !== undefined) return;
    this.#refuseFaults();
    const { FileGround } = await import("./ground/mod.ts");
    if (this.#ground === undefined && this.#run === undefined) {
      this.#ground = new FileGround(
        this.name,
        this.#options.region,
        this.#drawing.hasProcesses,
      );
    }
  }

  /** Throws what is wrong with the graph as it was drawn. */
  #refuseFaults(): void {
    refuseOldDeno(`start graph "${this.name}"`);
    refuseOwnWorker(this.name, this.#drawing.blueprint.actors);
    this.#drawing.drawLinks(this.#host !== undefined);
    const faults = [
      ...graphFaults(this.#drawing.blueprint),
      // In a test something stands in for what they are the args of; and whoever only looks at a program need not have them.
      ...(this.#host === undefined && onlooker() === undefined
        ? foundArgFaults(this.#drawing.blueprint)
        : []),
    ];
    if (faults.length > 0) throw new GraphError(this.name, faults);
  }

  /** Checks the graph and lays it out in memory. Nothing can be drawn after that. */
  #prepare(): GraphRun {
    if (this.#run === undefined) {
      this.#refuseFaults();
      if (this.#hasFile && this.#ground === undefined) {
        const where = this.#options.region === null ? "has processes of its own" : "lies in a file";
        throw new TypeError(
          `Cannot lay out graph "${this.name}": it ${where}, await its prepare() first`,
        );
      }
      const host = this.#host;
      const options = { ...this.#options, logLevel: this.#logLevel, ...host && { log: host.log } };
      const plan = this.#plan();
      const ledger = this.#ground?.takeUp(plan);
      const processes = this.#ground?.processesOf(plan);
      this.#run = new GraphRun(plan, options, host, this.#callOwners, ledger, processes);
      this.#drawing.layOut();
    }
    return this.#run;
  }

  #plan(): GraphPlan {
    try {
      const { threads } = this.#host ?? MACHINE;
      return planGraph(this.#drawing.blueprint, threads.cores, this.#host?.apart, this.#ground);
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
   * @throws {TypeError} if the graph has option `region` and is neither prepared nor started yet: await {@link Graph.prepare} first
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
    const { definition, args } = this.#drawing.actorDrawn(label, "find");
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
    this.#drawing.actorDrawn(label, what); // Throws if there is none.
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
