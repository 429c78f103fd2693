import type { Looks } from "./looks.ts";
import type { Route, RouteStep } from "./route.ts";

/**
 * Finds out up to which message all that an actor has sent is settled: a wave that runs from it through the graph.
 *
 * It passes the steps of the route one after the other, and notes at each how many messages stand on its exits. That is a mark: what came of
 * the messages that the wave is about stands below the marks. The messages that it is about are those that the readers of the source are
 * done with when it passes them: on each output of the source their count is the mark, so nothing has to be waited for there. Once the wave
 * has passed all steps, nothing of them is in the graph any more, and the next wave begins.
 *
 * A step is passed when, by three looks in a row,
 *
 * - from each entry as many messages were taken as its mark says (first look); on an output of the source the mark is what was taken,
 * - from each inner channel as many were taken (first look) as were ever sent on it (third look),
 * - none of its members had a turn half published (second look).
 *
 * Why that is right. Take the messages on the entries up to the marks of the wave, and on the inner channels all of which the third look
 * knows. All of them were taken by the first look. So what their takers have sent because of them stands, by the third look, on inner
 * channels or on exits: see the layout of the journal. What is on inner channels belongs to the messages that we took, and is taken too;
 * what is on exits is below what the wave notes there. So nothing that came of a marked message is among the members or on its way between
 * them, and all of it that left by the exits is below the marks of the next steps. A step without exits is where messages end.
 *
 * What is filtered out, sent on to many, batched or joined is right by that, because nothing is asked of it but how many were taken. An actor
 * that keeps messages in its state, and sends later because of them, says how many it is done with: then only those count as taken. The
 * cell that says so commits with what it sends, so all of the above holds for it as for TAIL. What an actor keeps without saying so is not
 * covered.
 *
 * A single actor has no inner channels. A cycle is passed only when it is empty for a moment: under a load that never leaves it so, the wave
 * stands, and passes once whoever is followed waits for what it has sent.
 *
 * The source's own step has no entries: what others send to it does not count. If it is part of a cycle, what came of its messages may come
 * back to it, and leave on any of its outputs. So then it is passed as any cycle is, and all that stands on its outputs at that moment has
 * to be taken: the marks there are how many were sent.
 */
export class Wave {
  readonly #route: Route;
  readonly #looks: Looks;
  /** By channel: so many messages of it must be taken. */
  readonly #marks = new Map<number, number>();
  /** Steps that are not passed yet, in their order. */
  #ahead: RouteStep[];

  constructor(route: Route, looks: Looks) {
    this.#route = route;
    this.#looks = looks;
    this.#ahead = [...route.steps];
  }

  /** How many messages of each output are settled, once the wave is through; `undefined` as long as it is not. To be asked at each look. */
  advance(): readonly number[] | undefined {
    this.#ahead = this.#ahead.filter((step) => !this.#passes(step));
    if (this.#ahead.length > 0) return undefined;
    return this.#route.outputs.map((output) => this.#marks.get(output) as number);
  }

  #passes(step: RouteStep): boolean {
    const looks = this.#looks;
    const marks = this.#marks;
    const { origin, steps: [first] } = this.#route;
    for (const entry of step.entries) {
      if (origin.has(entry)) continue;
      const mark = marks.get(entry);
      if (mark === undefined || looks.taken(entry) < mark) return false;
    }
    for (const channel of step.inner) {
      if (looks.taken(channel) < looks.sent(channel)) return false;
    }
    // A source that stands alone passes on nothing that it has taken.
    const passesOn = step !== first || step.inner.length > 0;
    if (passesOn && !step.members.every((actor) => looks.isWhole(actor))) return false;
    for (const entry of step.entries) {
      if (origin.has(entry)) marks.set(entry, looks.taken(entry));
    }
    for (const channel of [...step.inner, ...step.exits]) marks.set(channel, looks.sent(channel));
    return true;
  }
}
