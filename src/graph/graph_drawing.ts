import { isJetstream } from "../links/jetstream/mod.ts";
import type { Kind } from "../channel/ring/mod.ts";
import { textOf } from "../errors.ts";
import {
  type Entries,
  filled,
  HERE,
  isObject,
  optionFaults,
  placeOf,
  shown,
  textsOf,
} from "../option_faults.ts";
import type { HostEnd } from "../inbox/host_end.ts";
import type { ActorShape, ArgsSchema, PortSchema } from "../protocol/mod.ts";
import type { StateSchema } from "../state/mod.ts";
import { knownActors } from "./handles/mod.ts";
import {
  type ActorBlueprint,
  actorLabel,
  type Blueprint,
  type ChannelBlueprint,
  commonArgs,
  DrawnEnd,
  type End,
  type PoolBlueprint,
  processOf,
  type ProcessTroupe,
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
  type GraphOptions,
  type GraphSettings,
  type graphSettings,
  memberFaults,
  MESH_OPTIONS,
  type MeshOptions,
  nameFaults,
  POOL_OPTIONS,
  type PoolOptions,
  PROCESS_OPTIONS,
  type ProcessOptions,
  saturationFaults,
  shownAs,
  soundProcess,
  SUPERVISOR_OPTIONS,
  type SupervisorOptions,
  WATCHED_CHANNEL_OPTIONS,
  type WatchedChannelOptions,
} from "./options/mod.ts";
import type { DrawnHostEnd } from "./ends/mod.ts";
import {
  AQUEDUCT_OPTIONS,
  type AqueductBlueprint,
  aqueductFaults,
  type AqueductOptions,
  drawAqueducts,
  type LinkDrawing,
  podNames,
  withoutLog,
} from "./aqueducts/mod.ts";

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

/** A pool as it was drawn. */
export interface DrawnPool extends PoolBlueprint {
  /** Its place among the pools. */
  readonly number: number;
  readonly members: readonly ActorBlueprint[];
}

/** What differs among the actors that a graph draws by itself. */
type OwnActor =
  & Pick<
    ActorBlueprint,
    | "name"
    | "definition"
    | "ports"
    | "args"
    | "troupe"
    | "hangTimeoutMs"
    | "showstopper"
    | "hostEnd"
    | "link"
  >
  & Partial<Pick<ActorBlueprint, "durable">>;

/**
 * A graph while it is drawn. What is wrong is noted and does not stop the drawing: all faults are told together, when the graph is to
 * start. Once it is laid out, nothing more can be drawn.
 */
export class GraphDrawing {
  readonly blueprint: Blueprint;
  /** Ends of the host: whoever waits at one is told if the graph never runs. */
  readonly hostEnds: HostEnd[] = [];
  readonly #settings: GraphSettings;
  readonly #aqueducts: AqueductBlueprint[] = [];
  #isLaidOut = false;

  constructor(name: string, options: GraphOptions, settings: ReturnType<typeof graphSettings>) {
    const { workers, strategy, intensity = null, alerts, args, shown } = settings;
    this.#settings = settings;
    this.blueprint = {
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
  }

  get name(): string {
    return this.blueprint.name;
  }

  /** Nothing can be drawn from now on. */
  layOut(): void {
    this.#isLaidOut = true;
  }

  /** Notes what is wrong. */
  fault(text: string): void {
    this.blueprint.faults.push(text);
  }

  /** Draws a channel. */
  channel<T, N extends string>(
    name: string,
    kind: Kind<T, N>,
    options: WatchedChannelOptions,
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

  /** Draws a bundle from each of some senders to each of some takers. */
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
    this.check("draw a channel");
    const { channels } = this.blueprint;
    const channel = { number: channels.length, ...drawn };
    channels.push(channel);
    return {
      tx: new DrawnEnd<T, N, "tx">("tx", channel),
      rx: new DrawnEnd<T, N, "rx">("rx", channel),
    };
  }

  /** Draws a troupe. */
  troupe(name: string): Troupe {
    this.check("draw a troupe");
    this.#named("a troupe", name);
    const troupe = { name };
    this.blueprint.troupes.push(troupe);
    return troupe;
  }

  /** Draws a process. */
  process(name: string, options: ProcessOptions): Troupe {
    this.check("draw a process");
    this.#named("a process", name);
    const given = this.checked(`process "${name}"`, PROCESS_OPTIONS, options);
    const troupe: ProcessTroupe = { name, process: { name, ...soundProcess(given) } };
    this.blueprint.troupes.push(troupe);
    return troupe;
  }

  /** Whether actors of it have processes of their own. */
  get hasProcesses(): boolean {
    return this.blueprint.actors.some(({ troupe }) => processOf(troupe) !== undefined);
  }

  /** Draws a supervisor. */
  supervisor(name: string, options: SupervisorOptions): Supervisor {
    this.check("draw a supervisor");
    this.#named("a supervisor", name);
    const { supervisor = this.#root, strategy, intensity = null } = filled<
      SupervisorOptions,
      "strategy"
    >(SUPERVISOR_OPTIONS, this.checked(`supervisor "${name}"`, SUPERVISOR_OPTIONS, options));
    const drawn: SupervisorBlueprint = { name, supervisor, strategy, intensity, children: [] };
    this.blueprint.supervisors.push(drawn);
    this.#adopt(drawn, supervisor);
    return drawn;
  }

  /** Makes something the next child of its supervisor. One of another graph is a fault that the checks report. */
  #adopt(child: ActorBlueprint | SupervisorBlueprint, supervisor: Supervisor): void {
    this.blueprint.supervisors.find((own) => own === supervisor)?.children.push(child);
  }

  get #root(): SupervisorBlueprint {
    return this.blueprint.supervisors[0] as SupervisorBlueprint;
  }

  /** Draws a pool, with all its members. */
  pool<P extends PortSchema, S extends StateSchema, A extends ArgsSchema>(
    name: string,
    definition: ActorShape<P, S, A>,
    options: PoolOptions<P, A>,
  ): DrawnPool {
    this.check("draw a pool");
    const owner = `pool "${name}"`;
    const given = this.checked(owner, POOL_OPTIONS, options);
    const { size, ports, ...rest } = given;
    const isSized = POOL_OPTIONS.size.check(size, HERE).length === 0;
    const { min, max, initial = min } = isSized ? size : { min: 1, max: 1 };
    if (isSized) this.blueprint.faults.push(...memberFaults(name, ports, max));
    const pool: PoolBlueprint = { name, min, max, initial };
    const number = this.blueprint.pools.push(pool) - 1;
    const members = Array.from({ length: max }, (_, instance) => {
      const own = Object.entries(ports ?? {}).map(([port, ends]) => [
        port,
        (Array.isArray(ends) ? ends : [])[instance],
      ]);
      const wired = { ...rest, instance, ports: Object.fromEntries(own) };
      return this.actor(name, definition, wired as ActorOptions<P, A>, pool);
    });
    return { ...pool, number, members };
  }

  /** The actor of that label, as it was drawn. */
  actorDrawn(label: string, what: string): ActorBlueprint {
    const { actors } = this.blueprint;
    const actor = actors.find((actor) => actorLabel(actor) === label);
    if (actor !== undefined) return actor;
    throw new TypeError(
      `Cannot ${what} actor ${shown(label)} of graph "${this.name}": there is none, ${
        knownActors(textOf(label), actors.map(actorLabel))
      }`,
    );
  }

  /** Draws an actor. */
  actor<P extends PortSchema, S extends StateSchema, A extends ArgsSchema>(
    name: string,
    definition: ActorShape<P, S, A>,
    given: ActorOptions<P, A> | undefined,
    pool: PoolBlueprint | null = null,
  ): ActorBlueprint {
    this.check("draw an actor");
    this.#named("an actor", name);
    const instance = given?.instance ?? null;
    const label = actorLabel({ name, instance });
    const options = filled<ActorOptions<P, A>, ActorStandards>(
      ACTOR_OPTIONS,
      // What is wrong with the options of a pool is told once, and not of each member.
      pool === null ? this.checked(`actor "${label}"`, ACTOR_OPTIONS, given ?? {}) : given ?? {},
    );
    const actor: ActorBlueprint = {
      number: this.blueprint.actors.length,
      name,
      instance,
      definition,
      ports: (options.ports ?? {}) as ActorBlueprint["ports"],
      args: { ...commonArgs(this.blueprint, definition), ...options.args },
      troupe: options.troupe ?? null,
      alone: options.alone,
      waitStrategy: options.waitStrategy,
      supervisor: options.supervisor ?? this.#root,
      restart: options.restart,
      stopTimeoutMs: options.stopTimeoutMs ?? null,
      hangTimeoutMs: options.hangTimeoutMs ?? this.#settings.hangTimeoutMs,
      showstopper: options.showstopper ?? this.#settings.showstopper,
      durable: options.durable,
      alerts: options.alerts ?? null,
      shown: shownAs(options.shown),
      pool,
      hostEnd: null,
      link: null,
    };
    this.#add(actor);
    return actor;
  }

  /** Draws the actor that stands for an end of the host. What is wrong with what it was given is a fault that the checks report. */
  hostEnd<H>(what: string, { label, ports, end, handle, fault }: DrawnHostEnd<H>): H {
    this.hostEnds.push(end);
    if (fault !== undefined) {
      this.blueprint.faults.push(`${what} "${label}" ${fault}`);
      return handle;
    }
    this.#ownActor({
      name: label,
      definition: end.shape as ActorShape,
      ports,
      args: {},
      troupe: null,
      // Its thread is that of whoever would look.
      hangTimeoutMs: Infinity,
      showstopper: this.#settings.showstopper,
      hostEnd: end,
      link: null,
    });
    return handle;
  }

  /** Draws an aqueduct: its channels in this pod. The actor at their free end is drawn once it is known which end that is. */
  aqueduct<T, N extends string>(
    name: string,
    kind: Kind<T, N>,
    given: AqueductOptions,
  ): Channel<T, N> | Bundle<T, N> {
    this.#named("an aqueduct", name);
    const owner = `aqueduct "${name}"`;
    const options = this.checked(owner, AQUEDUCT_OPTIONS, given);
    this.blueprint.faults.push(
      ...aqueductFaults(owner, options),
      ...saturationFaults(owner, options),
    );
    const { listen, connect, via, girth, acknowledge, label, troupe, stopTimeoutMs, ...measures } =
      filled<
        AqueductOptions,
        "acknowledge" | "stopTimeoutMs"
      >(AQUEDUCT_OPTIONS, options);
    const from = this.blueprint.channels.length;
    // Where both ends are in this pod, each has a channel of its own.
    const earlier = this.#aqueducts.filter((other) => other.name === name).length;
    const called = earlier === 0 ? name : `${name} ${earlier + 1}`;
    const drawn = girth === undefined
      ? this.#channel<T, N>({ name: called, lane: null, kind, ...drawnChannel(measures) })
      : this.#bundle<T, N>(called, kind, { ...measures, girth });
    this.#aqueducts.push({
      name,
      channels: this.blueprint.channels.slice(from),
      does: via !== undefined ? "shares" : listen === undefined ? "connects" : "listens",
      address: listen ?? connect,
      via: isJetstream(via) ? via : undefined,
      acknowledge,
      label: typeof label === "string" ? label : undefined,
      stopTimeoutMs,
      troupe,
    });
    return drawn;
  }

  /**
   * Draws the actors that carry what goes over aqueducts. Once: nothing more may be wired after that.
   *
   * @param isPlayed whether it takes place in a test, where no broker is
   */
  drawLinks(isPlayed: boolean): void {
    const aqueducts = this.#aqueducts.splice(0);
    if (aqueducts.length === 0) return;
    const { links, troupes, faults } = drawAqueducts(
      isPlayed ? aqueducts.map(withoutLog) : aqueducts,
      this.blueprint,
      podNames(this.name),
      this.#settings.region !== null,
    );
    this.blueprint.troupes.push(...troupes);
    this.blueprint.faults.push(...faults);
    for (const link of links) this.#linkActor(link);
  }

  #linkActor(link: LinkDrawing): void {
    this.#ownActor({
      ...link,
      hangTimeoutMs: this.#settings.hangTimeoutMs,
      // It looks at messages that are not acknowledged, again and again: none of them is what it dies of.
      showstopper: Infinity,
      hostEnd: null,
    });
  }

  /** Draws an actor of the graph's own: with what holds where nothing is said. */
  #ownActor(own: OwnActor): void {
    this.#named("an actor", own.name);
    const { restart, alone, durable } = filled<
      ActorOptions<PortSchema, ArgsSchema>,
      ActorStandards
    >(ACTOR_OPTIONS, {});
    this.#add({
      number: this.blueprint.actors.length,
      instance: null,
      alone,
      durable,
      // What it waits for comes from outside as a rule, and nobody hears of that who spins.
      waitStrategy: "park",
      supervisor: this.#root,
      restart,
      stopTimeoutMs: null,
      alerts: null,
      shown: null,
      pool: null,
      ...own,
    });
  }

  #add(actor: ActorBlueprint): void {
    this.blueprint.actors.push(actor);
    this.#adopt(actor, actor.supervisor);
  }

  /** Many may have the same name, whose faults are told once. */
  #named(what: string, name: string): void {
    const { faults } = this.blueprint;
    for (const fault of nameFaults(what, name)) {
      if (!faults.includes(fault)) faults.push(fault);
    }
  }

  /** `options`, or none if they are no object. The start reports what is wrong with them, together with all other faults. */
  checked<O extends object>(owner: string, schema: Entries, options: O): O {
    const faults = optionFaults(schema, options, placeOf(owner));
    if (faults.length > 0) this.blueprint.faults.push(...textsOf(faults));
    return isObject(options) ? options : {} as O;
  }

  /** As {@link GraphDrawing.checked}, and what is wrong with options of a channel together. */
  #checkedChannel<O extends WatchedChannelOptions>(owner: string, schema: Entries, given: O): O {
    const options = this.checked(owner, schema, given);
    this.blueprint.faults.push(...saturationFaults(owner, options));
    return options;
  }

  /** Throws if nothing can be drawn any more. */
  check(what: string): void {
    if (this.#isLaidOut) {
      throw new TypeError(`Cannot ${what} in graph "${this.name}": it is laid out already`);
    }
  }
}

/** `count` if it is one, else 1: what is wrong with it is noted already, and the drawing goes on. */
function countOf({ check }: Pick<Entries[string], "check">, count: number): number {
  return check(count, HERE).length === 0 ? count : 1;
}
