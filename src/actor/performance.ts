import type { Condition } from "../channel/condition.ts";
import type { Gate, RxControl, TxControl } from "../channel/ring/mod.ts";
import type { Rx } from "../channel/rx.ts";
import type { Tx } from "../channel/tx.ts";
import type { Clock } from "../clock.ts";
import { reportError, textOf } from "../errors.ts";
import {
  abortWith,
  afterAbort,
  type Ending,
  endReason,
  generationOver,
  overOf,
  RETURNED,
} from "../generation_over.ts";
import { type ProbeWriter, REST_NOT, restFor } from "../probe/write.ts";
import type { ActorPlan, ReplayMessage, SuspectMessage, UnderWork } from "../protocol/mod.ts";
import type { Ballot } from "../shutdown/ballot.ts";
import type { TurnJournal } from "../turn/mod.ts";
import type { Accept, Actor } from "./actor.ts";
import { Caution, type CautiousInput } from "./caution.ts";
import { isCalledBack } from "./called_back.ts";
import { FlagCondition, isCondition, noCondition, PauseCondition } from "./conditions.ts";
import { AGREED, InputsOver } from "./inputs_over.ts";
import { ReplayDesk, WrittenLetters } from "./letter_desk.ts";
import { OwnConditions } from "./own_conditions.ts";
import type { ActorLog } from "./log.ts";
import type { Runner } from "./lookout.ts";
import type { Waiter } from "./scheduler.ts";
import { AdaptiveSpin, EndlessSpin, NO_SPIN, type Spin } from "./spin.ts";
import type { Surroundings } from "./surroundings.ts";

/** What a performance keeps of its actor's plan: the rest is only needed to set the stage. */
type Role = Pick<ActorPlan, "index" | "name" | "instance" | "label" | "args">;

/** What a performance works with. */
export interface Stage {
  readonly plan: ActorPlan;
  readonly generation: number;
  readonly ports: Readonly<Record<string, unknown>>;
  /** The controls of all its channel ends, those of bundles included. */
  readonly ends: readonly (TxControl | RxControl)[];
  readonly state: Record<string, unknown>;
  readonly journal: TurnJournal;
  readonly ballot: Ballot;
  readonly probe: ProbeWriter;
  readonly surroundings: Surroundings;
  /** Inputs to go on with one message a turn, because of what their messages may have done to the generation before. */
  readonly suspects: readonly SuspectMessage[];
}

/** A dead letter that finds no room is tried again after so long, or at the next commit. */
const REPLAY_AGAIN_MS = 50;

/** What a generation had in hand when its end came. */
export interface Parting {
  /** Messages that the turn under way had taken or looked at. */
  readonly underWork: readonly UnderWork[];
  /** Whether its code may still hold views on the channels' memory, which nobody can take back. */
  readonly lent: boolean;
}

const NOTHING = new FlagCondition(() => true);
const MET = Promise.resolve(true);
const CUT_SHORT = Promise.resolve(false);

/** Waits in vain in a row that are let pass before the actor is slowed down. */
const FUTILE_WAITS = 8;
const MAX_FUTILE_PAUSE_MS = 20;

/** Veto labels that one generation reports; enough for every condition of a loop, and a bound on the messages. */
const MAX_VETO_LABELS = 32;

/** One generation of an actor at work: the {@link Actor} that its `run` gets. */
export class Performance implements Actor, Waiter, Runner, Gate {
  // First what every turn and every wait looks at: of ten thousand actors it is in no cache, and the fewer lines the better.
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
  /** Why it is over, once it is: what its later waits reject with. */
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
  readonly #ballot: Ballot;
  readonly #surroundings: Surroundings;
  readonly #ends: Stage["ends"];
  readonly #inputs: readonly RxControl[];
  readonly #spin: Spin;
  #resolve: (met: boolean | PromiseLike<boolean>) => void = () => {};
  #futile = 0;
  /** Whether `isRunning` was called. */
  #looped = false;
  #accepted = false;
  #inputsOver: InputsOver | undefined;
  #replays: ReplayDesk | undefined;
  #written: WrittenLetters | undefined;
  readonly ports: Actor["ports"];
  readonly state: Actor["state"];
  readonly generation: number;
  readonly clock: Clock;
  readonly #role: Role;
  // Made when first used: most actors never need them.
  #log: ActorLog | undefined;
  #ownConditions: OwnConditions | undefined;
  #vetoes: Set<string> | undefined;
  #abort: AbortController | undefined;
  #onGone: (() => void) | undefined;
  /** Whether its `run` is settled, and what its signal's listeners do is done. */
  #isGone = false;
  /** Whether the host was told that caution stands in nobody's way any more. */
  #eased = false;
  #stopAsked = false;

  constructor(stage: Stage) {
    const { plan, surroundings } = stage;
    const { index, name, instance, label, args } = plan;
    this.#inCycle = plan.inCycle;
    this.#seat = plan.seat;
    this.#role = { index, name, instance, label, args };
    this.#ends = stage.ends;
    // A copy of its own length: what filter returns has room for many more.
    this.#inputs = stage.ends.filter((end) => end.direction === "rx").slice();
    this.#journal = stage.journal;
    this.#ballot = stage.ballot;
    this.#probe = stage.probe;
    this.#surroundings = surroundings;
    const { waitStrategy } = plan;
    if (!surroundings.scheduler.maySpin || waitStrategy === "park") this.#spin = NO_SPIN;
    else this.#spin = waitStrategy === "spin" ? new EndlessSpin() : new AdaptiveSpin();
    this.generation = stage.generation;
    this.ports = stage.ports as Actor["ports"];
    this.state = stage.state as Actor["state"];
    this.clock = surroundings.clock;
    if (stage.suspects.length > 0) {
      this.#caution = new Caution(cautiousInputs(stage), stage.journal);
    }
    const now = this.clock.now();
    surroundings.scheduler.lookout.look(now);
    this.#probe.busy(now);
    this.#expect();
  }

  /** `run` has returned: ends its part in every channel. Returns `false` if it was over already, and does nothing then. */
  end(): boolean {
    if (this.#over !== undefined) return false;
    if (this.#outside) this.#back();
    // `run` may have begun a wait without awaiting it.
    this.#resumeEnds();
    for (const end of this.#ends) end.leave();
    this.#journal.commit("last");
    this.#probe.countTurn();
    this.#ballot.leave();
    this.retire(RETURNED);
    return true;
  }

  /**
   * Takes it out. It commits nothing more, its channel ends refuse every verb, and it is never called again with the result of
   * anything. Then, and only then, it is told: its signal is aborted, and the wait it may be in rejects, so that it gives back what
   * it holds outside. Returns what it had in hand; nothing if it was over before.
   */
  retire(end: Ending): Parting | undefined {
    if (this.#over !== undefined) return undefined;
    const lent = this.#ends.some(({ isLent }) => isLent);
    const parting: Parting = { underWork: this.underWork(), lent };
    const { index, label } = this.#role;
    const over = generationOver(index, end === RETURNED);
    const reason = this.#over = endReason(label, this.generation, end, over);
    this.#journal.revoke(over);
    for (const end of this.#ends) end.revoke(over);
    this.#surroundings.scheduler.leave(this.#seat);
    this.#surroundings.scheduler.lookout.forget(this);
    this.#outside = false;
    // From now on its verbs say that it is over, not that it is in a wait.
    this.#waiting = false;
    this.#probe.down(this.clock.now());
    if (this.#abort !== undefined) abortWith(this.#abort, reason, (error) => this.stray(error));
    const rejected = Promise.reject<never>(reason);
    rejected.catch(() => {}); // For whoever awaits it; if nobody does, it is no unhandled rejection.
    this.#resolve(rejected);
    this.#written?.fail(rejected);
    return parting;
  }

  /** Its `run` is settled. Calls `call` once the listeners of its signal have run too. */
  afterRun(call: () => void): void {
    const gone = () => {
      this.#isGone = true;
      call();
      this.#onGone?.();
    };
    if (this.#abort === undefined) gone();
    else afterAbort(gone);
  }

  /** Calls `call` once its `run` is settled and its signal's listeners have run; at once, if they have. */
  whenGone(call: () => void): void {
    if (this.#isGone) call();
    else this.#onGone = call;
  }

  /** Its `run` threw although it was taken out before, or a listener of its signal did: nobody else would tell. */
  stray(thrown: unknown): void {
    if (overOf(thrown) !== undefined) return;
    const { name, message } = reportError(thrown);
    this.log.warn(`threw after its generation was over: ${name}: ${message}`);
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#over !== undefined) this.#abort.abort(this.#over);
    }
    return this.#abort.signal;
  }

  get log(): ActorLog {
    return this.#log ??= this.#surroundings.createLog(this.#role.index);
  }

  get name(): string {
    return this.#role.name;
  }

  get instance(): number | null {
    return this.#role.instance;
  }

  get label(): string {
    return this.#role.label;
  }

  get args(): Readonly<Record<string, unknown>> {
    return this.#role.args;
  }

  isRunning(accept: Accept = AGREED): boolean {
    this.commit();
    const ballot = this.#ballot;
    const { stopping } = ballot;
    const looped = this.#looped;
    this.#looped = true;
    if (!stopping && !this.#inputsEnded) return true;
    if (this.#accepted) return false;
    if (stopping) ballot.ask();
    let reason: string | undefined;
    const vote = (label: string, condition: boolean) => {
      if (!condition) reason ??= label;
      return condition;
    };
    this.#accepted = stopping
      ? accept(vote)
      : this.#overInputs.agrees(accept, vote, this.#journal.turn, looped);
    if (this.#accepted) {
      ballot.accept();
      return false;
    }
    if (!stopping) return true;
    ballot.veto();
    this.#reportVeto(reason ?? sourceOf(accept));
    return true;
  }

  /** Made when a wait has ended in vain, or its inputs are over. */
  get #overInputs(): InputsOver {
    return this.#inputsOver ??= new InputsOver(this.#ends);
  }

  /** Whether the actor has inputs, and nothing will ever come on any of them. */
  get #inputsEnded(): boolean {
    const inputs = this.#inputs;
    for (let i = 0; i < inputs.length; i++) {
      if (!(inputs[i] as RxControl).isClosedAndEmpty) return false;
    }
    return inputs.length > 0;
  }

  #reportVeto(reason: string): void {
    const label = textOf(reason);
    const vetoes = this.#vetoes ??= new Set();
    if (vetoes.has(label) || vetoes.size >= MAX_VETO_LABELS) return;
    vetoes.add(label);
    this.#surroundings.post({ type: "veto", actor: this.#role.index, label });
  }

  wait(condition: Condition): Promise<boolean> {
    if (this.#over !== undefined) return this.#tooLate();
    this.commit();
    try {
      return this.#wait(condition, true, true);
    } catch (error) {
      // Only looked at after something was thrown, so that a real condition costs no check.
      if (isCondition(condition)) throw error;
      throw noCondition(`wait in actor "${this.label}"`, condition);
    }
  }

  /** Rejects only after a round of the event loop: a loop that swallows the error must not keep the thread to itself. */
  #tooLate(): Promise<never> {
    return new Promise((_, reject) => setImmediate(() => reject(this.#over)));
  }

  /** As {@link Performance.wait}, but no stop cuts it short: what it waits for may come until the channel ends. */
  waitThrough(condition: Condition): Promise<boolean> {
    if (this.#over !== undefined) return this.#tooLate();
    // Not refused for a callback, as a commit is: a stream's consumer may be one, and each chunk is a turn of its own.
    if (this.#outside) this.#back();
    this.commit();
    return this.#wait(condition, true, false);
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
    const { clock, scheduler } = this.#surroundings;
    this.#parked = true;
    this.#barEnds();
    let verdict = this.look(clock.now());
    while (verdict === undefined) {
      await scheduler.breathe();
      if (this.#over !== undefined) throw this.#over;
      this.#spin.spin(condition);
      verdict = this.look(clock.now());
    }
    this.#resume(verdict, clock.now());
    return verdict;
  }

  /** As the scheduler asks it: whether the wait under way is over, and how. */
  look(now: number): boolean | undefined {
    const verdict = this.#verdict();
    // Noted each time, because what is missing may have changed: room first, then a message.
    if (verdict === undefined) {
      const rest = this.#inCycle ? this.#rest(now) : REST_NOT;
      this.#probe.wait(now, this.#awaited.forRoom(), rest);
      if (this.#between) this.#pause(now);
    }
    return verdict;
  }

  /** Notes that it waits between two turns. Under caution, actors that are kept out because of this one need not wait with it. */
  #pause(now: number): void {
    this.#journal.pause();
    // But not if a moment is waited for: it comes by itself, so the actor goes on soon, and should do so alone.
    if (this.#caution !== undefined && this.#awaited.dueAt(now) === Infinity) this.#ease();
  }

  /** Tells the host that the actors which are kept out because of this one may come in. */
  #ease(): void {
    if (this.#eased) return;
    this.#eased = true;
    const { index: actor } = this.#role;
    this.#surroundings.post({ type: "eased", actor, generation: this.generation });
  }

  /** A cycle is closed when all its members rest, so only a wait in which this one can do nothing by itself is a rest. */
  #rest(now: number): number {
    const awaited = this.#awaited;
    if (!this.#between || awaited.outside() || awaited.byRoom()) return REST_NOT;
    // A wait that no stop cuts short counts as one that has noticed it.
    return restFor(awaited.dueAt(now) !== Infinity, this.#stopNoticed || !this.#heedsStop);
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
    if (!this.#heedsStop || this.#stopNoticed || !this.#ballot.stopping) return undefined;
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
    this.#probe.inside(this.#surroundings.scheduler.lookout.back(this, this.clock.now()));
    this.#expect();
  }

  /** As {@link Performance.#back}, for a commit. Refused if a callback calls, which would cut the actor's turn in two. */
  #backToCommit(): void {
    if (isCalledBack()) {
      throw new TypeError(
        `Cannot commit a turn: actor "${this.label}" awaits something in the middle of its turn, and this is a callback, ` +
          `let it hand what it brings to the loop of run, which waits with actor.settled(promise)`,
      );
    }
    this.#back();
  }

  /** A wait is under way: nobody takes or sends until it is over. */
  #barEnds(): void {
    this.#waiting = true;
    const ends = this.#ends;
    for (let i = 0; i < ends.length; i++) (ends[i] as Stage["ends"][number]).bar(this);
  }

  /** Peers have worked meanwhile: the turn begins with all that is there now. */
  #resumeEnds(): void {
    this.#waiting = false;
    const ends = this.#ends;
    for (let i = 0; i < ends.length; i++) (ends[i] as Stage["ends"][number]).unbar();
  }

  #park(): Promise<boolean> {
    const { clock, scheduler } = this.#surroundings;
    this.#parked = true;
    this.#barEnds();
    const over = new Promise<boolean>((resolve) => this.#resolve = resolve);
    scheduler.park(this.#seat, this, clock.now());
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
    const pause = Math.min(2 ** (this.#futile - FUTILE_WAITS), MAX_FUTILE_PAUSE_MS);
    this.#awaited = new PauseCondition(this.clock, this.clock.now() + pause);
    return this.#park();
  }

  async send<T>(port: Tx<T>, message: T): Promise<boolean> {
    if (this.#over !== undefined) await this.#tooLate();
    if (this.#outside) this.#back();
    while (!port.trySend(message)) {
      // What was sent must be seen, or nobody might ever make room. What was only taken stays in the turn.
      if (this.#ends.some((end) => end.direction === "tx" && end.isDirty)) this.commit();
      if (!(await this.#wait(port.vacant(), false, false))) return false;
    }
    return true;
  }

  async take<T>(port: Rx<T>): Promise<T | undefined> {
    if (this.#outside) this.#backToCommit();
    await this.waitThrough(port.avail());
    return port.tryTake();
  }

  /** As the host says: sends a dead letter on one of the ends, with the next commit. */
  replay(letter: ReplayMessage): void {
    if (this.#over !== undefined) return;
    this.#replays ??= new ReplayDesk(
      this.#role.index,
      this.#ends,
      this.#journal,
      this.#surroundings.post,
    );
    this.#replays.take(letter);
    this.#replaySoon();
  }

  /** Between two turns there may be no commit for long. */
  #replaySoon(): void {
    if (this.#over !== undefined || !this.#hasReplays) return;
    if (this.#parked && this.#between) this.#commitForHost();
    if (this.#hasReplays) setTimeout(() => this.#replaySoon(), REPLAY_AGAIN_MS);
  }

  get #hasReplays(): boolean {
    return this.#replays !== undefined && !this.#replays.isEmpty;
  }

  /** In the middle of a wait, in which no turn is under way. */
  #commitForHost(): void {
    this.#resumeEnds();
    try {
      this.commit();
    } finally {
      this.#barEnds();
    }
  }

  commit(): boolean {
    if (this.#waiting) throw this.refusal("Cannot commit a turn");
    if (this.#outside) this.#backToCommit();
    if (this.#replays !== undefined && this.#over === undefined) this.#replays.send();
    const written = this.#written;
    if (written?.areUnderWay) {
      throw new TypeError(
        `Cannot commit a turn of actor "${this.label}": a dead letter of it is still on its way, await deadLetter() first`,
      );
    }
    const ends = this.#ends;
    const committed = this.#journal.commit(written?.areInTurn ? "always" : "usual");
    written?.newTurn();
    this.#probe.beat();
    if (committed) this.#probe.countTurn();
    for (let i = 0; i < ends.length; i++) {
      (ends[i] as Stage["ends"][number]).newTurn();
    }
    if (this.#caution?.nextTurn()) {
      this.#caution = undefined;
      this.#ease();
    }
    return committed;
  }

  /**
   * As its ends ask it while it waits. A wait has ended its turn, so there is none that a callback, or code that has forgotten to
   * await, could add to. In the middle of a turn (a send that waits for room) it would add to something it knows nothing of. Called
   * where the verb is, so that its stack shows who called.
   */
  refusal(what: string): TypeError {
    return new TypeError(
      `${what}: actor "${this.label}" is in a wait, await each wait, take and send of it, join waits with ` +
        `any() or all(), and let callbacks hand what they bring to the loop of run, which waits with actor.settled(promise)`,
    );
  }

  /** As its ends tell it: they may be asked. */
  asked(): void {}

  get turn(): number {
    return this.#journal.next;
  }

  effectId(port?: Rx<unknown> | Tx<never>, offset = 0): string {
    const of = `${this.#surroundings.run}-${this.#role.index}`;
    if (port === undefined) return `${of}-turn-${this.#journal.next}`;
    const end = this.#ends.findIndex((control) => control.end === port);
    if (end < 0) {
      throw new TypeError(
        `Cannot make an effect id in actor "${this.label}": ${
          Deno.inspect(port, { depth: 0 })
        } is none of its channel ends, give a port or one lane of a bundle`,
      );
    }
    return `${of}-${end}-${(this.#ends[end] as Stage["ends"][number]).numberAt(offset)}`;
  }

  deadLetter(message: unknown, reason: string): Promise<void> {
    if (this.#over !== undefined) return this.#tooLate();
    if (this.#waiting) throw this.refusal("Cannot write a dead letter");
    if (this.#outside) this.#back();
    // Sent ahead of the commit, with the turn's number: the host counts it once that turn has committed, and only then.
    try {
      this.#surroundings.post({
        type: "deadLetter",
        actor: this.#role.index,
        generation: this.generation,
        turn: this.#journal.next,
        time: this.clock.now(),
        message,
        reason: textOf(reason),
      });
    } catch (cause) {
      throw new TypeError(
        `Cannot write a dead letter in actor "${this.label}": ${reportError(cause).message}`,
        { cause },
      );
    }
    return (this.#written ??= new WrittenLetters()).add();
  }

  /** As the host says: the oldest letter that is on its way has arrived. */
  letterKept(): void {
    this.#written?.arrived();
  }

  /** Messages that the turn under way has taken or looked at, by end. */
  underWork(): UnderWork[] {
    if (this.#over !== undefined) return [];
    return this.#ends.flatMap((end, number) => {
      if (end.direction === "tx" || end.underWork === 0) return [];
      return [{ end: number, messages: end.underWork, from: end.published }];
    });
  }

  get #conditions(): OwnConditions {
    return this.#ownConditions ??= new OwnConditions(this.label, {
      clock: this.clock,
      isStopping: () => this.#ballot.stopping,
      controlOf: (port) => this.#inputs.find(({ end }) => end === port),
      nudge: () => this.nudge(),
    });
  }

  periodic(ms: number): Condition {
    return this.#conditions.periodic(ms);
  }

  batch(
    port: Rx<unknown>,
    { messages, withinMs }: { readonly messages: number; readonly withinMs: number },
  ): Condition {
    return this.#conditions.batch(port, messages, withinMs);
  }

  timeout(ms: number): Condition {
    return this.#conditions.timeout(ms);
  }

  settled(promise: PromiseLike<unknown>): Condition {
    return this.#conditions.settled(promise);
  }

  stopping(): Condition {
    return this.#conditions.stopping();
  }

  stop(reason = "an actor asked for it"): void {
    if (this.#stopAsked || this.#over !== undefined) return;
    this.#stopAsked = true;
    this.#surroundings.post({ type: "stop", actor: this.#role.index, reason: textOf(reason) });
  }

  heartbeat(): void {
    if (this.#over !== undefined) return;
    if (this.#outside) this.#back();
    this.#probe.beat();
  }

  setStatus(text: string): void {
    if (this.#over === undefined) this.#probe.setStatus(textOf(text));
  }
}

/** All inputs, and which of them are suspected. */
function cautiousInputs({ ends, suspects }: Stage): CautiousInput[] {
  return ends.flatMap((end, number) => {
    const until = suspects.find((suspect) => suspect.end === number)?.until;
    return end.direction === "rx" ? [{ number, end, until }] : [];
  });
}

/** The body of a short arrow function, as a label for people. */
function sourceOf(accept: Accept): string {
  const source = Function.prototype.toString.call(accept).replace(/\s+/g, " ");
  // As it runs, not as it was written: types and most blanks are gone.
  return source.replace(/^\(?\w*\)? ?=> ?/, "").slice(0, 120);
}
