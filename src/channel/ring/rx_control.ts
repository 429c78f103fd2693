import {
  CHANNEL_ABANDONED_WORD,
  CHANNEL_CLOSED_WORD,
  CHANNEL_ENDED_WORD,
  CHANNEL_HEAD_WORD,
  CHANNEL_STAMPED_WORD,
  CHANNEL_TAIL_HIGH_WORD,
  CHANNEL_TAIL_WORD,
  CLOSED,
  READER_GONE,
  READER_THERE,
} from "./channel_layout.ts";
import { checkCount } from "../../errors.ts";
import { type GenerationOver, refusal } from "../../generation_over.ts";
import { TrailKeeper } from "../../probe/trail_write.ts";
import { Control } from "./end.ts";
import type { Gate } from "./gate.ts";
import type { RingMemory } from "./ring_memory.ts";
import { countOf, highOf, isNewHalf, readCount } from "../../wide_count.ts";
import type { Rx } from "../rx.ts";

/**
 * A taking end as its actor's turn has it in hand, shared by all kinds: its cursor, and all that is done with it which is no verb of
 * the program. `tail` runs ahead of the published TAIL by what the turn has taken; `headSeen` is the writer's HEAD as last looked at.
 *
 * A take that finds nothing does not look at HEAD again, for the reason given in `tx_control.ts`; and so a turn that takes all
 * there is comes to an end, however fast the writer is.
 */
export class RxControl<T = unknown> extends Control<Rx<T>> {
  /** Staged cursor: the next message is here. */
  declare tail: number;
  declare headSeen: number;
  /** Whether nothing may be taken: this end belongs to a generation that is over, or a gate is closed. */
  declare barred: boolean;
  readonly #words: Int32Array;
  readonly #base: number;
  readonly #isLocal: boolean;
  readonly #trail: TrailKeeper | undefined;
  /** The stamps that are passed: as long as these are all, the trail has nothing to note. */
  #passed: number;
  #published: number;
  /** The high word of the published cursor's count. */
  #high: number;
  /** The cursor up to which the program was told of messages. */
  #shown: number;
  /** The cursor up to which the turn has looked at messages. */
  #peekedTo: number;
  /** The cursor up to which messages may be seen at all, in a generation that goes on with caution. */
  #limit: number | undefined;
  #abandoning: boolean;
  #abandoned: boolean;
  /** The cursor of the last message that the program was lent a view on; see {@link RxControl.isLent}. */
  #lentFrom: number | undefined;
  #revoked: GenerationOver | undefined;
  #gate: Gate | undefined;

  constructor(memory: RingMemory) {
    super(memory);
    this.#words = memory.localWords ?? memory.words;
    this.#base = memory.base;
    this.#isLocal = memory.localWords !== undefined;
    const taken = readCount(
      memory.words,
      this.#base + CHANNEL_TAIL_WORD,
      this.#base + CHANNEL_TAIL_HIGH_WORD,
    );
    this.#high = highOf(taken);
    this.tail = taken | 0;
    this.headSeen = this.#load(CHANNEL_HEAD_WORD);
    this.barred = false;
    this.#revoked = undefined;
    this.#gate = undefined;
    this.#trail = memory.trail && new TrailKeeper(memory.region, memory.trailAt, memory.trail);
    this.#passed = this.#trail?.passed ?? 0;
    this.#shown = this.tail;
    this.#peekedTo = this.tail;
    this.#published = this.tail;
    this.#lentFrom = undefined;
    this.#abandoned =
      this.#abandoning =
        this.#load(CHANNEL_ABANDONED_WORD) === READER_GONE;
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
  get direction(): "rx" {
    return "rx";
  }

  get availUnits(): number {
    if (this.barred) {
      this.#asked();
      return this.#showing((this.#visibleHead() - this.tail) | 0);
    }
    this.look();
    return this.#showing((this.headSeen - this.tail) | 0);
  }

  /** Looks at the writer's cursor again: what it has sent meanwhile is there for this turn. */
  look(): void {
    if (!this.barred) this.headSeen = this.#visibleHead();
  }

  #visibleHead(): number {
    const head = this.#load(CHANNEL_HEAD_WORD);
    const limit = this.#limit;
    return limit !== undefined && ((head - limit) | 0) > 0 ? limit : head;
  }

  /** Lets nothing be taken or shown, and nobody notice a difference in what is asked, until {@link RxControl.unbar}. */
  bar(gate: Gate): void {
    this.#gate = gate;
    this.barred = true;
    this.headSeen = this.tail;
  }

  /** Opens the gate, with all the messages in sight that there are by now. */
  unbar(): void {
    this.#gate = undefined;
    this.barred = this.#revoked !== undefined;
    this.look();
  }

  /** This end is asked how it stands although it is barred. */
  #asked(): void {
    if (this.#revoked !== undefined) throw this.refusal();
    this.#gate?.asked();
  }

  /** Messages are to be shown. That is a question, too, and may open the gate. */
  #checkShowing(): void {
    if (!this.barred) return;
    this.#asked();
    if (this.barred) throw this.refusal();
  }

  /** Begins the next turn. */
  newTurn(): void {
    this.#peekedTo = this.tail;
    this.look();
  }

  /** The cursor up to which the program may see messages at all; `undefined` if it may see all there are. */
  get limit(): number | undefined {
    return this.#limit;
  }

  set limit(limit: number | undefined) {
    if (this.#revoked !== undefined) return;
    this.#limit = limit;
    this.look();
  }

  /** Notes that the turn looks at the next `messages` messages. */
  #peek(messages: number): void {
    const to = (this.tail + messages) | 0;
    if (((to - this.#peekedTo) | 0) > 0) this.#peekedTo = to;
  }

  /** The cursor that is published: how many messages are taken for good, wrapping. */
  get published(): number {
    return this.#published;
  }

  /** How many messages the turn has taken or looked at. */
  get underWork(): number {
    const upTo = ((this.#peekedTo - this.tail) | 0) > 0 ? this.#peekedTo : this.tail;
    return (upTo - this.#published) | 0;
  }

  /** Notes that the program is told of the next `messages` messages, which it may then take unseen. */
  #showing(messages: number): number {
    this.#shown = (this.tail + messages) | 0;
    return messages;
  }

  /** How many messages, `max` at most, are shown to the program. */
  reveal(max: number): number {
    this.#checkShowing();
    if (typeof max !== "number" || Number.isNaN(max)) {
      checkCount(`take from channel "${this.name}"`, max);
    }
    const messages = this.#showing(Math.max(0, Math.min(Math.floor(max), this.availUnits)));
    this.#peek(messages);
    return messages;
  }

  get isClosed(): boolean {
    if (this.barred) this.#gate?.asked();
    return (this.#load(CHANNEL_CLOSED_WORD) & CLOSED) !== 0;
  }

  /** Whether its writer had closed it before the graph was asked to stop; of channels into links, and once that was asked. */
  get hadEnded(): boolean {
    return this.#load(CHANNEL_ENDED_WORD) !== 0;
  }

  get isClosedAndEmpty(): boolean {
    if (this.barred) this.#asked();
    // The order matters: CLOSED is stored after the last HEAD.
    return this.isClosed && this.backlog === 0;
  }

  /** How many messages there are, whether they may be seen or not. */
  get backlog(): number {
    return (this.#load(CHANNEL_HEAD_WORD) - this.tail) | 0;
  }

  get taken(): number {
    return countOf(this.#high, this.#published) + ((this.tail - this.#published) | 0);
  }

  /**
   * The number of the message `offset` places behind the next one; of one that the turn has taken, if it is negative.
   *
   * @throws {RangeError} if the turn has not taken so many, or there are not so many
   */
  numberAt(offset: number): number {
    if (this.#revoked !== undefined) throw this.refusal();
    const taken = (this.tail - this.#published) | 0;
    const { backlog } = this;
    if (Number.isInteger(offset) && offset >= -taken && offset < backlog) {
      return this.taken + offset;
    }
    throw new RangeError(
      `Cannot number a message of channel "${this.name}": its offset is ${offset}, and the turn has taken ${taken}, ` +
        `the channel holds ${backlog}; give 0 for the next one, -1 for the one taken last`,
    );
  }

  /** Notes that the next message was to be read and cannot be: it is under work all the same. */
  noteUnreadable(): void {
    this.#peek(1);
    this.#showing(1);
  }

  /** Whether there is a message `offset` places behind the next one. */
  has(offset: number): boolean {
    if (!(offset >= 0)) {
      throw new RangeError(
        `Cannot peek on channel "${this.name}": the offset is ${offset}, give a number from 0 on`,
      );
    }
    if (!(offset < ((this.headSeen - this.tail) | 0))) {
      this.#checkShowing();
      if (!(offset < this.availUnits)) return false;
    }
    if (offset >= ((this.#shown - this.tail) | 0)) this.#showing(offset + 1);
    this.#peek(offset + 1);
    return true;
  }

  /** What the program gets for `views`, which show the messages from the next one on. */
  lend<A>(views: A[], width = 1): A[] {
    if (this.loans !== undefined) return this.loans.lend(views, this.tail, width);
    if (views.length > 0) this.lent(this.tail);
    return views;
  }

  /** Notes that the program gets a view on the ring itself, on messages from `cursor` on. */
  lent(cursor: number): void {
    if (!this.isLent || ((cursor - (this.#lentFrom as number)) | 0) > 0) this.#lentFrom = cursor;
  }

  /**
   * Whether the program may still hold a view on the ring itself: one is valid until the turn commits that takes one of its
   * messages. Nobody can take it back, so only the end of the thread keeps it from being used.
   */
  get isLent(): boolean {
    if (this.#lentFrom === undefined) return false;
    const ahead = (this.#lentFrom - this.#published) | 0;
    return ahead >= 0 && ahead < this.capacity;
  }

  advance(messages: number): void {
    if (this.barred) throw this.refusal();
    // Takes may have gone past what was shown.
    const seen = (this.headSeen - this.tail) | 0;
    const shown = Math.max(0, Math.min((this.#shown - this.tail) | 0, seen));
    if (!(messages >= 0 && messages <= shown && Number.isInteger(messages))) {
      throw new RangeError(
        `Cannot advance channel "${this.name}": ${messages} messages asked for, ${shown} were shown by the last peek or count`,
      );
    }
    this.tail = (this.tail + messages) | 0;
  }

  /** The error of {@link Rx.takeNext} where there is no message. */
  nothing(): Error {
    if (this.barred) return this.refusal();
    return new RangeError(
      `Cannot take from channel "${this.name}": it is empty, use tryTake() or take no more than availUnits says`,
    );
  }

  /** The error of every verb while {@link RxControl.barred}. */
  refusal(): Error {
    const what = `Cannot take from channel "${this.name}"`;
    if (this.#revoked !== undefined) return refusal(what, this.#revoked);
    return (this.#gate as Gate).refusal(what);
  }

  /** What the turn would publish. */
  get staged(): number {
    return this.tail;
  }

  /** Whether the turn would end this end's part in the channel. */
  get ending(): boolean {
    return this.#abandoning;
  }

  /** Whether a commit has something to publish. */
  get isDirty(): boolean {
    return this.tail !== this.#published || this.#abandoning !== this.#abandoned;
  }

  /** Publishes a cursor and, if `ending`, that nobody will take more. Doing it twice is the same as once. */
  publish(cursor: number, ending: boolean): void {
    this.loans?.settle(cursor);
    if (isNewHalf(this.#published, cursor)) {
      this.#store(CHANNEL_TAIL_HIGH_WORD, ++this.#high);
    }
    this.#store(CHANNEL_TAIL_WORD, cursor);
    // A plain load, of a word in HEAD's line: who misses a stamp this time sees it with the next turn.
    if (
      this.#trail !== undefined && this.#words[this.#base + CHANNEL_STAMPED_WORD] !== this.#passed
    ) {
      this.#passed = this.#trail.taken(cursor);
    }
    // One that is to sleep leaves nothing.
    if (ending && this.#load(CHANNEL_ABANDONED_WORD) >= READER_THERE) {
      this.#store(CHANNEL_ABANDONED_WORD, READER_GONE);
    }
    this.#published = cursor;
    this.#abandoned = ending;
  }

  override ringPeer(): void {
    // The end of it all is more than room.
    this.peer?.ring(this.peerSeat, this.#abandoned ? undefined : true);
  }

  /** Ends this end's part in the channel, at the next commit: nobody will take more. */
  leave(): void {
    this.#abandoning = true;
  }

  /** Forgets what the turn has staged and makes every later verb of this end throw: its actor has died. */
  revoke(over: GenerationOver): void {
    this.#revoked = over;
    this.barred = true;
    this.loans?.forget();
    this.rows?.revoke(over);
    this.tail = this.#published;
    // A bound on what may be seen at all, so that no later look finds what is the successor's.
    this.#limit = this.tail;
    this.headSeen = this.tail;
    this.#shown = this.tail;
    this.#abandoning = this.#abandoned;
  }
}
