import { any, type Condition, type TxBundle } from "../../actor/mod.ts";
import type { RawTx } from "../../channel/raw/mod.ts";
import type { StateOf } from "../../state/mod.ts";
import { Doing } from "../doing.ts";
import { jetstreamPlace } from "./address.ts";
import { LogAttempts } from "./attempts.ts";
import type { LogFrame } from "./frame.ts";
import { LogIngressLane } from "./ingress_lane.ts";
import { type IngressLife, openReading, type Reading } from "./ingress_opening.ts";
import type { LaneReader } from "./lane_reader.ts";
import { SavedPlaces } from "./saved_place.ts";
import { SettledPurge } from "./settled_purge.ts";
import type { LogIngressState } from "./states.ts";
import { addressOf, type JetstreamActor } from "./terms.ts";
import { LogRefusedError } from "./trouble.ts";
import { WriterWatch } from "./writer_watch.ts";

/** How often the place that was come to is kept at most, in milliseconds. */
const KEEP_MS = 50;

/** A taking end as its parts see it. */
export interface LogIngressActor extends Omit<JetstreamActor, "state"> {
  readonly ports: { readonly messages: TxBundle<Uint8Array, RawTx> };
  readonly state: StateOf<LogIngressState>;
}

/** The loop of a taking end: reads the log into its channel, and keeps how far it has come with what has left the graph. */
export class LogIngressRun {
  readonly #actor: LogIngressActor;
  readonly #lanes: readonly LogIngressLane[];
  readonly #attempts: LogAttempts<Reading>;
  #life: IngressLife;
  /** For each lane the number that the broker keeps. */
  #kept: readonly number[] = [];
  #keeping: { readonly doing: Doing<void>; readonly numbers: readonly number[] } | undefined;
  #keptAt = 0;
  readonly #purge: SettledPurge;
  /** What of the state is on the disk; `undefined` where the place is not part of it. */
  readonly #saved: SavedPlaces | undefined;
  readonly #writer: WriterWatch;
  #isStopping = false;
  #stoppingAt: number | undefined;
  #status = "";

  constructor(actor: LogIngressActor) {
    this.#actor = actor;
    const { args, ports: { messages }, state } = actor;
    this.#lanes = messages.lanes.map((tx, lane) =>
      new LogIngressLane(tx.shapedAs(args.shape), lane)
    );
    let saved: readonly number[] = [];
    // What is kept is of the channels of this process, but for how far an earlier one has come.
    if (state.life !== args.podId) {
      state.life = args.podId;
      state.holder = crypto.randomUUID();
      state.fence = 0;
      state.offsets = [];
      state.epoch = "";
      if (args.address.position === "graph") saved = [...state.settledTo];
    }
    actor.commit();
    this.#life = this.#lifeNow();
    this.#attempts = new LogAttempts(
      actor as unknown as JetstreamActor,
      (session, world) =>
        openReading(session, this.#life, { args, girth: this.#lanes.length, world }),
    );
    this.#purge = new SettledPurge(actor, this.#lanes, saved);
    this.#saved = args.address.position === "graph" ? new SavedPlaces(args) : undefined;
    this.#writer = new WriterWatch(state);
  }

  #lifeNow(): IngressLife {
    const { state: { holder, fence, offsets, settledTo, settledLog }, args: { address } } =
      this.#actor;
    const life = { holder, fence };
    if (offsets.length > 0) {
      const next = this.#lanes.map(({ tx }, lane) => (offsets[lane] ?? 0) + tx.sent);
      return { ...life, next, log: settledLog };
    }
    if (address.from !== null) return { ...life, next: address.from, log: "" };
    if (address.position === "broker") return { ...life, next: undefined, log: "" };
    if (settledTo.length === 0) return { ...life, next: this.#lanes.map(() => 0), log: "" };
    return { ...life, next: [...settledTo], log: settledLog };
  }

  async run(): Promise<void> {
    const { signal } = this.#actor;
    const abort = () => void this.#attempts.end();
    signal.addEventListener("abort", abort);
    try {
      while (this.#goesOn()) {
        this.#look();
        if (!this.#isStopping) this.#deliver();
        this.#closeWhenOver();
        this.#figure();
        this.#actor.commit();
        this.#keep();
        this.#tell();
        if (!this.#isDone) await this.#actor.wait(any(...this.#conditions()));
      }
      // What was settled last has ended it.
      this.#keepInGraph(this.#lanes.map(({ settledTo }) => settledTo));
      await this.#purge.over();
      this.#actor.state.isLinked = false;
      this.#actor.setStatus(`${this.#what}, ended`);
    } finally {
      signal.removeEventListener("abort", abort);
      for (const lane of this.#lanes) lane.drop();
      this.#saved?.close();
      await this.#attempts.end();
    }
  }

  /** Whether nothing more is sent, and the broker knows of all that was. */
  get #isDone(): boolean {
    return this.#lanes.every((lane) => lane.tx.isClosed && lane.isSettled) && this.#isAllKept;
  }

  get #isAllKept(): boolean {
    if (!this.#isKeptByBroker || this.#kept.length === 0) return true;
    return this.#keeping === undefined &&
      this.#lanes.every((lane) => lane.settledTo <= (this.#kept[lane.number] ?? 0));
  }

  get #isKeptByBroker(): boolean {
    const { args: { address } } = this.#actor;
    return address.from === null && address.position === "broker";
  }

  #goesOn(): boolean {
    const { clock, log, args: { stopTimeoutMs } } = this.#actor;
    const isRunning = this.#actor.isRunning((vote) => {
      this.#stoppingAt ??= clock.now();
      this.#isStopping = true;
      return vote("all that was taken is settled", this.#isDone);
    });
    if (!isRunning) return false;
    if (this.#isDone) return false;
    if (this.#stoppingAt === undefined || clock.now() - this.#stoppingAt < stopTimeoutMs) {
      return true;
    }
    const left = this.#lanes.reduce((sum, { tx }) => sum + tx.sent - tx.settled, 0);
    log.warn(
      `${left} messages are not settled, or the broker does not know of it, after ${stopTimeoutMs} ms: the link ends, and they come again`,
    );
    return false;
  }

  /** Sends nothing more where a stop is asked for, or the log has come to its end. */
  #closeWhenOver(): void {
    if (!this.#isStopping && !this.#lanes.every(({ isEnded }) => isEnded)) return;
    for (const lane of this.#lanes) {
      if (lane.tx.isClosed) continue;
      lane.tx.close();
      lane.drop();
    }
  }

  #look(): void {
    const reading = this.#attempts.look();
    if (reading === undefined) return;
    const { state, log } = this.#actor;
    const { position, readers, writer } = reading;
    const numbers = readers.map(({ next }) => next);
    for (const lane of this.#lanes) {
      const reader = readers[lane.number] as LaneReader;
      const known = state.offsets[lane.number];
      if (known === undefined) lane.offset = reader.next - lane.tx.sent;
      else lane.offset = known;
      if (!this.#isStopping && !lane.isEnded) lane.begin(reader);
    }
    state.offsets = this.#lanes.map(({ offset }) => offset);
    state.settledLog = reading.log.id;
    if (position !== undefined) {
      state.fence = position.claim.fence;
      this.#kept = position.claim.next ?? [];
    }
    this.#keeping = undefined;
    this.#writer.meet(writer);
    this.#life = this.#lifeNow();
    this.#purge.begin(reading.log);
    log.info(`reads stream ${reading.log.address.stream}`, { from: numbers.join(" ") });
  }

  #deliver(): void {
    const reading = this.#attempts.current;
    const { state, clock } = this.#actor;
    for (const lane of this.#lanes) {
      if (lane.tx.isClosed) continue;
      const { offset } = lane;
      try {
        lane.deliver((frame) => this.#delivered(frame, clock.now()));
      } catch (thrown) {
        this.#failed(thrown, lane, reading);
      }
      if (lane.offset !== offset) state.offsets = this.#lanes.map(({ offset }) => offset);
    }
    if (reading !== undefined) this.#life = this.#lifeNow();
  }

  #delivered({ sentAt, fence }: LogFrame, now: number): void {
    const { state } = this.#actor;
    if (!Number.isNaN(sentAt)) {
      state.lagSumMs += now - sentAt;
      state.lagCount++;
    }
    this.#writer.saw(fence);
  }

  #failed(thrown: unknown, lane: LogIngressLane, reading: Reading | undefined): void {
    if (reading === undefined) return;
    for (const one of this.#lanes) one.drop();
    if ((thrown as Error).name === "RangeError") {
      const { stream } = reading.log.address;
      this.#attempts.lose(
        new LogRefusedError(
          `Message ${lane.next} of lane ${lane.number} in stream "${stream}" cannot be taken: ${
            (thrown as Error).message
          }`,
        ),
      );
    } else this.#attempts.lose(thrown);
  }

  /** Has the broker keep what is settled, and remove it. What was done in the turn is committed. */
  #keep(): void {
    const { clock } = this.#actor;
    const numbers = this.#lanes.map(({ settledTo }) => settledTo);
    this.#keepInGraph(numbers);
    const reading = this.#attempts.current;
    if (reading === undefined) return;
    const { position } = reading;
    const now = clock.now();
    try {
      if (this.#keeping?.doing.isOver) {
        const { doing, numbers } = this.#keeping;
        this.#keeping = undefined;
        doing.result();
        this.#kept = numbers;
      }
      this.#purge.look(reading.log, this.#needed);
    } catch (thrown) {
      for (const lane of this.#lanes) lane.drop();
      this.#attempts.lose(thrown);
      return;
    }
    const isNews = numbers.some((number, i) => number > (this.#kept[i] ?? 0));
    if (position !== undefined && this.#keeping === undefined && isNews) {
      if (now - this.#keptAt >= KEEP_MS || this.#isStopping || this.#allClosed) {
        this.#keptAt = now;
        this.#keeping = { doing: new Doing(position.keep(numbers)), numbers };
      }
    }
    this.#writer.look(reading.log);
  }

  #keepInGraph(numbers: readonly number[]): void {
    const { state, args: { address } } = this.#actor;
    if (address.position !== "graph" || state.offsets.length === 0) return;
    if (numbers.some((number, i) => number !== state.settledTo[i])) state.settledTo = numbers;
  }

  /** For each lane the first message that is needed yet. */
  get #needed(): readonly number[] {
    if (this.#saved !== undefined) return this.#saved.of(this.#actor.state.settledLog);
    return this.#isKeptByBroker ? this.#kept : this.#lanes.map(({ settledTo }) => settledTo);
  }

  get #allClosed(): boolean {
    return this.#lanes.every(({ tx }) => tx.isClosed);
  }

  #figure(): void {
    const { state } = this.#actor;
    state.sent = state.received = this.#lanes.reduce((sum, { tx }) => sum + tx.sent, 0);
    state.settled = this.#lanes.reduce((sum, { tx }) => sum + tx.settled, 0);
  }

  get #what(): string {
    const { args } = this.#actor;
    return `ingress ${args.aqueduct} from ${jetstreamPlace(addressOf(args))}`;
  }

  #tell(): void {
    const inFlight = this.#lanes.reduce((sum, { tx }) => sum + tx.sent - tx.settled, 0);
    const standing = this.#attempts.current === undefined
      ? this.#attempts.standing
      : `${inFlight} in flight`;
    const status = `${this.#what}, ${standing}`;
    if (status === this.#status) return;
    this.#status = status;
    this.#actor.setStatus(status);
  }

  #conditions(): Condition[] {
    const actor = this.#actor;
    const now = actor.clock.now();
    const conditions: Condition[] = [this.#attempts.news()];
    if (this.#attempts.current !== undefined) {
      for (const lane of this.#lanes) {
        if (lane.tx.isClosed) continue;
        const { reading } = lane;
        if (reading !== undefined) conditions.push(actor.settled(reading.over));
        if (lane.isFull) conditions.push(lane.tx.vacant(1));
      }
      if (this.#keeping !== undefined) conditions.push(actor.settled(this.#keeping.doing.over));
      else if (this.#isKeptByBroker && !this.#isAllKept) {
        conditions.push(actor.timeout(Math.max(0, this.#keptAt + KEEP_MS - now)));
      }
      conditions.push(...this.#purge.news(this.#needed));
      if (this.#saved !== undefined) conditions.push(actor.settled(this.#saved.news));
    }
    for (const { tx, isSettled } of this.#lanes) {
      if (!isSettled) conditions.push(tx.settledTo(tx.settled + 1));
    }
    if (this.#stoppingAt === undefined) conditions.push(actor.stopping());
    else {
      const left = this.#stoppingAt + actor.args.stopTimeoutMs - now;
      conditions.push(actor.timeout(Math.max(0, left)));
    }
    return conditions;
  }
}
