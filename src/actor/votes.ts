import type { Condition } from "../channel/condition.ts";
import type { Gate, RxControl, TxControl } from "../channel/ring/mod.ts";
import { answered, textOf } from "../errors.ts";
import type { Ballot } from "../shutdown/ballot.ts";
import type { Accept } from "./actor.ts";
import type { Surroundings } from "./surroundings.ts";

type VoteTaker = Parameters<Accept>[0];

/** Veto labels that one generation reports; enough for every condition of a loop, and a bound on the messages. */
const MAX_VETO_LABELS = 32;

/** Stands for an `accept` that is not given. */
export const AGREED: Accept = (): boolean => true;

/** The `accept` of an actor whose `run` has returned: it ends with its inputs, whatever it did with them. */
export const RETURNED: Accept = (): boolean => true;

/** What a generation answers when it is asked whether it agrees to end. Once it has agreed, it is not asked again. */
export class Votes {
  readonly #actor: number;
  readonly #ballot: Ballot;
  readonly #post: Surroundings["post"];
  readonly #vetoes = new Set<string>();
  #accepted = false;

  constructor(actor: number, ballot: Ballot, post: Surroundings["post"]) {
    this.#actor = actor;
    this.#ballot = ballot;
    this.#post = post;
  }

  /** A stop is asked for. Returns whether the actor agrees. */
  onStop(accept: Accept): boolean {
    if (this.#accepted) return true;
    this.#ballot.ask(this.#actor);
    let reason: string | undefined;
    const agreed = answerOf(accept, (label, condition) => {
      if (!condition) reason ??= label;
      return condition;
    });
    if (agreed) return this.#accept();
    this.#ballot.veto(this.#actor);
    this.#report(reason ?? sourceOf(accept));
    return false;
  }

  /** Its inputs are over. `ask` says whether the actor agrees to end for that reason; that it goes on is no veto. */
  onInputsOver(ask: (vote: VoteTaker) => boolean): boolean {
    if (this.#accepted) return true;
    return ask((_label, condition) => condition) && this.#accept();
  }

  #accept(): true {
    this.#accepted = true;
    this.#ballot.accept(this.#actor);
    return true;
  }

  #report(reason: string): void {
    const label = textOf(reason);
    const vetoes = this.#vetoes;
    if (vetoes.has(label) || vetoes.size >= MAX_VETO_LABELS) return;
    vetoes.add(label);
    this.#post({ type: "veto", actor: this.#actor, label });
  }
}

/** The body of a short arrow function, as a label for people. */
function sourceOf(accept: Accept): string {
  const source = Function.prototype.toString.call(accept).replace(/\s+/g, " ");
  // As it runs, not as it was written: types and most blanks are gone.
  return source.replace(/^\(?\w*\)? ?=> ?/, "").slice(0, 120);
}

/**
 * Whether an actor all of whose inputs are closed and empty ends for that reason, before any stop. It does if it lives from its
 * inputs, and not if they only told it what to do, as a source's configuration does. Which it is, its own code shows by one of three
 * signs:
 *
 * 1. Its `accept` asks an input how it stands. That one knows what it is asked for, and its answer counts.
 * 2. A wait for messages was cut short since the last `isRunning` because none will come, and nothing was committed after it: a
 *    whole round in which it had nothing to do.
 * 3. What it waits for is messages that will not come, or their end, and nothing else; again in a round in which nothing was
 *    committed. If it gives no `accept`, it may wait for time and promises beside, and commit what it likes. Only waits since an
 *    `isRunning` that found the inputs ended count: one before was for what there was.
 *
 * To find out about the first, `accept` is tried with all ends behind a gate which opens when an input is asked. Until then nothing can
 * be taken, sent or closed: an `accept` that begins with `out.close()` goes no further, and is never tried again.
 */
export class InputsOver {
  readonly #ends: readonly (TxControl | RxControl)[];
  /** What was waited for last, as far as is told. */
  #lastWait: Condition | undefined;
  /** The last turn that had committed when a wait was cut short because no message will come. */
  #cutAfter: number | undefined;
  /** The last turn that had committed at the last question. */
  #turnBefore: number | undefined;
  /** Whether an `isRunning` has found the inputs ended. */
  #known = false;
  /** Whether `accept` is known not to ask the inputs. */
  #deaf = false;

  constructor(ends: readonly (TxControl | RxControl)[]) {
    this.#ends = ends;
  }

  /** What is waited for. Not told of every wait that is met at once, but of those that let the event loop run, as any loop does soon. */
  waitsFor(condition: Condition): void {
    this.#lastWait = condition;
  }

  /** A wait has ended in vain. `turn` is the last that has committed. */
  cutShort(condition: Condition, turn: number): void {
    if (condition.outlook() === "nothing" && condition.hopeless()) this.#cutAfter = turn;
  }

  /**
   * Whether the actor agrees to end. Called by an `isRunning` that finds all inputs closed and empty, after its commit; `looped` says
   * whether it was called before.
   */
  agrees(accept: Accept, vote: VoteTaker, turn: number, looped: boolean): boolean {
    const hadNothingToDo = looped && this.#cutAfter === turn;
    const isIdle = this.#known && turn === this.#turnBefore;
    const waitsInVain = this.#known && this.#waitsInVain(accept === AGREED, isIdle);
    this.#turnBefore = turn;
    this.#cutAfter = undefined;
    this.#lastWait = undefined;
    this.#known = true;
    if (accept === RETURNED) return true;
    const answer = this.#try(accept, vote);
    return answer ?? ((hadNothingToDo || waitsInVain) && answerOf(accept, vote));
  }

  /** Whether it goes on waiting, for messages that will not come. */
  #waitsInVain(asksNothing: boolean, isIdle: boolean): boolean {
    const wait = this.#lastWait;
    if (wait?.outlook() !== "nothing" || wait.hopeless()) return false;
    const isForPortsAlone = wait.dueAt(-Infinity) === Infinity && !wait.outside();
    return asksNothing || (isIdle && isForPortsAlone);
  }

  /** What `accept` says, if it asks an input before it says or does anything; else `undefined`. */
  #try(accept: Accept, vote: VoteTaker): boolean | undefined {
    if (this.#deaf || accept === AGREED) return undefined;
    const trial = new TrialGate(() => this.#unbar());
    for (const end of this.#ends) end.bar(trial);
    let agreed = false;
    try {
      agreed = answerOf(accept, vote);
    } catch (error) {
      if (!trial.acted) throw error;
    } finally {
      this.#unbar();
    }
    if (trial.looked) return agreed;
    this.#deaf = trial.acted || agreed;
    return undefined;
  }

  #unbar(): void {
    for (const end of this.#ends) end.unbar();
  }
}

/** What a trial of `accept` ends with when it tries to do something: it goes no further. */
const TRIAL_OVER = new Error("This answer does not depend on the actor's inputs");

/** Closed while an `accept` is tried. It opens once an input is asked; until then nothing can be taken, sent or closed. */
class TrialGate implements Gate {
  /** Whether an input was asked. */
  looked = false;
  /** Whether `accept` tried to do something before it asked an input. */
  acted = false;
  readonly #open: () => void;

  constructor(open: () => void) {
    this.#open = open;
  }

  refusal(_what: string): Error {
    this.acted = true;
    return TRIAL_OVER;
  }

  asked(): void {
    if (this.looked || this.acted) return;
    this.looked = true;
    this.#open();
  }
}

/** What `accept` says. */
function answerOf(accept: Accept, vote: VoteTaker): boolean {
  const answer: unknown = accept(vote);
  if (typeof answer === "boolean") return answer;
  const advice = "; what it takes a promise to know, await in the loop before isRunning";
  return answered(answer, "ask accept whether to end", advice);
}
