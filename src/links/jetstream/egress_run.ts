import { any, type Condition, LastingError, type RxBundle } from "../../actor/mod.ts";
import { pauseMs } from "../../backoff.ts";
import type { RawRx } from "../../channel/raw/mod.ts";
import type { StateOf } from "../../state/mod.ts";
import { Doing } from "../doing.ts";
import { jetstreamPlace } from "./address.ts";
import { LogAttempts } from "./attempts.ts";
import { LogEgressLane, type Shipment } from "./egress_lane.ts";
import type { LogEgressState, RepeatedRange } from "./states.ts";
import { LogStream } from "./log_stream.ts";
import { LogWriter, type WriterLife } from "./log_writer.ts";
import { Repeats } from "./repeats.ts";
import { addressOf, type JetstreamActor, userOf } from "./terms.ts";
import { LogRefusedError, NoRoomError } from "./trouble.ts";

/** How many messages, and how many bytes of them, go in one message of the log at most. */
const FRAME_MESSAGES = 16_384;
const FRAME_BYTES = 131_072;
/** How many messages of the log, and how many bytes, may be on their way. */
const MOST_FRAMES = 128;
const MOST_BYTES = 8 << 20;
/** The pauses before what found no room is written again. */
const PACE = { firstMs: 20, maxMs: 500, jitter: "full" } as const;
/** How often the status is written while nothing else changes, in milliseconds. */
const STATUS_MS = 1000;

/** A sending end as its parts see it. */
export interface LogEgressActor extends Omit<JetstreamActor, "state"> {
  readonly ports: { readonly messages: RxBundle<Uint8Array, RawRx> };
  readonly state: StateOf<LogEgressState>;
}

/** What an attempt to claim the log begins with. */
interface EgressLife extends WriterLife {
  readonly repeated: readonly RepeatedRange[];
}

/** A shipment that was written, or that needs not be. */
interface Shipping extends Shipment {
  /** What the log says of it; `undefined` if it is asked nothing. */
  readonly doing: Doing<void> | undefined;
  readonly sentAt: number;
}

/** What a connection is open for: a log that is claimed, and what it has that may come again. */
interface Claimed {
  readonly writer: LogWriter;
  readonly repeats: Repeats | undefined;
  close(): void;
}

/** The loop of a sending end: writes what is in the channel, and takes it once the log has it. The ring keeps all that is on its way. */
export class LogEgressRun {
  readonly #actor: LogEgressActor;
  readonly #lanes: readonly LogEgressLane[];
  readonly #attempts: LogAttempts<Claimed>;
  /** What an attempt has to know; it is made outside of the turns. */
  #life: EgressLife;
  /** What is on its way, in the order of the log. */
  readonly #shipping: Shipping[] = [];
  #bytes = 0;
  #turn = 0;
  #stoppingAt: number | undefined;
  #noRoom = "";
  #noRoomTries = 0;
  #goOnAt = 0;
  #status = "";

  constructor(actor: LogEgressActor) {
    this.#actor = actor;
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
    this.#attempts = new LogAttempts(actor as unknown as JetstreamActor, async (session, world) => {
      const life = this.#life;
      const stream = await LogStream.open(session, addressOf(args), life.log === "");
      const writer = await LogWriter.claim(stream, userOf(args, this.#lanes.length), life);
      try {
        const repeats = await Repeats.find(writer, world, life.repeated);
        return { writer, repeats, close: () => writer.close() };
      } catch (error) {
        writer.close();
        throw error;
      }
    });
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
        this.#tell();
        if (!this.#isDone) await this.#actor.wait(any(...this.#conditions()));
      }
      this.#actor.state.isLinked = false;
      this.#actor.setStatus(`${this.#what}, ended`);
    } finally {
      signal.removeEventListener("abort", abort);
      await this.#attempts.end();
    }
  }

  /** Whether all is in the log, and nothing more comes. */
  get #isDone(): boolean {
    return this.#lanes.every(({ rx, isEndSaid }) =>
      rx.isClosedAndEmpty && (isEndSaid || this.#stoppingAt !== undefined)
    ) && this.#shipping.length === 0;
  }

  #goesOn(): boolean {
    const { clock, log, args: { stopTimeoutMs } } = this.#actor;
    const isRunning = this.#actor.isRunning((vote) => {
      this.#stoppingAt ??= clock.now();
      return vote("everything is in the log", this.#isDone);
    });
    if (!isRunning || this.#isDone) return false;
    if (this.#stoppingAt === undefined || clock.now() - this.#stoppingAt < stopTimeoutMs) {
      return true;
    }
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
    this.#forgetShipping();
    this.#noRoom = "";
    const ends = writer.lanes.map(({ end }) => end);
    const isNew = state.offsets.length === 0;
    const offsets = isNew ? address.first ?? ends : state.offsets;
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
    log.info(`writes stream ${writer.log.address.stream}`, {
      claim: writer.claim.fence,
      behind: ends.join(" "),
    });
  }

  /** Takes what the log has. */
  #take(): void {
    const { state, clock } = this.#actor;
    let offsets: number[] | undefined;
    while (this.#shipping.length > 0) {
      const shipping = this.#shipping[0] as Shipping;
      const { doing, lane, bytes, sentAt } = shipping;
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
      this.#bytes -= bytes;
      lane.take(shipping);
      const repeated = shipping.count - shipping.logged;
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
      this.#forgetShipping();
      return;
    }
    if (this.#shipping.some(({ doing }) => doing !== undefined && !doing.isOver)) return;
    const { clock, log } = this.#actor;
    writer.takeBack(this.#shipping.filter(({ doing }) => doing !== undefined).length);
    this.#forgetShipping();
    if (this.#noRoom !== message) log.warn(message);
    this.#noRoom = message;
    this.#goOnAt = clock.now() + pauseMs(++this.#noRoomTries, PACE);
  }

  /** All that was on its way is to go again. */
  #forgetShipping(): void {
    for (const shipping of this.#shipping.splice(0).reverse()) {
      shipping.lane.takeBack(shipping);
      if (shipping.count === 0) shipping.lane.isEndSaid = false;
    }
    this.#attempts.current?.repeats?.takeBack();
    this.#bytes = 0;
  }

  #write(): void {
    const claimed = this.#attempts.current;
    if (claimed === undefined || this.#actor.clock.now() < this.#goOnAt) return;
    // What was refused is not known of all yet.
    if (this.#isRefused) return;
    const girth = this.#lanes.length;
    for (let idle = 0; idle < girth && this.#mayWrite;) {
      const lane = this.#lanes[this.#turn] as LogEgressLane;
      this.#turn = this.#turn + 1 === girth ? 0 : this.#turn + 1;
      idle = this.#writeOf(lane, claimed) ? 0 : idle + 1;
    }
  }

  get #isRefused(): boolean {
    const { doing } = this.#shipping[0] ?? {};
    if (!doing?.isOver) return false;
    try {
      doing.result();
      return false;
    } catch {
      return true;
    }
  }

  get #mayWrite(): boolean {
    return this.#shipping.length < MOST_FRAMES && this.#bytes < MOST_BYTES;
  }

  /** Writes the next messages of a lane. Returns whether there was something to do. */
  #writeOf(lane: LogEgressLane, { writer, repeats }: Claimed): boolean {
    const { rx, waiting } = lane;
    if (waiting === 0) return this.#writeEnd(lane, writer);
    const most = lane.known > 0 ? Math.min(lane.known, FRAME_MESSAGES) : FRAME_MESSAGES;
    let shown = rx.peekParts(most, Math.min(FRAME_BYTES, writer.maxBody), lane.ahead);
    // A message that is longer goes alone.
    if (shown.count === 0) shown = rx.peekParts(1, Infinity, lane.ahead);
    const { count, byteLength, parts } = shown;
    if (repeats === undefined && lane.known > 0) {
      lane.known -= count;
      return this.#pass(lane, { count, logged: count });
    }
    const body = joined(parts, byteLength);
    const found = repeats?.look(lane.number, body, count) ?? { count, isRepeated: false };
    if (found.isRepeated) return this.#pass(lane, { count: found.count, logged: 0 });
    if (lane.known > 0) {
      lane.known -= found.count;
      return this.#pass(lane, { count: found.count, logged: found.count });
    }
    if (found.count < count) {
      // What comes behind has come again.
      const part = rx.peekParts(found.count, writer.maxBody, lane.ahead);
      this.#writeBody(lane, writer, {
        count: part.count,
        body: joined(part.parts, part.byteLength),
      });
      return true;
    }
    if (byteLength > writer.maxBody) {
      this.#attempts.lose(tooLong(lane.next, byteLength, writer));
      return false;
    }
    this.#writeBody(lane, writer, { count, body });
    return true;
  }

  /** Writes nothing of some messages. */
  #pass(lane: LogEgressLane, { count, logged }: Pick<Shipment, "count" | "logged">): true {
    lane.ahead += count;
    this.#ship({ lane, count, logged, bytes: 0 }, undefined);
    return true;
  }

  #writeBody(
    lane: LogEgressLane,
    writer: LogWriter,
    { count, body }: { readonly count: number; readonly body: Uint8Array },
  ): void {
    const sentAt = this.#actor.clock.now();
    const head = { first: lane.next, count, sentAt, isEnd: false };
    const doing = new Doing(writer.write(lane.number, head, body));
    lane.next += count;
    lane.ahead += count;
    lane.isEndSaid = false;
    this.#ship({ lane, count, logged: count, bytes: body.length }, doing);
  }

  /** Says that a channel was closed, by its own accord: what a pod does that is told to stop is no end. */
  #writeEnd(lane: LogEgressLane, writer: LogWriter): boolean {
    // A stop is told of before it closes anything, and is no end.
    if (lane.isEndSaid || !lane.rx.isClosed || this.#actor.stopping().met()) return false;
    if (lane.waiting > 0 || lane.known > 0) return false;
    lane.isEndSaid = true;
    const sentAt = this.#actor.clock.now();
    const head = { first: lane.next, count: 0, sentAt, isEnd: true };
    const doing = new Doing(writer.write(lane.number, head, new Uint8Array()));
    this.#ship({ lane, count: 0, logged: 0, bytes: 0 }, doing);
    return true;
  }

  #ship(shipment: Shipment, doing: Doing<void> | undefined): void {
    this.#shipping.push({ ...shipment, doing, sentAt: this.#actor.clock.now() });
    this.#bytes += shipment.bytes;
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
    const [first] = this.#shipping;
    if (first?.doing !== undefined) {
      // Of what was refused, all must be known.
      const open = this.#isRefused
        ? this.#shipping.find(({ doing }) => doing !== undefined && !doing.isOver)
        : first;
      if (open?.doing !== undefined) conditions.push(actor.settled(open.doing.over));
    } else if (first !== undefined) conditions.push(actor.timeout(0));
    if (this.#attempts.current !== undefined) {
      if (now < this.#goOnAt) conditions.push(actor.timeout(this.#goOnAt - now));
      else if (this.#mayWrite && !this.#isRefused) {
        conditions.push(
          ...this.#lanes.filter(({ rx, waiting }) => !rx.isClosed || waiting > 0)
            .map(({ rx, ahead }) => rx.newsBeyond(ahead)),
        );
      }
    }
    if (this.#stoppingAt === undefined) conditions.push(actor.stopping());
    else {
      const left = this.#stoppingAt + actor.args.stopTimeoutMs - now;
      conditions.push(actor.timeout(Math.max(0, Math.min(left, STATUS_MS))));
    }
    return conditions;
  }
}

function lifeOf({ epoch, log, fence, repeated }: StateOf<LogEgressState>): EgressLife {
  return { holder: epoch, log, fence, repeated: [...repeated] };
}

/** A body of its own memory: its parts are in memory that is shared, and used again. */
function joined(parts: readonly Uint8Array[], byteLength: number): Uint8Array {
  const body = new Uint8Array(byteLength);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}

function tooLong(number: number, bytes: number, { log, maxBody }: LogWriter): LogRefusedError {
  return new LogRefusedError(
    `Message ${number} has ${bytes} bytes, and stream "${log.address.stream}" takes ${maxBody}: give the server a larger max_payload, and the stream a larger max_msg_size; what came before is written`,
  );
}
