import { any, type Condition, type TxBundle } from "../../actor/mod.ts";
import type { RawTx } from "../../channel/raw/mod.ts";
import type { WireWorld } from "../../client/wire_world.ts";
import type { NatsSession } from "../../nats/session.ts";
import type { StateOf } from "../../state/mod.ts";
import { Doing } from "../doing.ts";
import { jetstreamPlace } from "./address.ts";
import { LogAttempts } from "./attempts.ts";
import type { Claim } from "./claim.ts";
import type { LogFrame } from "./frame.ts";
import { misfitOf } from "./identity.ts";
import { LogIngressLane } from "./ingress_lane.ts";
import type { LogIngressState } from "./states.ts";
import { LaneReader } from "./lane_reader.ts";
import { LogStream } from "./log_stream.ts";
import { writerOf } from "./log_writer.ts";
import { BrokerPosition, type ReaderLife } from "./position.ts";
import { addressOf, type JetstreamActor, userOf } from "./terms.ts";
import { LogRefusedError } from "./trouble.ts";

/** How often the place that was come to is kept at most, in milliseconds. */
const KEEP_MS = 50;
/** How often what is settled is removed from the log at most, in milliseconds. */
const PURGE_MS = 100;
/** What a kind's name begins with whose messages say where they come from. */
const DELIVERY = "delivery(";

/** A taking end as its parts see it. */
export interface LogIngressActor extends Omit<JetstreamActor, "state"> {
  readonly ports: { readonly messages: TxBundle<Uint8Array, RawTx> };
  readonly state: StateOf<LogIngressState>;
}

/** What an attempt to read begins with: it is made outside of the turns. */
interface IngressLife extends ReaderLife {
  /** For each lane the number to begin with; `undefined` where the broker knows it. */
  readonly next: readonly number[] | undefined;
  /** The log in which these are; `""` if it may be any. */
  readonly log: string;
}

/** What a connection is open for. */
interface Reading {
  readonly log: LogStream;
  readonly position: BrokerPosition | undefined;
  readonly readers: readonly LaneReader[];
  /** Who writes, if anybody has. */
  readonly writer: Claim | undefined;
  close(): void;
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
  #purging: Doing<void> | undefined;
  #purgedAt = 0;
  /** Under which claim messages came last; and whether one has come under a later one. */
  #writerFence = 0;
  #isWriterNew = false;
  #seeking: Doing<Claim | undefined> | undefined;
  #isStopping = false;
  #stoppingAt: number | undefined;
  #status = "";

  constructor(actor: LogIngressActor) {
    this.#actor = actor;
    const { args, ports: { messages }, state } = actor;
    this.#lanes = messages.lanes.map((tx, lane) =>
      new LogIngressLane(tx.shapedAs(args.shape), lane)
    );
    // What is kept is of the channels of this process, but for how far an earlier one has come.
    if (state.life !== args.podId) {
      state.life = args.podId;
      state.holder = crypto.randomUUID();
      state.fence = 0;
      state.offsets = [];
      state.epoch = "";
    }
    actor.commit();
    this.#life = this.#lifeNow();
    this.#attempts = new LogAttempts(
      actor as unknown as JetstreamActor,
      (session, world) => this.#open(session, world),
    );
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

  async #open(session: NatsSession, world: WireWorld): Promise<Reading> {
    const { args } = this.#actor;
    const girth = this.#lanes.length;
    const user = userOf(args, girth);
    const address = addressOf(args);
    const { next: known, log: knownLog, ...life } = this.#life;
    const log = await LogStream.open(session, address, knownLog === "");
    const { stream } = address;
    if (knownLog !== "" && log.id !== knownLog) {
      throw new LogRefusedError(
        `Stream "${stream}" is not the one that this pod has read: that was deleted, and this one made since; ` +
          (address.position === "graph"
            ? "give the graph another durable place to begin with what is there"
            : "start this pod again"),
      );
    }
    const writer = await writerOf(log);
    const misfit = writer === undefined ? undefined : misfitOf(user, writer);
    if (misfit !== undefined) {
      throw new LogRefusedError(`Stream "${stream}" is not for this pod: ${misfit}`);
    }
    const position = address.from === null && address.position === "broker"
      ? await BrokerPosition.claim(log, user, life)
      : undefined;
    try {
      const next = known ?? position?.claim.next ?? [];
      const readers: LaneReader[] = [];
      for (let lane = 0; lane < girth; lane++) {
        const reading = { log, lane, girth, world, hash: args.hash };
        readers.push(await LaneReader.open(reading, next[lane] ?? 0));
      }
      return { log, position, readers, writer, close: () => position?.close() };
    } catch (error) {
      position?.close();
      throw error;
    }
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
      await this.#purging?.over;
      this.#actor.state.isLinked = false;
      this.#actor.setStatus(`${this.#what}, ended`);
    } finally {
      signal.removeEventListener("abort", abort);
      for (const lane of this.#lanes) lane.drop();
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
    this.#purging = undefined;
    this.#meet(writer);
    this.#life = this.#lifeNow();
    log.info(`reads stream ${reading.log.address.stream}`, { from: numbers.join(" ") });
    if (this.#mayPurge) {
      const { manager, address: { stream, subject } } = reading.log;
      // Of claims, only the last one counts.
      this.#purging = new Doing(
        reading.log.session.ask(
          manager.streams.purge(stream, { filter: `${subject}.writer`, keep: 1 }),
        ).then(() => {}, () => {}),
      );
    }
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
    // Somebody else writes since the log was opened: who it is, is looked for anew.
    if (fence > this.#writerFence) this.#isWriterNew = true;
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
    const { state, clock } = this.#actor;
    const numbers = this.#lanes.map(({ settledTo }) => settledTo);
    if (this.#actor.args.address.position === "graph" && state.offsets.length > 0) {
      if (numbers.some((number, i) => number !== state.settledTo[i])) state.settledTo = numbers;
    }
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
      if (this.#purging?.isOver) {
        this.#purging.result();
        this.#purging = undefined;
      }
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
    this.#purge(reading, position === undefined ? numbers : this.#kept, now);
    this.#seekWriter(reading);
  }

  get #allClosed(): boolean {
    return this.#lanes.every(({ tx }) => tx.isClosed);
  }

  /** Whether what is settled may go: not where it is the graph that keeps the place, for nobody knows when that is on the disk. */
  get #mayPurge(): boolean {
    const { keep, position } = this.#actor.args.address;
    return !keep && position === "broker";
  }

  #purge({ log }: Reading, numbers: readonly number[], now: number): void {
    if (!this.#mayPurge || this.#purging !== undefined || now - this.#purgedAt < PURGE_MS) return;
    this.#purgedAt = now;
    const { args: { kind, address: { window } } } = this.#actor;
    // Who sends deliveries looks through the end of the log for those that come again.
    const rest = kind.startsWith(DELIVERY) ? window : 0;
    const purges = this.#lanes.flatMap((lane) => {
      const before = lane.settledBefore((numbers[lane.number] ?? 0) - rest);
      return before === undefined ? [] : [() => log.purge(log.lane(lane.number), before)];
    });
    if (purges.length === 0) return;
    this.#purging = new Doing(Promise.all(purges.map((purge) => purge())).then(() => {}));
  }

  #meet(writer: Claim | undefined): void {
    const { state } = this.#actor;
    this.#writerFence = writer?.fence ?? 0;
    state.partner = writer?.pod ?? "";
    state.epoch = writer?.holder ?? "";
  }

  #seekWriter({ log }: Reading): void {
    if (this.#seeking?.isOver) {
      const seeking = this.#seeking;
      this.#seeking = undefined;
      let writer: Claim | undefined;
      try {
        writer = seeking.result();
      } catch {
        return; // The next one is as good.
      }
      this.#meet(writer);
    }
    if (!this.#isWriterNew || this.#seeking !== undefined) return;
    this.#isWriterNew = false;
    this.#seeking = new Doing(writerOf(log));
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
      if (this.#purging !== undefined) conditions.push(actor.settled(this.#purging.over));
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
