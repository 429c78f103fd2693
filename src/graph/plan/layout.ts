import type { ChannelSpec } from "../../channel/ring/mod.ts";
import type { SeatAddress } from "../../memory/doorbell.ts";
import {
  type ActorPlan,
  type ActorShape,
  channelLabel,
  type EndPlan,
  type WaitStrategy,
} from "../../protocol/mod.ts";
import type { TellEnd, TellingPlan } from "../../protocol/cues.ts";
import type { stateSpec } from "../../state/mod.ts";
import { RESTART_TYPES, type RestartType } from "../../supervisor/mod.ts";
import {
  type ActorBlueprint,
  actorLabel,
  beginsAsleep,
  type Blueprint,
  type ChannelBlueprint,
  type EndBlueprint,
} from "./blueprint.ts";
import type { PlannedActor } from "./graph_plan.ts";
import type { Places } from "./places.ts";

/** What all actors of a definition have in common. */
export interface Mould {
  /** Its ports, in the order in which their ends are counted. */
  readonly ports: readonly string[];
  readonly state: ReturnType<typeof stateSpec>;
}

/** Where everything of a graph is: in arrays, because there may be ten thousand actors, and most of it is never asked for. */
export interface Layout extends Places {
  readonly blueprint: Blueprint;
  /** By worker: how many seats its doorbell has. */
  readonly seatCounts: Int32Array;
  /** By actor. */
  readonly workers: Int32Array;
  readonly seats: Int32Array;
  readonly moulds: readonly Mould[];
  readonly inCycle: Uint8Array;
  /** By actor: how many ends those before it have; and one more number, how many there are in all. */
  readonly firstEnds: Int32Array;
  /** By end: the number of its channel. */
  readonly channelOfEnd: Int32Array;
  /** By channel: the actors that it leads from and to, and its measures, which have no name. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly measures: readonly ChannelSpec[];
  /** By actor: the args that it was told since the graph was drawn, all of them. Few were told any. */
  readonly told: Map<number, ActorPlan["args"]>;
}

/** Where an actor sits. */
function addressOf({ workers, seats, doorbells, seatCounts }: Layout, actor: number): SeatAddress {
  const worker = workers[actor] as number;
  return {
    doorbell: doorbells.of(worker),
    seats: seatCounts[worker] as number,
    seat: seats[actor] as number,
  };
}

/** An actor and its plan, which is put together as it is asked for: one object for both, with nothing in it. */
export class LaidOutActor implements PlannedActor, TellingPlan {
  readonly index: number;
  readonly #layout: Layout;

  constructor(layout: Layout, index: number) {
    this.#layout = layout;
    this.index = index;
  }

  get plan(): ActorPlan {
    return this;
  }

  get #drawn(): ActorBlueprint {
    return this.#layout.blueprint.actors[this.index] as ActorBlueprint;
  }

  get #mould(): Mould {
    return this.#layout.moulds[this.index] as Mould;
  }

  get definition(): ActorShape {
    return this.#drawn.definition;
  }

  get worker(): number {
    return this.#layout.workers[this.index] as number;
  }

  get address(): SeatAddress {
    return addressOf(this.#layout, this.index);
  }

  get restart(): RestartType {
    return this.#drawn.restart;
  }

  get stopTimeoutMs(): number | null {
    return this.#drawn.stopTimeoutMs;
  }

  get hangTimeoutMs(): number {
    return this.#drawn.hangTimeoutMs;
  }

  get showstopper(): number {
    return this.#drawn.showstopper;
  }

  get isOfLink(): boolean {
    return this.#drawn.link !== null;
  }

  get durable(): boolean {
    return this.#drawn.durable;
  }

  get name(): string {
    return this.#drawn.name;
  }

  get instance(): number | null {
    return this.#drawn.instance;
  }

  get label(): string {
    return actorLabel(this.#drawn);
  }

  get asleep(): boolean {
    return beginsAsleep(this.#drawn);
  }

  get wasTold(): boolean {
    return this.#layout.told.has(this.index);
  }

  giveArgs(args: ActorPlan["args"]): void {
    this.#layout.told.set(this.index, args);
  }

  get args(): ActorPlan["args"] {
    const told = this.#layout.told.get(this.index);
    if (told !== undefined) return told;
    const { definition, args } = this.#drawn;
    return { ...definition.args, ...args };
  }

  get waitStrategy(): WaitStrategy {
    return this.#drawn.waitStrategy;
  }

  get permanent(): boolean {
    return RESTART_TYPES[this.restart].crashesByReturning;
  }

  get inCycle(): boolean {
    return this.#layout.inCycle[this.index] === 1;
  }

  get seat(): number {
    return this.#layout.seats[this.index] as number;
  }

  get probe(): number {
    return this.#layout.probes.of(this.index);
  }

  get journal(): number {
    return this.#layout.journals.of(this.index);
  }

  get state(): ActorPlan["state"] {
    return { at: this.#layout.states.of(this.index), cells: this.#mould.state.cells };
  }

  get ends(): readonly EndPlan[] {
    const ends: EndPlan[] = [];
    this.tellEnds((port, direction, channel, at, name, measures, doorbell, seats, seat) =>
      ends.push({
        port,
        direction,
        channel,
        at,
        spec: { ...measures, name },
        peer: { doorbell, seats, seat },
      })
    );
    return ends;
  }

  tellEnds(tell: TellEnd): void {
    const layout = this.#layout;
    const { doorbells, seatCounts, seats, workers, blueprint } = layout;
    const { ports } = this.#drawn;
    let number = layout.firstEnds[this.index] as number;
    const tellOne = (port: string, direction: EndPlan["direction"]) => {
      const channel = layout.channelOfEnd[number++] as number;
      const peer = (direction === "tx" ? layout.to : layout.from)[channel] as number;
      const worker = workers[peer] as number;
      tell(
        port,
        direction,
        channel,
        layout.channels.of(channel),
        channelLabel(blueprint.channels[channel] as ChannelBlueprint),
        layout.measures[channel] as ChannelSpec,
        doorbells.of(worker),
        seatCounts[worker] as number,
        seats[peer] as number,
      );
    };
    for (const port of this.#mould.ports) {
      const wired = ports[port] as EndBlueprint | readonly EndBlueprint[];
      if (Array.isArray(wired)) { for (const { direction } of wired) tellOne(port, direction); }
      else tellOne(port, (wired as EndBlueprint).direction);
    }
  }
}
