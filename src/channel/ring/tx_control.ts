import {
  CHANNEL_ABANDONED_WORD,
  CHANNEL_CLOSED_WORD,
  CHANNEL_FOLLOWED_WORD,
  CHANNEL_HEAD_HIGH_WORD,
  CHANNEL_HEAD_WORD,
  CHANNEL_PARTED_WORD,
  CHANNEL_SETTLED_HIGH_WORD,
  CHANNEL_SETTLED_WORD,
  CHANNEL_TAIL_WORD,
  CLOSED_BY_WRITER,
  READER_GONE,
  READER_THERE,
  WRITER_ASLEEP,
} from "./channel_layout.ts";
import { type GenerationOver, refusal } from "../../generation_over.ts";
import { TrailStamper } from "../../probe/trail_write.ts";
import { viewsOf } from "../../memory/views.ts";
import { Control } from "./end.ts";
import type { Gate } from "./gate.ts";
import { Overflow } from "./overflow.ts";
import type { RingMemory } from "./ring_memory.ts";
import { countOf, highOf, isNewHalf, readCount } from "../../wide_count.ts";
import type { Tx } from "../tx.ts";

/**
 * A sending end as its actor's turn has it in hand, shared by all kinds: its cursor, and all that is done with it which is no verb of
 * the program. `head` runs ahead of the published HEAD by what the turn has staged; `tailSeen` is the reader's TAIL as last looked at.
 *
 * A send that finds no room does not look at TAIL again: a call on that path would cost every send in a loop its registers,
 * four times the price of a send. The turn lives with the room there was when it began; see {@link TxControl.look}.
 *
 * While the reader is away, asleep or gone, nothing fits: `stop` stays at `head`, so the sends pay nothing for that rule.
 */
export class TxControl<T = unknown> extends Control<Tx<T>> {
  /** Staged cursor: the next message goes here. */
  declare head: number;
  declare tailSeen: number;
  /** The cursor up to which there is room, as far as is known. */
  declare stop: number;
  /** The capacity; 0 once nothing may be sent any more. */
  declare limit: number;
  /** Whether the reader is gone or asleep, as far as is known. */
  declare away: boolean;
  /** What becomes of messages that find no room, where they are not refused. */
  declare readonly overflow: Overflow | undefined;
  /** Where latencies are measured, if they are. */
  declare readonly trail: TrailStamper | undefined;
  /** Commits up to and with the one that the trail is told of next. */
  #untold: number;
  readonly #words: Int32Array;
  readonly #base: number;
  readonly #isLocal: boolean;
  #published: number;
  /** The high word of the published cursor's count. */
  #high: number;
  #closing: boolean;
  /** Whether the close is published; `undefined` where something else, that was dropped, is to be. */
  #closed: boolean | undefined;
  #revoked: GenerationOver | undefined;
  #gate: Gate | undefined;

  constructor(memory: RingMemory) {
    super(memory);
    this.#words = memory.localWords ?? memory.words;
    this.#base = memory.base;
    this.#isLocal = memory.localWords !== undefined;
    const sent = readCount(
      memory.words,
      this.#base + CHANNEL_HEAD_WORD,
      this.#base + CHANNEL_HEAD_HIGH_WORD,
    );
    this.#high = highOf(sent);
    this.head = sent | 0;
    this.tailSeen = this.#load(CHANNEL_TAIL_WORD);
    this.#published = this.head;
    this.#closed =
      this.#closing =
        (this.#load(CHANNEL_CLOSED_WORD) & CLOSED_BY_WRITER) !== 0;
    this.limit = this.#closed ? 0 : memory.spec.capacity;
    this.stop = this.head;
    this.away = false;
    this.overflow = Overflow.of(memory);
    this.trail = memory.trail && new TrailStamper(memory.region, memory.trailAt, memory.trail);
    this.#untold = 1;
    this.look();
  }

  /** Within one thread a plain load sees what was stored last, at a tenth of the price. */
  #load(word: number): number {
    return this.#isLocal
      ? this.#words[this.#base + word] as number
      : Atomics.load(this.#words, this.#base + word);
  }

  #store(word: number, value: number): void {
    if (this.#isLocal) this.#words[this.#base + word] = value;
    else Atomics.store(this.#words, this.#base + word, value);
  }

  /** Which end it is. Its class would not say so where the kind comes from another copy of this package. */
  get direction(): "tx" {
    return "tx";
  }

  get vacantUnits(): number {
    this.look();
    if (this.#gate !== undefined) return this.#roomBehindGate();
    return (this.stop - this.head) | 0;
  }

  /** Looks at the reader's cursor again: what it has taken meanwhile is room for this turn. */
  look(): void {
    this.tailSeen = this.#load(CHANNEL_TAIL_WORD);
    this.stop = this.limit === 0 ? this.head : (this.tailSeen + this.limit) | 0;
    // A plain load, of a word in the line just loaded: who misses it this time sees it with the next turn.
    const reader = this.#words[this.#base + CHANNEL_ABANDONED_WORD] as number;
    if (reader !== READER_THERE) this.#missReader(reader);
    else if (this.away) this.away = false;
  }

  /** The reader is gone, or asleep. Of one that is asleep, the host waits until nothing more is on the way to it. */
  #missReader(reader: number): void {
    this.giveUp();
    if (reader >= READER_THERE || this.head !== this.#published || this.hasLentRoom) return;
    if (this.#revoked !== undefined) return;
    // Not those that are used within a thread: it is the host that looks, and it must see all that was stored before.
    const { words } = viewsOf(this.#words.buffer as SharedArrayBuffer);
    const at = this.#base + CHANNEL_PARTED_WORD;
    if (words[at] !== reader) Atomics.store(words, at, reader);
  }

  /** Whether the program may still send what it was shown to be written in place. */
  protected get hasLentRoom(): boolean {
    return false;
  }

  /** Between two turns: looks whether the reader is still there. What was shown to be written in place is taken back if it is not. */
  part(): void {
    this.look();
  }

  /** Lets nothing be sent or closed, and nobody notice a difference in what is asked, until {@link TxControl.unbar}. */
  bar(gate: Gate): void {
    this.#gate = gate;
    this.#shut();
  }

  /** Opens the gate, with all the room in sight that there is by now. */
  unbar(): void {
    this.#gate = undefined;
    if (!this.#closing && this.#revoked === undefined) this.limit = this.capacity;
    this.look();
  }

  #roomBehindGate(): number {
    if (this.#closing || this.away || this.#revoked !== undefined) return 0;
    return (this.tailSeen + this.capacity - this.head) | 0;
  }

  /**
   * A send has found no room. Returns whether its message counts as sent all the same, because it is dropped. Only a channel that is full
   * drops: of a reader that sleeps, as of one that is gone, what is refused stays with its sender, who has other lanes for it.
   */
  full(): boolean {
    const { overflow } = this;
    if (overflow === undefined || this.away || !overflow.tryDrop(this.head)) return false;
    // So the turn has something to publish.
    this.#closed = undefined;
    return true;
  }

  /** Whether a message may be sent, or else dropped. */
  takes(messages: number, bytes: number): boolean {
    if (this.hasRoom(messages, bytes)) return true;
    const { overflow } = this;
    return overflow !== undefined && overflow.mayDrop(this.head) && !this.away && this.limit !== 0;
  }

  /** The reader is away: nothing fits. */
  giveUp(): void {
    this.away = true;
    this.stop = this.head;
  }

  /** Begins the next turn. */
  newTurn(): void {
    this.look();
  }

  get isEmpty(): boolean {
    return this.#load(CHANNEL_TAIL_WORD) === this.head;
  }

  get isClosed(): boolean {
    return this.#closing;
  }

  get isAbandoned(): boolean {
    return this.#load(CHANNEL_ABANDONED_WORD) === READER_GONE;
  }

  get isAsleep(): boolean {
    return this.#load(CHANNEL_ABANDONED_WORD) < READER_THERE;
  }

  get sent(): number {
    return countOf(this.#high, this.#published) + ((this.head - this.#published) | 0);
  }

  /** How many of the messages sent are settled, as the host has said last. */
  get settled(): number {
    // Not those that are used within a thread: the host has none of them.
    const { words } = viewsOf(this.#words.buffer as SharedArrayBuffer);
    if (words[this.#base + CHANNEL_FOLLOWED_WORD] !== 1) {
      throw new TypeError(
        `Cannot ask what is settled of channel "${this.name}": nobody follows it, ` +
          "define its sending actor with followed: true",
      );
    }
    const [low, high] = [CHANNEL_SETTLED_WORD, CHANNEL_SETTLED_HIGH_WORD];
    return readCount(words, this.#base + low, this.#base + high);
  }

  /**
   * The number of the message that is sent `offset` sends after the next one; of one that the turn has sent, if it is negative.
   *
   * @throws {RangeError} if the turn has not sent so many
   */
  numberAt(offset: number): number {
    if (this.#revoked !== undefined) throw this.refusal();
    const sent = (this.head - this.#published) | 0;
    if (Number.isInteger(offset) && offset >= -sent) return this.sent + offset;
    throw new RangeError(
      `Cannot number a message of channel "${this.name}": its offset is ${offset}, and the turn has sent ${sent}; ` +
        `give 0 for the next one, -1 for the one sent last`,
    );
  }

  close(): void {
    if (this.#revoked !== undefined || this.#gate !== undefined) throw this.refusal();
    this.#closing = true;
    this.#shut();
  }

  /** Whether `messages` more fit, and the message refused last among them. */
  hasRoom(messages: number, _bytes: number): boolean {
    return this.vacantUnits >= messages;
  }

  /** The error of every send where nothing may be sent any more: {@link TxControl.limit} is 0. */
  refusal(): Error {
    const what = `Cannot send on channel "${this.name}"`;
    if (this.#revoked !== undefined) return refusal(what, this.#revoked);
    if (this.#gate !== undefined) return this.#gate.refusal(what);
    return new TypeError(`${what}: this end has closed it`);
  }

  /** Lets nothing be sent any more. */
  #shut(): void {
    this.limit = 0;
    this.stop = this.head;
  }

  /** Whether the program may still hold a view on the ring itself; only kinds that give such views have any. */
  get isLent(): boolean {
    return false;
  }

  /** How far `cursor` is ahead of what was published. */
  protected aheadBy(cursor: number): number {
    return (cursor - this.#published) | 0;
  }

  /** Takes back the message sent last, or dropped, which must be one of this turn. `head` is where it was to go. */
  takeBack(head: number): void {
    if (this.head === head) this.overflow?.undrop();
    else this.unsend();
  }

  /** Takes back the message sent last, which must be one of this turn. */
  unsend(): void {
    this.head = (this.head - 1) | 0;
  }

  /** What the turn would publish. */
  get staged(): number {
    return this.head;
  }

  /** Whether the turn would end this end's part in the channel. */
  get ending(): boolean {
    return this.#closing;
  }

  /** Whether a commit has something to publish. */
  get isDirty(): boolean {
    return this.head !== this.#published || this.#closing !== this.#closed;
  }

  /** Publishes a cursor and, if `ending`, the close. Doing it twice is the same as once. */
  publish(cursor: number, ending: boolean): void {
    this.loans?.settle(cursor);
    if (this.trail !== undefined && --this.#untold === 0) {
      this.#untold = this.trail.sending(this.#published, cursor);
    }
    if (this.overflow !== undefined) this.overflow.publish();
    if (isNewHalf(this.#published, cursor)) {
      this.#store(CHANNEL_HEAD_HIGH_WORD, ++this.#high);
    }
    this.#store(CHANNEL_HEAD_WORD, cursor);
    // One that is to sleep closes nothing.
    if (ending && (this.#load(CHANNEL_CLOSED_WORD) & WRITER_ASLEEP) === 0) {
      this.#store(CHANNEL_CLOSED_WORD, CLOSED_BY_WRITER);
    }
    this.#published = cursor;
    this.#closed = ending;
  }

  override ringPeer(): void {
    // The end of it all is more than messages.
    this.peer?.ring(this.peerSeat, this.#closed === true ? undefined : false);
  }

  /** Ends this end's part in the channel, at the next commit: nothing more will come. */
  leave(): void {
    this.close();
  }

  /** Forgets what the turn has staged and makes every later verb of this end throw: its actor has died. */
  revoke(over: GenerationOver): void {
    this.#revoked = over;
    this.loans?.forget();
    this.rows?.revoke(over);
    this.head = this.#published;
    this.overflow?.revoke();
    this.#closed ??= false;
    this.#closing = this.#closed;
    this.#shut();
  }
}

/** The control of a sending end whose messages have a fixed size, so that the program may write them in place. */
export class FixedTxControl<T = unknown> extends TxControl<T> {
  /** How many free slots the program was shown last, and has not sent yet. */
  declare poked: number;
  /** The cursor of the last slot that the program was lent views from; see {@link FixedTxControl.isLent}. */
  #lentFrom: number | undefined;

  constructor(memory: RingMemory) {
    super(memory);
    this.poked = 0;
  }

  protected override get hasLentRoom(): boolean {
    return this.poked > 0;
  }

  override part(): void {
    this.look();
    if (!this.away || this.poked === 0) return;
    this.poked = 0;
    this.look();
  }

  /** How many slots, `max` at most, are free to be written in place. */
  poke(max: number): number {
    if (this.limit === 0) throw this.refusal();
    this.loans?.end();
    return this.poked = Math.max(0, Math.min(Math.floor(max), this.vacantUnits));
  }

  /** What the program gets for `views`, which show the slots from the next one on. */
  lend<A>(views: A[], width = 1): A[] {
    if (this.loans !== undefined) return this.loans.lend(views, this.head, width);
    if (views.length > 0) this.#lentFrom = this.head;
    return views;
  }

  /**
   * Views on the ring itself are valid until the turn commits that sends one of their messages. Nobody can take them back, so
   * only the end of the thread keeps them from being used.
   */
  override get isLent(): boolean {
    if (this.#lentFrom === undefined) return false;
    const ahead = this.aheadBy(this.#lentFrom);
    return ahead >= 0 && ahead < this.capacity;
  }

  /**
   * Sends the first `messages` of those that were written in place.
   *
   * @throws {RangeError} if fewer were shown by the last poke
   */
  advance(messages: number): void {
    // Some of the slots that were shown may have been taken by other sends since.
    const free = Math.min(this.poked, (this.stop - this.head) | 0);
    if (!(Number.isInteger(messages) && messages >= 0 && messages <= free)) {
      if (this.limit === 0) throw this.refusal();
      if (this.away && this.#advanceUnread(messages)) return;
      throw new RangeError(
        `Cannot advance channel "${this.name}": ${messages} messages asked for, ${free} were poked and are free`,
      );
    }
    this.poked -= messages;
    this.loans?.giveBack(this.head, messages);
    this.head = (this.head + messages) | 0;
  }

  /** The reader has left since the poke, or went to sleep: nothing more fits, but what was shown is the program's to send. */
  #advanceUnread(messages: number): boolean {
    const free = Math.min(this.poked, (this.tailSeen + this.limit - this.head) | 0);
    if (!(Number.isInteger(messages) && messages >= 0 && messages <= free)) return false;
    this.poked -= messages;
    this.loans?.giveBack(this.head, messages);
    this.head = (this.head + messages) | 0;
    this.giveUp();
    return true;
  }
}
