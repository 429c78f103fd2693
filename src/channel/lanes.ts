/**
 * What is asked of the lanes of bundles: conditions over several of them, and pairs.
 *
 * @module
 */
import { type Condition, type Outlook, PortCondition } from "./condition.ts";
import type { Rx } from "./rx.ts";
import type { Tx } from "./tx.ts";

/** The lanes of one number in a bundle of inputs and one of outputs. */
export interface LanePair<R, W> {
  /** Their number. */
  readonly lane: number;
  /** The input. */
  readonly rx: R;
  /** The output. */
  readonly tx: W;
}

/**
 * Input lanes and output lanes of one number each: for an actor that passes on, lane by lane, what it takes, and does so only where there
 * is something to take and room for what becomes of it.
 *
 * ```ts
 * import { LanePairs, openChannel, RxBundle, TxBundle, u32 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * // An actor finds bundles at its ports: new LanePairs(actor.ports.questions, actor.ports.answers)
 * const questions = [openChannel("questions[0]", u32), openChannel("questions[1]", u32)] as const;
 * const answers = [openChannel("answers[0]", u32), openChannel("answers[1]", u32)] as const;
 * const pairs = new LanePairs(
 *   new RxBundle(questions.map(({ rx }) => rx)),
 *   new TxBundle(answers.map(({ tx }) => tx)),
 * );
 * questions[1].tx.trySend(20);
 * questions[1].commit();
 * assertEquals(pairs.ready().met(), true); // in an actor: await actor.wait(pairs.ready())
 * for (let pair = pairs.readyPair(); pair !== undefined; pair = pairs.readyPair()) {
 *   pair.tx.trySend(pair.rx.takeNext() + 1);
 * }
 * answers[1].commit();
 * assertEquals(answers[1].rx.takeBatch(), [21]);
 * ```
 */
export class LanePairs<R extends Rx<unknown>, W extends Tx<never>> {
  readonly #pairs: readonly LanePair<R, W>[];
  #next = 0;

  /**
   * Pairs the lanes of two bundles by their numbers.
   *
   * @throws {RangeError} if the bundles have not the same girth
   */
  constructor(inputs: { readonly lanes: readonly R[] }, outputs: { readonly lanes: readonly W[] }) {
    if (inputs.lanes.length !== outputs.lanes.length) {
      throw new RangeError(
        `Cannot pair the lanes of two bundles: there are ${inputs.lanes.length} inputs and ${outputs.lanes.length} outputs, ` +
          `give bundles of one girth`,
      );
    }
    this.#pairs = inputs.lanes.map((rx, lane) => ({ lane, rx, tx: outputs.lanes[lane] as W }));
  }

  /** How many pairs there are. */
  get girth(): number {
    return this.#pairs.length;
  }

  /**
   * The next pair that has `messages` to take and room for `room`, in turn; no pair is favoured. `undefined` if there is none now.
   */
  readyPair(messages = 1, room = 1): LanePair<R, W> | undefined {
    const { girth } = this;
    for (let i = 0; i < girth; i++) {
      const pair = this.#pairs[this.#next] as LanePair<R, W>;
      this.#next = this.#next + 1 === girth ? 0 : this.#next + 1;
      if (pair.rx.availUnits >= messages && pair.tx.vacantUnits >= room) return pair;
    }
    return undefined;
  }

  /**
   * Holds when a pair has `messages` to take and room for `room`. Hopeless when none can ever have: the input is closed with fewer left, or
   * nobody takes from the output any more.
   *
   * @throws {RangeError} if a lane could never hold so many
   */
  ready(messages = 1, room = 1): Condition {
    return new PairsCondition(
      this.#pairs.map(({ rx, tx }) => ({ input: rx.avail(messages), output: tx.vacant(room) })),
    );
  }
}

/** What each lane of a pair is asked for. */
interface PairOfConditions {
  readonly input: Condition;
  readonly output: Condition;
}

class PairsCondition extends PortCondition {
  readonly #pairs: readonly PairOfConditions[];

  constructor(pairs: readonly PairOfConditions[]) {
    super();
    this.#pairs = pairs;
  }

  met(): boolean {
    for (const { input, output } of this.#pairs) if (input.met() && output.met()) return true;
    return false;
  }

  hopeless(): boolean {
    return this.#pairs.every(({ input, output }) =>
      (input.hopeless() && !input.met()) || (output.hopeless() && !output.met())
    );
  }

  /** There is something to take, and no room for what becomes of it. */
  forRoom(): boolean {
    return this.#pairs.some(({ input }) => input.met()) && !this.met();
  }

  outlook(): Outlook {
    return this.hopeless() ? "nothing" : "something";
  }

  heeds(_room: boolean): boolean {
    return true;
  }
}

/** So many of the lanes' conditions hold. */
abstract class LanesCondition extends PortCondition {
  protected readonly lanes: readonly Condition[];
  protected readonly wanted: number;

  constructor(lanes: readonly Condition[], wanted: number) {
    super();
    if (!(Number.isInteger(wanted) && wanted >= 1 && wanted <= lanes.length)) {
      throw new RangeError(
        `Cannot wait on a bundle: ${wanted} lanes asked for, give 1 to its girth ${lanes.length}`,
      );
    }
    this.lanes = lanes;
    this.wanted = wanted;
  }

  heeds(room: boolean): boolean {
    return this.lanes.some((lane) => lane.heeds?.(room) ?? true);
  }
}

/** As many lanes as were asked for. */
export class RxLanesCondition extends LanesCondition {
  met(): boolean {
    let found = 0;
    for (const lane of this.lanes) if (lane.met() && ++found >= this.wanted) return true;
    return false;
  }

  hopeless(): boolean {
    let possible = 0;
    for (const lane of this.lanes) if (!lane.hopeless() || lane.met()) possible++;
    return possible < this.wanted;
  }

  forRoom(): boolean {
    return false;
  }

  outlook(): Outlook {
    return this.hopeless() ? "nothing" : "something";
  }
}

/** As many lanes as were asked for; where that is all of them, lanes whose readers are gone or asleep count as if theirs held. */
export class TxLanesCondition extends LanesCondition {
  readonly #ends: readonly Tx<never>[];

  constructor(ends: readonly Tx<never>[], lanes: readonly Condition[], wanted: number) {
    super(lanes, wanted);
    this.#ends = ends;
  }

  met(): boolean {
    const { lanes, wanted } = this;
    let found = 0;
    let gone = 0;
    for (let i = 0; i < lanes.length; i++) {
      if ((lanes[i] as Condition).met()) found++;
      else if (wanted === lanes.length && isAway(this.#ends[i] as Tx<never>)) gone++;
      if (found > 0 && found + gone >= wanted) return true;
    }
    return false;
  }

  hopeless(): boolean {
    const { lanes, wanted } = this;
    let possible = 0;
    let gone = 0;
    for (let i = 0; i < lanes.length; i++) {
      const lane = lanes[i] as Condition;
      if (!lane.hopeless() || lane.met()) possible++;
      else if (wanted === lanes.length && (this.#ends[i] as Tx<never>).isAbandoned) gone++;
    }
    return possible === 0 || possible + gone < wanted;
  }

  forRoom(): boolean {
    return !this.met();
  }

  outlook(): Outlook {
    return "something";
  }
}

function isAway({ isAbandoned, isAsleep }: Tx<never>): boolean {
  return isAbandoned || isAsleep;
}
