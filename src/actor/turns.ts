import type { Condition } from "../channel/condition.ts";
import type { Gate, RxControl } from "../channel/ring/mod.ts";
import type { Rx } from "../channel/rx.ts";
import type { Tx } from "../channel/tx.ts";
import { type ProbeWriter, REST_NOT, restFor } from "../probe/write.ts";
import type { TurnJournal } from "../turn/mod.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { LodgingTurns } from "./inboxes.ts";
import type { Accept } from "./actor.ts";
import type { LoopTurns } from "./ahead/mod.ts";
import { Caution, type CautiousInput } from "./caution.ts";
import { FlagCondition, isCondition, lacking, noCondition, PauseCondition } from "./conditions.ts";
import type { TurnCompanion } from "./companions.ts";
import type { LetterTurns } from "./letters.ts";
import { isCalledBack, type Runner } from "./lookout.ts";
import type { Waiter } from "./scheduler.ts";
import { AdaptiveSpin, EndlessSpin, NO_SPIN, type Spin } from "./spin.ts";
import type { Setting } from "./setting.ts";
import type { StreamTurns } from "./stream_desk.ts";
import type { Surroundings } from "./surroundings.ts";
import { AGREED, InputsOver, Votes } from "./votes.ts";

type AnyControl = Setting["ends"][number];

const NOTHING = new FlagCondition(() => true);
const MET = Promise.resolve(true);
const CUT_SHORT = Promise.resolve(false);

/** Waits in vain in a row that are let pass before the actor is slowed down. */
const FUTILE_WAITS = 8;
const MAX_FUTILE_PAUSE_MS = 20;

/**
 * The turns of one generation: how each ends, with a commit, and what is waited for until the next. What every turn goes through is
 * here and in one object: of ten thousand actors it is in no cache, and the fewer lines the better.
 */
export class Turns
  implements Waiter, Runner, Gate, LetterTurns, StreamTurns, LodgingTurns, LoopTurns {
  // First what every turn and every wait looks at.
  /** What the actor waits for. */
  #awaited: Condition = NOTHING;
  /** Whether the wait is between two turns, not in the middle of one. */
  #between = false;
  /** Whether a stop cuts the wait short. */
  #heedsStop = false;
  /** Whether a wait was cut short since the stop was asked for. */
  #stopNoticed = false;
  readonly #inCycle: boolean;
  #caution: Caution | undefined;
  /** As {@link Waiter.isLocal}. */
  readonly isLocal: boolean;
  /** Why the generation is over, once it is: what its later waits reject with. */
  #over: DOMException | undefined;
  #parked = false;
  /** Whether the lookout is going to ask it. */
  #expected = false;
  /** Whether a wait is under way: whoever calls a verb meanwhile is not the turn. */
  #waiting = false;
  /** Whether it awaits something in the middle of its turn, as the lookout has found. */
  #outside = false;
  /** Whether it lets the event loop run on the scheduler's behalf. */
  #breathing = false;
  readonly #seat: number;
  readonly #probe: ProbeWriter;
  readonly #journal: TurnJournal;
  /** Those of all actors of its thread; with a ballot of its own, once it is to stop alone. */
  #surroundings: Surroundings;
  /** The first of its ends, and of its inputs. */
  readonly #first: AnyControl | undefined;
  readonly #input: RxControl | undefined;
  readonly #spin: Spin;
  readonly #mayNap: boolean;
  #resolve: (met: boolean | PromiseLike<boolean>) => void = () => {};
  #futile = 0;
  /** Whether `isRunning` was called. */
  #looped = false;
  #inputsOver: InputsOver | undefined;
  #votes: Votes | undefined;
  /** What goes with its turns; most actors have nothing. */
  #companion: TurnCompanion | undefined;
  /** The last wait that was for calls outside alone. */
  #forCalls: Condition | undefined;
  readonly #ends: Setting["ends"];
  readonly #actor: number;
  readonly #label: string;
  readonly #generation: number;
  /** Sends that wait for room. */
  #sending = 0;
  /** Whether the log has said that it sends where nobody takes. */
  #toldUnread = false;
  /** Whether the host was told that caution stands in nobody's way any more. */
  #eased = false;

  constructor(setting: Setting) {
    const { role, surroundings } = setting;
    this.#actor = role.index;
    this.#label = role.label;
    this.#generation = setting.generation;
    this.#inCycle = role.inCycle;
    this.#seat = role.seat;
    this.#ends = setting.ends;
    this.#first = setting.ends[0];
    this.#input = setting.ends.find((end) => end.direction === "rx");
    this.#journal = setting.journal;
    this.#probe = setting.probe;
    this.#surroundings = surroundings;
    const { waitStrategy } = role;
    this.#mayNap = waitStrategy !== "park";
    if (!surroundings.scheduler.maySpin || waitStrategy === "park") this.#spin = NO_SPIN;
    else this.#spin = waitStrategy === "spin" ? new EndlessSpin() : new AdaptiveSpin();
    this.isLocal = setting.isLocal;
    if (setting.suspects.length > 0) {
      this.#caution = new Caution(cautiousInputs(setting), setting.journal);
    }
    this.#heedOwnWord();
    const now = surroundings.world.now();
    surroundings.scheduler.lookout.look(now);
    this.#probe.busy(now);
    this.#expect();
  }

  get isOver(): boolean {
    return this.#over !== undefined;
  }

  /** Why the generation is over, once it is. */
  get over(): DOMException | undefined {
    return this.#over;
  }

  /** What goes with its turns. */
  get companion(): TurnCompanion | undefined {
    return this.#companion;
  }

  set companion(companion: TurnCompanion) {
    this.#companion = companion;
  }

  /** Whether a stop is asked for, be it of all or of this actor alone. */
  get isStopping(): boolean {
    return this.#surroundings.ballot.stopping;
  }

  /** As the host says: it is to stop alone. */
  heedOwnStop(): void {
    this.#heedOwnWord();
    this.nudge();
  }

  /** Looks whether it is to stop alone. What it looks at then is in the place of what it looked at before, so the others pay nothing. */
  #heedOwnWord(): void {
    const { ballot } = this.#surroundings;
    if (!ballot.asksAlone(this.#actor)) return;
    this.#surroundings = { ...this.#surroundings, ballot: ballot.alone(this.#actor) };
  }

  /** As `Actor.isRunning`. */
  isRunning(accept: Accept = AGREED): boolean {
    this.commit();
    const { ballot, post } = this.#surroundings;
    const { stopping } = ballot;
    const looped = this.#looped;
    this.#looped = true;
    if (!stopping && !this.#inputsEnded) return true;
    const votes = this.#votes ??= new Votes(this.#actor, ballot, post);
    if (stopping) return !votes.onStop(accept);
    return !votes.onInputsOver((vote) =>
      this.#overInputs.agrees(accept, vote, this.#journal.turn, looped)
    );
  }

  /** Made when a wait has ended in vain, or its inputs are over. */
  get #overInputs(): InputsOver {
    return this.#inputsOver ??= new InputsOver(this.#ends);
  }

  /** Whether the actor has inputs, and nothing will ever come on any of them. */
  get #inputsEnded(): boolean {
    const input = this.#input;
    if (input === undefined || !input.isClosedAndEmpty) return false;
    return this.#ends.every((end) => end.direction === "tx" || end.isClosedAndEmpty);
  }

  /** As `Actor.wait`. */
  wait(condition: Condition): Promise<boolean> {
    if (this.#over !== undefined) return this.tooLate();
    this.commit();
    try {
      return this.#wait(condition, true, true);
    } catch (error) {
      // Only looked at after something was thrown, so that a real condition costs no check.
      if (isCondition(condition)) throw error;
      throw noCondition(`wait in actor "${this.#label}"`, condition);
    }
  }

  /** Rejects only after a round of the event loop: a loop that swallows the error must not keep the thread to itself. */
  tooLate(): Promise<never> {
    return new Promise((_, reject) => this.#surroundings.world.soon(() => reject(this.#over)));
  }

  /** As {@link Turns.wait}, but no stop cuts it short: what it waits for may come until the channel ends. */
  waitThrough(condition: Condition): Promise<boolean> {
    if (this.#over !== undefined) return this.tooLate();
    // Not refused for a callback, as a commit is: a stream's consumer may be one, and each chunk is a turn of its own.
    if (this.#outside) this.#back();
    this.commit();
    return this.#wait(condition, true, false);
  }

  /**
   * Waits in the middle of the turn, which goes on then. No stop cuts it short. What was sent before must be committed if it is to be
   * seen.
   */
  waitInTurn(condition: Condition): Promise<boolean> {
    if (this.#over !== undefined) return this.tooLate();
    if (this.#outside) this.#back();
    return this.#wait(condition, false, false);
  }

  /** As `Actor.yield`. */
  async yield(): Promise<void> {
    if (this.#over !== undefined) await this.tooLate();
    this.checkTurn("Cannot yield");
    let isOver = false;
    this.#surroundings.world.soon(() => {
      isOver = true;
      this.nudge();
    });
    this.#awaited = new FlagCondition(() => isOver);
    this.#between = false;
    this.#heedsStop = false;
    // Not by way of a wait, which might spin: nothing but the event loop's round brings it about.
    await this.#park();
  }

  /** Has the time of a wait for `condition` count as spent outside: what it waits for there keeps it from all else. */
  countOutside(condition: Condition): void {
    this.#forCalls = condition;
  }

  /** Asks the wait under way, if there is one, to look again: something that is no channel has changed. */
  nudge(): void {
    this.#surroundings.scheduler.nudge(this.#seat);
  }

  #wait(condition: Condition, between: boolean, heedsStop: boolean): Promise<boolean> {
    const { scheduler } = this.#surroundings;
    if (this.#holds(condition, between)) return this.#met(condition, scheduler.breathe());
    this.#awaited = condition;
    this.#inputsOver?.waitsFor(condition);
    this.#between = between;
    this.#heedsStop = heedsStop;
    const verdict = this.#verdictOfUnmet();
    if (verdict === false) return this.#inVain(condition);
    if (verdict === true) return this.#met(condition, scheduler.breathe());
    if (this.#caution !== undefined) return this.#park();
    if (this.#spin.spin(condition)) return this.#met(condition, scheduler.breathe());
    return this.#spin.again ? this.#spinOn(condition) : this.#park();
  }

  /** Waits without ever parking; timers and sockets get their turn all the same. */
  async #spinOn(condition: Condition): Promise<boolean> {
    const { world, scheduler } = this.#surroundings;
    this.#parked = true;
    this.#barEnds();
    for (;;) {
      // Before the look: a moment that passes in between is due, not missed.
      const now = world.now();
      const verdict = this.look();
      if (verdict !== undefined) {
        this.#resume(verdict, now);
        return verdict;
      }
      this.rest(now, now);
      await scheduler.breathe();
      if (this.#over !== undefined) throw this.#over;
      this.#spin.spin(condition);
    }
  }

  /** As the scheduler asks it: whether the wait under way is over, and how. */
  look(): boolean | undefined {
    const verdict = this.#verdict();
    // From here on it may act, though others go on first.
    if (verdict !== undefined && this.#inCycle) this.#probe.restOver();
    return verdict;
  }

  /** As the scheduler says. Noted each time, because what is missing may have changed: room first, then a message. */
  rest(now: number, looked: number): void {
    const rest = this.#inCycle ? this.#rest(looked) : REST_NOT;
    if (this.#awaited === this.#forCalls) this.#probe.waitForCalls(now);
    else this.#probe.wait(now, this.#awaited.forRoom(), rest);
    if (this.#between) this.#pause(looked);
  }

  /** As the scheduler asks it. With caution, anything may change what may be seen. */
  heeds(room: boolean): boolean {
    const awaited = this.#awaited;
    return this.#caution !== undefined || awaited.heeds === undefined || awaited.heeds(room);
  }

  /** As the scheduler asks it. */
  lacks(room: boolean): boolean {
    return this.#caution !== undefined || lacking(this.#awaited, room);
  }

  /** As the scheduler asks it. */
  mayNap(): boolean {
    return this.#mayNap && !this.#awaited.outside();
  }

  /** Notes that it waits between two turns. Under caution, actors that are kept out because of this one need not wait with it. */
  #pause(looked: number): void {
    this.#journal.pause();
    // But not if a moment is waited for: it comes by itself, so the actor goes on soon, and should do so alone.
    if (this.#caution !== undefined && this.#awaited.dueAt(looked) === Infinity) this.#ease();
  }

  /** Tells the host that the actors which are kept out because of this one may come in. */
  #ease(): void {
    if (this.#eased) return;
    this.#eased = true;
    this.#surroundings.post({ type: "eased", actor: this.#actor, generation: this.#generation });
  }

  /** A cycle is closed when all its members rest, so only a wait in which this one can do nothing by itself is a rest. */
  #rest(looked: number): number {
    const awaited = this.#awaited;
    if (!this.#between || awaited.outside() || awaited.byRoom()) return REST_NOT;
    // A wait that no stop cuts short counts as one that has noticed it.
    return restFor(awaited.dueAt(looked) !== Infinity, this.#stopNoticed || !this.#heedsStop);
  }

  #holds(condition: Condition, between: boolean): boolean {
    const caution = this.#caution;
    return caution === undefined || !between ? condition.met() : caution.holds(condition);
  }

  #verdict(): boolean | undefined {
    return this.#holds(this.#awaited, this.#between) || this.#verdictOfUnmet();
  }

  /** Whether the wait under way is over although its condition did not hold a moment ago, and how. */
  #verdictOfUnmet(): boolean | undefined {
    if (this.#awaited.hopeless()) return false;
    if (!this.#heedsStop || this.#stopNoticed || !this.#surroundings.ballot.stopping) {
      return undefined;
    }
    // The host may have asked for the stop in between, and it may be what is waited for.
    if (this.#holds(this.#awaited, this.#between)) return true;
    this.#stopNoticed = true;
    return false;
  }

  /** As the scheduler asks it: when to look again even if nobody rings. */
  dueAt(now: number): number {
    return this.#awaited.dueAt(now);
  }

  #met(condition: Condition, breath: Promise<void> | undefined): Promise<boolean> {
    this.#futile = 0;
    if (breath !== undefined) return this.#breathe(condition, breath);
    condition.fulfil();
    return MET;
  }

  async #breathe(condition: Condition, breath: Promise<void>): Promise<boolean> {
    this.#breathing = true;
    this.#inputsOver?.waitsFor(condition);
    this.#barEnds();
    await breath;
    this.#breathing = false;
    if (this.#over !== undefined) throw this.#over;
    this.#resumeEnds();
    condition.fulfil();
    this.#expect();
    return true;
  }

  /** It goes on with its turn, and may await something outside. */
  #expect(): void {
    if (this.#expected) return;
    this.#expected = true;
    this.#surroundings.scheduler.lookout.expect(this);
  }

  /** As the lookout asks it. */
  leave(now: number, due: number): boolean {
    this.#expected = false;
    if (this.#over !== undefined || this.#parked || this.#breathing) return false;
    this.#outside = true;
    this.#probe.outside(now, due);
    return true;
  }

  /** As the lookout says. */
  stay(heldSince: number | undefined, now: number, due: number): void {
    if (heldSince !== undefined) this.#probe.inside(heldSince);
    this.#probe.outside(now, due);
  }

  /** It has the thread again. */
  #back(): void {
    this.#outside = false;
    this.#probe.inside(
      this.#surroundings.scheduler.lookout.back(this, this.#surroundings.world.now()),
    );
    this.#expect();
  }

  /** As {@link Turns.#back}, for a commit. Refused if a callback calls, which would cut the actor's turn in two. */
  #backToCommit(): void {
    if (isCalledBack()) {
      throw new TypeError(
        `Cannot commit a turn: actor "${this.#label}" awaits something in the middle of its turn, and this is a callback, ` +
          `let it put what it brings into an inbox, actor.inbox(), from which the loop of run takes`,
      );
    }
    this.#back();
  }

  /** A wait is under way: nobody takes or sends until it is over. */
  #barEnds(): void {
    this.#waiting = true;
    for (let end = this.#first; end !== undefined; end = after(end)) end.bar(this);
  }

  /** Peers have worked meanwhile: the turn begins with all that is there now. */
  #resumeEnds(): void {
    this.#waiting = false;
    for (let end = this.#first; end !== undefined; end = after(end)) end.unbar();
  }

  #park(): Promise<boolean> {
    const { world, scheduler } = this.#surroundings;
    this.#parked = true;
    this.#barEnds();
    const over = new Promise<boolean>((resolve) => this.#resolve = resolve);
    scheduler.park(this.#seat, this, world.now());
    return over;
  }

  /** As the scheduler says: the wait under way is over. */
  settle(met: boolean, now: number): void {
    // Its generation ended between the end of the wait and now: the thread let its event loop run.
    if (this.#over !== undefined) return;
    this.#resume(met, now);
    this.#resolve(met);
  }

  /** Goes on after a wait that took its time. */
  #resume(met: boolean, now: number): void {
    this.#parked = false;
    this.#journal.resume();
    this.#probe.busy(now);
    this.#expect();
    this.#resumeEnds();
    if (!met) {
      this.#overInputs.cutShort(this.#awaited, this.#journal.turn);
      return;
    }
    this.#futile = 0;
    this.#awaited.fulfil();
  }

  /**
   * A loop that waits in vain and vetoes the stop would turn as fast as it can: slow it down, a little more each time.
   */
  #inVain(condition: Condition): Promise<boolean> {
    this.#overInputs.cutShort(condition, this.#journal.turn);
    if (++this.#futile <= FUTILE_WAITS) return CUT_SHORT;
    this.#tellUnread();
    const pause = Math.min(2 ** (this.#futile - FUTILE_WAITS), MAX_FUTILE_PAUSE_MS);
    const { world, onVain } = this.#surroundings;
    onVain?.(this.#actor, this.#futile);
    this.#awaited = new PauseCondition(world, world.now() + pause);
    return this.#park();
  }

  /** As `Actor.send`. */
  async send<T>(port: Tx<T>, message: T): Promise<boolean> {
    if (this.#over !== undefined) await this.tooLate();
    if (this.#outside) this.#back();
    while (!port.trySend(message)) {
      // What was sent must be seen, or nobody might ever make room. What was only taken stays in the turn.
      if (this.#ends.some((end) => end.direction === "tx" && end.isDirty)) this.commit();
      this.#sending++;
      const hasRoom = await this.#wait(port.vacant(), false, false);
      this.#sending--;
      if (hasRoom) continue;
      this.#tellUnread();
      return false;
    }
    return true;
  }

  /** It sends where nobody takes any more: that is for it to notice, but in case it does not, the log says so once. */
  #tellUnread(): void {
    if (this.#toldUnread) return;
    const unread = this.#ends.find((end) => end.direction === "tx" && end.isAbandoned);
    if (unread === undefined) return;
    this.#toldUnread = true;
    this.#surroundings.createLog(this.#actor).warn(
      `nobody takes from channel "${unread.name}" any more, and what it sends there goes nowhere: let it look at what send and ` +
        "trySend return, and end, or send elsewhere",
    );
  }

  /** As `Actor.take`. */
  async take<T>(port: Rx<T> | Inbox<T, unknown>): Promise<T | undefined> {
    if (this.#outside) this.#backToCommit();
    await this.waitThrough(port.avail());
    return port.tryTake();
  }

  /** As `Actor.commit`. */
  commit(): boolean {
    if (this.#waiting) throw this.refusal("Cannot commit a turn");
    if (this.#outside) this.#backToCommit();
    const companion = this.#companion;
    const committed = this.#journal.commit(companion?.beforeCommit() ? "always" : "usual");
    companion?.newTurn();
    this.#probe.beat();
    if (committed) this.#probe.countTurn();
    for (let end = this.#first; end !== undefined; end = after(end)) end.newTurn();
    if (this.#caution?.nextTurn()) {
      this.#caution = undefined;
      this.#ease();
    }
    return committed;
  }

  /** Whether a wait between two turns is under way: nothing is in hand. */
  get isBetween(): boolean {
    return this.#parked && this.#between;
  }

  /** Commits if a wait between two turns is under way, in which there may be no commit for long. */
  commitBetween(): void {
    this.interject(() => {});
  }

  /** Does a turn of its own if a wait between two turns is under way, which goes on after it. Returns whether one is. */
  interject(turn: () => void): boolean {
    if (!this.isBetween) return false;
    this.#resumeEnds();
    try {
      turn();
      this.commit();
    } finally {
      this.#barEnds();
    }
    return true;
  }

  /** Code that awaits what such a turn brings about, again and again, would never let the event loop run. */
  soon(call: () => void): void {
    const breath = this.#surroundings.scheduler.breathe();
    if (breath === undefined) queueMicrotask(call);
    else breath.then(call);
  }

  get needsBreath(): boolean {
    return this.#surroundings.scheduler.breathe() !== undefined;
  }

  /** `run` has returned: the last turn ends, and with it its part in every channel. */
  commitLast(): void {
    if (this.#outside) this.#back();
    if (this.#sending > 0) {
      throw new TypeError(
        `Cannot end actor "${this.#label}": run has returned, and a send still waits for room, await each send`,
      );
    }
    // `run` may have begun a wait without awaiting it.
    this.#resumeEnds();
    for (const end of this.#ends) end.leave();
    this.#journal.commit("last");
    this.#companion?.newTurn();
    this.#probe.countTurn();
    this.#surroundings.ballot.leave(this.#actor);
  }

  /** A verb that is part of the turn, and is refused if a wait is under way. It shows that the actor has the thread. */
  checkTurn(what: string): void {
    if (this.#waiting) throw this.refusal(what);
    if (this.#outside) this.#back();
  }

  /** As `Actor.heartbeat`. */
  beat(): void {
    if (this.#outside) this.#back();
    this.#probe.beat();
  }

  /**
   * As its ends ask it while it waits. A wait has ended its turn, so there is none that a callback, or code that has forgotten to
   * await, could add to. In the middle of a turn (a send that waits for room) it would add to something it knows nothing of. Called
   * where the verb is, so that its stack shows who called.
   */
  refusal(what: string): TypeError {
    return new TypeError(
      `${what}: actor "${this.#label}" is in a wait, await each wait, take and send of it, join waits with ` +
        `any() or all(), and let callbacks put what they bring into an inbox, actor.inbox(), from which the loop of run takes`,
    );
  }

  /** As its ends tell it: they may be asked. */
  asked(): void {}

  /** The generation is over, for `reason`: there is no further turn, and nobody calls it again with the result of anything. */
  end(reason: DOMException): void {
    this.#over = reason;
    const { scheduler } = this.#surroundings;
    scheduler.leave(this.#seat);
    scheduler.lookout.forget(this);
    this.#outside = false;
    // From now on its verbs say that it is over, not that it is in a wait.
    this.#waiting = false;
    this.#probe.down(this.#surroundings.world.now());
  }

  /** After {@link Turns.end}: whoever awaits something of it is told. */
  reject(): void {
    const rejected = Promise.reject<never>(this.#over);
    rejected.catch(() => {}); // For whoever awaits it; if nobody does, it is no unhandled rejection.
    this.#resolve(rejected);
    this.#companion?.fail(rejected, this.#over as DOMException);
  }
}

/** The end that comes after `end`, of the same actor. */
function after(end: AnyControl): AnyControl | undefined {
  return end.next as AnyControl | undefined;
}

/** All inputs, and which of them are suspected. */
function cautiousInputs({ ends, suspects }: Setting): CautiousInput[] {
  return ends.flatMap((end, number) => {
    const until = suspects.find((suspect) => suspect.end === number)?.until;
    return end.direction === "rx" ? [{ number, end, until }] : [];
  });
}
