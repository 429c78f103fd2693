import {
  channelSize,
  type ChannelSpec,
  channelSpec,
  initChannel,
} from "../../src/channel/ring/channel_spec.ts";
import { type Kind, ringKind } from "../../src/channel/ring/kind.ts";
import { json, text, u32 } from "../../src/channel/mod.ts";
import { RingMemory } from "../../src/channel/ring/ring_memory.ts";
import type { RxControl } from "../../src/channel/ring/rx_control.ts";
import type { TxControl } from "../../src/channel/ring/tx_control.ts";
import type { Rx } from "../../src/channel/rx.ts";
import type { Tx } from "../../src/channel/tx.ts";
import { type Absent, settleFor } from "../../src/graph/workers/stand_in.ts";
import { Doorbell, initDoorbell, Ringer, type SeatAddress } from "../../src/memory/doorbell.ts";
import { doorbellBytes } from "../../src/memory/doorbell_layout.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import {
  cell,
  initState,
  readState,
  type StateOf,
  stateSpec,
  StateStore,
  type StateValues,
} from "../../src/state/mod.ts";
import {
  initJournal,
  journalBytes,
  raiseFence,
  readMask,
  type TurnEnd,
  TurnJournal,
} from "../../src/turn/mod.ts";
import type { Fate } from "../contract/fate.ts";

export const SCHEMA = {
  sum: u32,
  last: cell(text, "nothing yet"),
  seen: cell(json<number[]>(), []),
};

interface Place {
  readonly kind: Kind<never>;
  readonly direction: "tx" | "rx";
  readonly spec: ChannelSpec;
  readonly at: number;
  /** The seat of the actor at the other end. */
  readonly peer: number;
}

type Control = TxControl<never> | RxControl;

/**
 * The shared memory of an actor with two inputs and two outputs, its journal, its state, and the doorbell of its two
 * peers: the writer of both inputs (seat 0) and the reader of both outputs (seat 1).
 */
export class RelayWorld {
  readonly region: SharedArrayBuffer;
  readonly journal: number;
  readonly places: readonly Place[];
  readonly #doorbell: number;
  readonly #state: number;
  readonly #cells = stateSpec(SCHEMA).cells;
  generation = -1;

  constructor() {
    const plan = new RegionPlan();
    const place = <T>(
      name: string,
      kind: Kind<T>,
      direction: "tx" | "rx",
      peer: number,
    ): Place => {
      const spec = channelSpec(name, kind, { capacity: 5, bytes: 64 });
      return {
        kind: kind as unknown as Kind<never>,
        direction,
        spec,
        at: plan.reserve(channelSize(spec)),
        peer,
      };
    };
    this.places = [
      place("numbers in", u32, "rx", 0),
      place("texts in", text, "rx", 0),
      place("numbers out", u32, "tx", 1),
      place("texts out", text, "tx", 1),
    ];
    this.journal = plan.reserve(journalBytes(4));
    this.#state = plan.reserve(stateSpec(SCHEMA).bytes);
    this.#doorbell = plan.reserve(doorbellBytes(2));
    this.region = plan.allocate();
    for (const { at, spec } of this.places) initChannel(this.region, at, spec);
    initJournal(this.region, this.journal, 4);
    initState(this.region, this.#state);
    initDoorbell(this.region, this.#doorbell, 2);
  }

  /** The control of an end of a channel: the relay's, or that of the peer. */
  control(place: number, whose: "relay" | "peer"): Control {
    const { kind, direction, spec, at, peer } = this.places[place]!;
    const ringer = whose === "relay" ? new Ringer(this.region, this.seat(peer)) : null;
    const memory = new RingMemory(this.region, at, spec, ringer);
    const sends = (direction === "tx") === (whose === "relay");
    return sends ? ringKind(kind).createTx(memory) : ringKind(kind).createRx(memory);
  }

  seat(seat: number): SeatAddress {
    return { doorbell: this.#doorbell, seats: 2, seat };
  }

  bell(): Doorbell {
    return new Doorbell(this.region, this.#doorbell, 2);
  }

  /** The actor, as whoever stands in for it knows it. */
  get absent(): Absent {
    const ends = this.places.map(({ direction, at, spec, peer }, channel) => ({
      port: spec.name,
      lane: null,
      direction,
      channel,
      at,
      spec,
      kind: "u32",
      peer: this.seat(peer),
    }));
    return { journal: this.journal, ends };
  }

  /** The next generation of the actor, once whatever its predecessor left has been settled. */
  live(fate?: Fate): Relay {
    settleFor(this.region, this.absent);
    this.generation++;
    raiseFence(this.region, this.journal, this.generation);
    return new Relay(this, this.generation, fate);
  }

  attachState(mask: number | undefined): StateStore {
    return new StateStore(this.region, this.#state, this.#cells, mask, "RELAY");
  }

  /** What the host would report. */
  readState(): StateValues {
    return readState(this.region, this.#state, this.#cells, readMask(this.region, this.journal));
  }

  /** All that anybody but the actor can see. */
  visible(): unknown {
    return {
      state: this.readState(),
      channels: this.places.map(({ direction }, place) => {
        const [rx, tx] = direction === "tx"
          ? [this.control(place, "peer") as RxControl, this.control(place, "relay") as TxControl]
          : [this.control(place, "relay") as RxControl, this.control(place, "peer") as TxControl];
        return {
          sent: tx.sent,
          taken: rx.taken,
          held: rx.end.peekBatch(),
          closed: rx.isClosed,
          abandoned: tx.isAbandoned,
        };
      }),
    };
  }
}

/** One generation of the actor, put together as the runtime does it. */
export class Relay {
  readonly numbersIn: Rx<number>;
  readonly textsIn: Rx<string>;
  readonly numbersOut: Tx<number>;
  readonly textsOut: Tx<string>;
  readonly state: StateOf<typeof SCHEMA>;
  readonly journal: TurnJournal;
  readonly #controls: readonly Control[];

  constructor(world: RelayWorld, generation: number, fate?: Fate) {
    this.journal = new TurnJournal(world.region, world.journal, 4, generation, "RELAY");
    const controls = world.places.map((_, place) => world.control(place, "relay"));
    const ends = controls.map(({ end }) => end);
    this.numbersIn = ends[0] as Rx<number>;
    this.textsIn = ends[1] as Rx<string>;
    this.numbersOut = ends[2] as unknown as Tx<number>;
    this.textsOut = ends[3] as unknown as Tx<string>;
    const store = world.attachState(this.journal.mask);
    this.state = store.values as StateOf<typeof SCHEMA>;
    this.#controls = controls;
    this.journal.attach(
      fate === undefined ? controls : controls.map((control) => new MortalEnd(control, fate)),
      store,
    );
  }

  /** Comes to its end, as the runtime does it. */
  end(): void {
    for (const control of this.#controls) control.leave();
    this.journal.commit("last");
  }
}

/** An end whose every use is a step: the journal writes its record between them. */
class MortalEnd implements TurnEnd {
  readonly #end: TurnEnd;
  readonly #fate: Fate;

  constructor(end: TurnEnd, fate: Fate) {
    this.#end = end;
    this.#fate = fate;
  }

  get staged(): number {
    this.#fate.step();
    return this.#end.staged;
  }

  get ending(): boolean {
    this.#fate.step();
    return this.#end.ending;
  }

  get isDirty(): boolean {
    this.#fate.step();
    return this.#end.isDirty;
  }

  publish(cursor: number, ending: boolean): void {
    this.#end.publish(cursor, ending);
  }

  ringPeer(): void {
    this.#fate.step();
    this.#end.ringPeer();
  }
}
