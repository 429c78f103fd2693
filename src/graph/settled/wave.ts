import type { Looks } from "./looks.ts";
import type { Route, RouteStep } from "./route.ts";

/**
 * Finds out up to which message all that an actor has sent is settled: a wave that runs from it through the graph.
 *
 * At its beginning it notes how many messages the source has sent on each output: that is the mark. Then it passes the steps of the route,
 * and notes at each how many messages stand on its exits: what came of the marked ones is among them. Once it has passed all, nothing of
 * them is in the graph any more, and the next wave begins.
 *
 * A step is passed when, by three looks in a row,
 *
 * - from each entry as many messages were taken as the wave has noted there (first look),
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
 * The source's own step has no entries: what others send to it does not count. If it is part of a cycle, the mark is made when that is
 * passed.
 */
export class Wave {
  readonly #route: Route;
  readonly #looks: Looks;
  /** By channel: so many messages of it must be taken. */
  readonly #marks = new Map<number, number>();
  /** Steps that are not passed yet, in their order. */
  #ahead: RouteStep[];
  /** By output of the source. */
  #mark: readonly number[] | undefined;

  constructor(route: Route, looks: Looks) {
    this.#route = route;
    this.#looks = looks;
    this.#ahead = [...route.steps];
  }

  /** How many messages of each output are settled, once the wave is through; `undefined` as long as it is not. To be asked at each look. */
  advance(): readonly number[] | undefined {
    this.#ahead = this.#ahead.filter((step) => !this.#passes(step));
    return this.#ahead.length === 0 ? this.#mark : undefined;
  }

  #passes(step: RouteStep): boolean {
    const looks = this.#looks;
    for (const entry of step.entries) {
      const mark = this.#marks.get(entry);
      if (mark === undefined || looks.taken(entry) < mark) return false;
    }
    for (const channel of step.inner) {
      if (looks.taken(channel) < looks.sent(channel)) return false;
    }
    // A source that stands alone passes on nothing that it has taken.
    const isOrigin = step === this.#route.steps[0];
    if (
      (!isOrigin || step.inner.length > 0) && !step.members.every((actor) => looks.isWhole(actor))
    ) {
      return false;
    }
    for (const exit of step.exits) this.#marks.set(exit, looks.sent(exit));
    if (isOrigin) this.#mark = this.#route.outputs.map((output) => looks.sent(output));
    return true;
  }
}
