import { textOf } from "../errors.ts";
import type { Ballot } from "../shutdown/ballot.ts";
import type { Accept } from "./actor.ts";
import type { Surroundings } from "./surroundings.ts";

/** Veto labels that one generation reports; enough for every condition of a loop, and a bound on the messages. */
const MAX_VETO_LABELS = 32;

type VoteTaker = Parameters<Accept>[0];

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
    this.#ballot.ask();
    let reason: string | undefined;
    const agreed = accept((label, condition) => {
      if (!condition) reason ??= label;
      return condition;
    });
    if (agreed) return this.#accept();
    this.#ballot.veto();
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
    this.#ballot.accept();
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
