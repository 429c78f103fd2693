import { any, type Condition, LastingError, type RxBundle } from "../../actor/mod.ts";
import { pauseMs } from "../../backoff.ts";
import type { RawRx } from "../../channel/raw/mod.ts";
import type { StateOf } from "../../state/mod.ts";
import { jetstreamPlace } from "./address.ts";
import { LogAttempts } from "./attempts.ts";
import { LogEgressLane } from "./egress_lane.ts";
import { type Claimed, type EgressLife, lifeOf, openClaimed } from "./egress_opening.ts";
import { Shipping } from "./egress_shipping.ts";
import type { LaneRange } from "./log_stream.ts";
import type { LogEgressState } from "./states.ts";
import { addressOf, type JetstreamActor } from "./terms.ts";
import { ToldEnds, type Written } from "./told_ends.ts";
import { LogRefusedError, NoRoomError } from "./trouble.ts";

/** The pauses before what found no room is written again. */
const PACE = { firstMs: 20, maxMs: 500, jitter: "full" } as const;
/** How often the status is written while nothing else changes, in milliseconds. */
const STATUS_MS = 1000;

/** A sending end as its parts see it. */
export interface LogEgressActor extends Omit<JetstreamActor, "state"> {
  readonly ports: { readonly messages: RxBundle<Uint8Array, RawRx> };
  readonly state: StateOf<LogEgressState>;
}

/** The loop of a sending end: writes what is in the channel, and takes it once the log has it. The ring keeps all that is on its way. */
export class LogEgressRun {
  readonly #actor: LogEgressActor;
  readonly #lanes: readonly LogEgressLane[];
  readonly #attempts: LogAttempts<Claimed>;
  /** What an attempt has to know; it is made outside of the turns. */
  #life: EgressLife;
  readonly #shipping: Shipping;
  readonly #ends: ToldEnds;
  readonly #stopping: Condition;
  #stoppingAt: number | undefined;
  #noRoom = "";
  #noRoomTries = 0;
  #goOnAt = 0;
  #status = "";

  constructor(actor: LogEgressActor) {
    this.#actor = actor;
    this.#stopping = actor.stopping();
    const { args, ports: { messages }, state } = actor;
    this.#lanes = messages.lanes.map((rx, lane) =>
      new LogEgressLane(rx.shapedAs(args.shape), lane)
    );
    // What is kept is of the rings of this process.
    if (state.life !== args.podId) {
      state.life = args.podId;
      state.epoch = crypto.randomUUID();
      state.log = "";
      state.fence = 0;
      state.offsets = [];
      state.repeated = [];
    }
    actor.commit();
    this.#life = lifeOf(state);
    this.#attempts = new LogAttempts(
      actor as unknown as JetstreamActor,
      (session, world) =>
        openClaimed(session, this.#life, { args, girth: this.#lanes.length, world }),
    );
    this.#shipping = new Shipping(actor, this.#lanes);
    this.#ends = new ToldEnds(actor as unknown as JetstreamActor);
  }

  async run(): Promise<void> {
    const { signal } = this.#actor;
    const abort = () => void this.#attempts.end();
    signal.addEventListener("abort", abort);
    try {
      while (this.#goesOn()) {
        this.#look();
        this.#take();
        this.#figure();
        this.#actor.commit();
        this.#write();
        if (this.#attempts.current !== undefined) this.#ends.look(this.#written);
        this.#tell();
        if (!this.#isDone) await this.#actor.wait(any(...this.#conditions()));
      }
      if (this.#attempts.current !== undefined) await this.#ends.end(this.#written);
      this.#actor.state.isLinked = false;
      this.#actor.setStatus(`${this.#what}, ended`);
    } finally {
      signal.removeEventListener("abort", abort);
      await this.#attempts.end();
    }
  }

  /** Whether all is in the log, and nothing more comes. */
  get #isDone(): boolean {
    const isStopping = this.#stoppingAt !== undefined;
    return this.#lanes.every((lane) =>
      lane.rx.isClosedAndEmpty && (lane.isEndSaid || !lane.hasEnded(isStopping))
    ) && this.#shipping.first === undefined;
  }

  #goesOn(): boolean {
    const { clock, log, args: { stopTimeoutMs } } = this.#actor;
    if (this.#stoppingAt === undefined && this.#stopping.met()) this.#stoppingAt = clock.now();
    if (this.#isDone) return false;
    // The end of its input is no end for it: the log has to hear of that, too.
    if (this.#stoppingAt === undefined) return true;
    const isRunning = this.#actor.isRunning((vote) => vote("everything is in the log", false));
    if (!isRunning) return false;
    if (clock.now() - this.#stoppingAt < stopTimeoutMs) return true;
    const left = this.#lanes.reduce((sum, { rx }) => sum + rx.availUnits, 0);
    // They go with this process.
    if (left > 0) {
      throw new LastingError(
        `${left} messages are not in the log after ${stopTimeoutMs} ms: the link ends`,
      );
    }
    log.warn(`the log does not say after ${stopTimeoutMs} ms that all is in it: the link ends`);
    return false;
  }

  /** Looks for a log that is claimed anew, and finds out where it is to be gone on. */
  #look(): void {
    const claimed = this.#attempts.look();
    if (claimed === undefined) return;
    const { state, args: { address }, log } = this.#actor;
    const { writer, repeats } = claimed;
    this.#shipping.forget(this.#attempts.current?.repeats);
    this.#noRoom = "";
    const isNew = state.offsets.length === 0;
    const given = isNew ? address.first : state.offsets;
    const ends = this.#lanes.map(({ number, rx }) => {
      const offset = given?.[number];
      return endOf(
        writer.lanes[number] as LaneRange,
        offset === undefined ? undefined : offset + rx.taken,
      );
    });
    const offsets = given ?? ends;
    for (const lane of this.#lanes) {
      const end = ends[lane.number] as number;
      lane.begin(offsets[lane.number] as number, end);
      lane.isEndSaid = writer.lanes[lane.number]?.isEnded === true;
      if (lane.known >= 0) continue;
      const begin = end - lane.known;
      this.#attempts.lose(
        new LogRefusedError(
          isNew
            ? `Lane ${lane.number} of aqueduct "${this.#actor.args.aqueduct}" ends with message ${end} in the log, and this pod is to begin with ${begin}: what is between would be missing; give first: ${end}, or an earlier one`
            : `Lane ${lane.number} of aqueduct "${this.#actor.args.aqueduct}" ends with message ${end} in the log, which had ${begin} of it: it was set back; bring it back from a backup, or start this pod again, which then goes on behind its end`,
        ),
      );
      return;
    }
    state.offsets = [...offsets];
    state.log = writer.claim.log;
    state.fence = writer.claim.fence;
    if (repeats !== undefined) state.repeated = repeats.kept;
    this.#life = lifeOf(state);
    this.#ends.begin(writer);
    log.info(`writes stream ${writer.log.address.stream}`, {
      claim: writer.claim.fence,
      behind: ends.join(" "),
    });
  }

  /** Takes what the log has. */
  #take(): void {
    const { state, clock } = this.#actor;
    let offsets: number[] | undefined;
    for (let shipped = this.#shipping.first; shipped; shipped = this.#shipping.first) {
      const { doing, lane, sentAt } = shipped;
      if (doing !== undefined) {
        if (!doing.isOver) break;
        try {
          doing.result();
        } catch (thrown) {
          this.#refused(thrown);
          break;
        }
        state.roundTripMs = clock.now() - sentAt;
        this.#noRoomTries = 0;
        this.#noRoom = "";
      }
      this.#shipping.shift();
      lane.take(shipped);
      const repeated = shipped.count - shipped.logged;
      if (repeated === 0) continue;
      this.#attempts.current?.repeats?.keep(lane, repeated);
      offsets ??= [...state.offsets];
      offsets[lane.number] = lane.offset;
    }
    if (offsets === undefined) return;
    state.offsets = offsets;
    state.repeated = this.#attempts.current?.repeats?.kept ?? [];
    this.#life = lifeOf(state);
  }

  /** The first shipment was refused, and so all behind it are. */
  #refused(thrown: unknown): void {
    const { name, message } = thrown as Error;
    const { writer } = this.#attempts.current ?? {};
    if (writer === undefined) return;
    if (name !== NoRoomError.name) {
      // If somebody else has written, or the log is not as it was, the next claim finds out.
      this.#attempts.lose(thrown);
      this.#shipping.forget(this.#attempts.current?.repeats);
      return;
    }
    if (this.#shipping.open.length > 0) return;
    const { clock, log } = this.#actor;
    writer.takeBack(this.#shipping.asked);
    this.#shipping.forget(this.#attempts.current?.repeats);
    if (this.#noRoom !== message) log.warn(message);
    this.#noRoom = message;
    this.#goOnAt = clock.now() + pauseMs(++this.#noRoomTries, PACE);
  }

  #write(): void {
    const claimed = this.#attempts.current;
    if (claimed === undefined || this.#actor.clock.now() < this.#goOnAt) return;
    try {
      this.#shipping.write(claimed);
    } catch (thrown) {
      if ((thrown as Error).name !== LogRefusedError.name) throw thrown;
      this.#attempts.lose(thrown);
    }
  }

  /** How far the log is written for certain. */
  get #written(): Written {
    const { writer } = this.#attempts.current as Claimed;
    const sequence = writer.last - this.#shipping.asked;
    return { sequence, next: this.#lanes.map(({ logged }) => logged) };
  }

  #figure(): void {
    const { state } = this.#actor;
    const taken = this.#lanes.reduce((sum, { rx }) => sum + rx.taken, 0);
    state.sent = taken + this.#lanes.reduce((sum, { ahead }) => sum + ahead, 0);
    state.received = state.settled = taken;
  }

  get #what(): string {
    const { args } = this.#actor;
    return `egress ${args.aqueduct} to ${jetstreamPlace(addressOf(args))}`;
  }

  #tell(): void {
    const ahead = this.#lanes.reduce((sum, lane) => sum + lane.ahead, 0);
    const standing = this.#attempts.current === undefined
      ? this.#attempts.standing
      : this.#noRoom !== ""
      ? `waiting for room: ${this.#noRoom}`
      : `${ahead} in flight`;
    const status = `${this.#what}, ${standing}`;
    if (status === this.#status) return;
    this.#status = status;
    this.#actor.setStatus(status);
  }

  #conditions(): Condition[] {
    const actor = this.#actor;
    const now = actor.clock.now();
    const conditions: Condition[] = [this.#attempts.news()];
    const { first, isRefused, mayWrite } = this.#shipping;
    if (first?.doing !== undefined) {
      // Of what was refused, all must be known.
      const open = isRefused ? this.#shipping.open[0] : first;
      if (open?.doing !== undefined) conditions.push(actor.settled(open.doing.over));
    } else if (first !== undefined) conditions.push(actor.timeout(0));
    if (this.#attempts.current !== undefined) {
      conditions.push(...this.#ends.news(this.#written));
      if (now < this.#goOnAt) conditions.push(actor.timeout(this.#goOnAt - now));
      else if (mayWrite && !isRefused) {
        conditions.push(
          ...this.#lanes.filter(({ rx, waiting }) => !rx.isClosed || waiting > 0)
            .map(({ rx, ahead }) => rx.newsBeyond(ahead)),
        );
      }
    }
    if (this.#stoppingAt === undefined) conditions.push(this.#stopping);
    else {
      const left = this.#stoppingAt + actor.args.stopTimeoutMs - now;
      conditions.push(actor.timeout(Math.max(0, Math.min(left, STATUS_MS))));
    }
    return conditions;
  }
}

/** Where a lane of the log is gone on with. @param least where its messages must begin to be known; `undefined` for a pod that has none */
function endOf({ end, most }: LaneRange, least: number | undefined): number {
  return least === undefined ? most : Math.min(Math.max(end, least), most);
}
