import type { ErrorReport } from "../errors.ts";
import type { CrashCause, CrashDecision } from "../protocol/mod.ts";
import type { Company } from "./company.ts";
import { type Evidence, NO_EVIDENCE } from "./evidence.ts";
import type { Departures } from "./departures.ts";
import type { Child } from "./tree.ts";
import { emptyHistories, grant, type Histories, judge, noteUp, type Verdict } from "./verdict.ts";
import type { Ward } from "./ward.ts";

/** A ward that has crashed, and why. */
export interface Crash {
  readonly ward: Ward;
  readonly error: ErrorReport;
  /** Nothing is said about its messages if it is left out. */
  readonly evidence?: Evidence;
  /** Whether each other generation would crash the same way. */
  readonly isLasting?: boolean;
}

/** What follows from a crash besides the decision. */
interface Consequences extends Partial<Pick<Verdict, "givenUp" | "counted" | "afterMs">> {
  readonly siblings?: readonly Ward[];
  /** Whether that was decided because it would come again. */
  readonly isLasting?: boolean;
}

/** Ways to crash by which it is known whose doing it was, whoever shares the worker. */
const OWN: readonly CrashCause[] = ["throw", "returned", "loadFailure", "hang"];

/** What becomes of crashes: who starts again, with whom and when, and who is given up. */
export class Crashes {
  readonly #company: Company;
  readonly #departures: Departures;
  #histories: Histories;

  constructor(company: Company, departures: Departures, supervisors: number) {
    this.#company = company;
    this.#departures = departures;
    this.#histories = emptyHistories(supervisors);
  }

  /** Notes whose restarts have come to their end, so that the time from now on counts. */
  noteUp(): void {
    const { tree, wards, options } = this.#company;
    const isUp = (actor: number) => !(wards[actor] as Ward).isDown;
    this.#histories = noteUp(tree, this.#histories, isUp, options.timers.now());
  }

  /** Decides about wards that have crashed at once. Their threads do not run them any more, or are about to be ended. */
  decide(crashes: readonly Crash[], cause: CrashCause): void {
    this.noteUp();
    for (const { ward } of crashes) ward.status = "waiting";
    const bySupervisor = new Map<number, Crash[]>();
    for (const crash of crashes) {
      const { ward } = crash;
      if (this.#company.events.hasEnded(ward.actor)) {
        this.#restart([crash], cause, this.#ownVerdict(ward));
        continue;
      }
      const end = this.#endOf(crash, cause);
      if (end !== undefined) {
        this.fail(crash, cause, end, end === "giveUp" ? this.#lasting(ward) : undefined);
        continue;
      }
      const { supervisor } = ward.place;
      bySupervisor.set(supervisor, [...bySupervisor.get(supervisor) ?? [], crash]);
    }
    for (const [supervisor, all] of bySupervisor) {
      // The decision about another's child may have included this one's.
      const own = all.filter(({ ward }) => ward.isAlive);
      if (own.length === 0) continue;
      const verdict = this.#judge(supervisor, own, cause);
      this.#histories = verdict.histories;
      if (verdict.restart) this.#restart(own, cause, verdict);
      // Those below the same supervisors that are sound stop with the graph, as the others do: they have something to drain.
      else for (const crash of own) this.fail(crash, cause, "giveUp", verdict);
    }
  }

  /** Ends a ward that has crashed for good. */
  fail(
    crash: Crash,
    cause: CrashCause,
    decision: CrashDecision,
    consequences?: Consequences,
  ): void {
    const { ward } = crash;
    this.#end(crash, cause, decision, consequences);
    if (!ward.isLeaving) this.#departures.left(ward);
  }

  /** Ends a ward for good whose thread cannot be ended: it never leaves it, and nobody waits for that. */
  failZombie(ward: Ward, error: ErrorReport): void {
    this.#end({ ward, error }, "hang", "zombie");
    ward.leaving = undefined;
  }

  #end(
    crash: Crash,
    cause: CrashCause,
    decision: CrashDecision,
    consequences?: Consequences,
  ): void {
    crash.ward.status = "failed";
    this.#company.batches.drop(crash.ward);
    this.#report(crash, cause, decision, consequences);
  }

  /**
   * What follows from a crash that would come again each time: all that a supervisor can do, the one above another included, is start the
   * actor again. So each of them is given up, whatever it has left.
   */
  #lasting({ place: { supervisor } }: Ward): Consequences {
    const { tree } = this.#company;
    return { givenUp: tree.path(supervisor).toReversed(), isLasting: true };
  }

  /** What ends a ward that has crashed, however often its supervisor would start it again; `undefined` if nothing does. */
  #endOf({ ward, isLasting }: Crash, cause: CrashCause): CrashDecision | undefined {
    if (ward.isLast) return "remove";
    if (!this.#mayGoOn(ward, cause)) return "end";
    return isLasting ? "giveUp" : undefined;
  }

  /** Whether a ward that has died may be started again: always, unless the graph stops and it has nothing left to do. */
  #mayGoOn({ actor, crew }: Ward, cause: CrashCause): boolean {
    const isOwn = crew.isSolo || OWN.includes(cause);
    if (!isOwn || cause === "asked") return true;
    const { events, lastChances } = this.#company;
    return lastChances.afterDeath(actor, events.leftToDo(actor));
  }

  #judge(supervisor: number, own: readonly Crash[], cause: CrashCause): Verdict {
    const { tree, options: { timers, random } } = this.#company;
    const children = own.map(({ ward }) => ward.place.child);
    return cause === "asked"
      ? grant(tree, this.#histories, supervisor, children)
      : judge(tree, this.#histories, supervisor, children, timers.now(), random);
  }

  /**
   * The verdict about a ward whose last turn has committed: it died before it could say that it has ended. It proves to be over once it
   * is out of its thread, so its death counts against nobody, no sibling starts again for it, and no stop calls it failed.
   */
  #ownVerdict({ place: { child } }: Ward): Verdict {
    return {
      restart: true,
      children: [child],
      afterMs: 0,
      givenUp: [],
      counted: [],
      histories: this.#histories,
    };
  }

  #restart(own: readonly Crash[], cause: CrashCause, judged: Verdict): void {
    const { batches, lastChances } = this.#company;
    const verdict = lastChances.isStopping ? { ...judged, afterMs: 0 } : judged;
    const crashed = new Set(own.map(({ ward }) => ward));
    const affected = this.#company.below(verdict.children).filter(({ isAlive }) => isAlive);
    const others = affected.filter((ward) => !crashed.has(ward));
    const siblings = others.filter(({ isRunning, isLast }) => isRunning && !isLast);
    const decision = verdict.givenUp.length > 0 ? "escalate" : "restart";
    for (const crash of own) {
      this.#report(crash, cause, decision, { ...verdict, siblings });
      crash.ward.generation++;
    }
    for (const ward of others.toReversed()) this.#departures.withdraw(ward);
    batches.add(affected.filter(({ isAlive }) => isAlive), verdict.afterMs);
  }

  #report(
    { ward, error, evidence = NO_EVIDENCE }: Crash,
    cause: CrashCause,
    decision: CrashDecision,
    { givenUp = [], counted = [], siblings = [], afterMs = 0, isLasting = false }: Consequences =
      {},
  ): void {
    const { tree, wards, events, options } = this.#company;
    const labels = (supervisors: readonly number[]) =>
      supervisors.map((supervisor) => tree.plan(supervisor).label);
    const labelOf = (child: Child) =>
      "actor" in child ? (wards[child.actor] as Ward).label : tree.plan(child.supervisor).label;
    events.onCrashed(ward.actor, {
      actor: ward.label,
      generation: ward.leaving ?? ward.generation,
      cause,
      error,
      decision,
      supervisors: labels(tree.path(ward.place.supervisor)),
      givenUp: labels(givenUp),
      counted: counted.map((children) =>
        children.map(({ child, crashes }) => ({ label: labelOf(child), crashes }))
      ),
      siblings: siblings.map(({ label }) => label),
      isLasting,
      delayMs: afterMs,
      time: options.timers.now(),
    }, evidence);
  }
}
