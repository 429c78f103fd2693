import type { Batch } from "./batches.ts";
import type { Company } from "./company.ts";
import type { Crew } from "./crew.ts";
import type { Departures } from "./departures.ts";
import type { LoadLimit } from "./load_error.ts";
import type { Ward } from "./ward.ts";

/** How wards come into their threads: batch by batch, and some of them one by one. */
export class Arrivals {
  readonly #company: Company;
  readonly #departures: Departures;
  readonly #onEntered: (wards: readonly Ward[]) => void;

  /** @param onEntered called with those that were let in together; some may prove to be over by now */
  constructor(
    company: Company,
    departures: Departures,
    onEntered: (wards: readonly Ward[]) => void,
  ) {
    this.#company = company;
    this.#departures = departures;
    this.#onEntered = onEntered;
  }

  /** Starts every batch whose pause is over, whose wards have all left, and whose workers are ready. */
  advance(): void {
    const { batches, inStartOrder, isClosing } = this.#company;
    if (isClosing) return;
    for (const batch of batches.due) {
      // Whoever is told of a start may ask for another.
      if (!batches.has(batch)) continue;
      const wards = [...batch.members];
      if (wards.some(({ isLeaving }) => isLeaving)) continue;
      const crews = new Set(wards.map(({ crew }) => crew));
      for (const crew of crews) this.#hire(crew);
      if (![...crews].every(({ isSound }) => isSound)) continue;
      const first = this.#alsoFirst(batch, crews);
      if (first.length > 0) {
        batches.add([...wards, ...first], 0);
        return this.advance();
      }
      if (!batches.has(batch)) continue;
      batches.remove(batch);
      const entering = inStartOrder.filter((ward) => batch.members.has(ward));
      const kept = new Set([...crews].flatMap((crew) => this.#keepOut(crew, entering)));
      for (const ward of entering) if (!kept.has(ward)) this.enter(ward);
      this.#onEntered(entering);
    }
  }

  /** Lets wards in that were kept out of a worker. */
  admit(crew: Crew<Ward>, wards: readonly Ward[]): void {
    const entering = wards.filter(({ isDown }) => isDown);
    if (!crew.isSound) return this.#company.batches.add(entering, 0);
    for (const ward of entering) this.enter(ward);
    this.#onEntered(entering);
  }

  /** Runs the next generation of a ward, unless it proves to have ended. */
  enter(ward: Ward): void {
    const { events, lastChances } = this.#company;
    const { actor, generation } = ward;
    // It threw in its last commit, once that counted.
    if (events.hasEnded(actor)) return this.#departures.left(ward);
    const suspects = events.beforeGeneration(actor, generation);
    ward.status = "running";
    ward.hasRun = true;
    ward.crew.perform(ward, generation, suspects);
    lastChances.started(actor);
    events.onStarted(actor, generation);
  }

  /** How long a worker may take to load, and by which option: as long as usual, or less in a stop. */
  loadLimit(crew: Crew<Ward>, usual: LoadLimit): LoadLimit {
    const ms = this.loadMs(crew);
    return ms < usual.ms ? { ms, option: "stopTimeoutMs" } : usual;
  }

  /** How long the stop leaves a worker to load. */
  loadMs({ members }: Crew<Ward>): number {
    const { events, lastChances } = this.#company;
    if (!lastChances.isStopping) return Infinity;
    const waiting = members.filter(({ isDown }) => isDown);
    return lastChances.loadMs(waiting.map(({ actor }) => events.leftToDo(actor)));
  }

  #hire(crew: Crew<Ward>): void {
    if (!crew.isVacant) return;
    const ms = this.#company.options.restartTimeoutMs;
    crew.hire(this.loadLimit(crew, { ms, option: "restartTimeoutMs" }));
  }

  /** Wards that start later than a batch, but must be the first in a worker of it: then the batch starts with them. */
  #alsoFirst(batch: Batch<Ward>, crews: ReadonlySet<Crew<Ward>>): readonly Ward[] {
    return [...crews].filter(({ isFresh, isSolo }) => isFresh && !isSolo)
      .flatMap(({ members }) => members)
      .filter((ward) => !batch.members.has(ward) && this.#mustBeAlone(ward));
  }

  /** Whether the ward waits to be run again, and it must be known then what it does alone. */
  #mustBeAlone({ isDown, actor }: Ward): boolean {
    return isDown && this.#company.events.isUnclear(actor);
  }

  /** Keeps some of those out that are about to enter a worker, if others must be alone there first. Returns whom. */
  #keepOut(crew: Crew<Ward>, entering: readonly Ward[]): readonly Ward[] {
    const { entrance, isFresh } = crew;
    if (crew.isSolo) return [];
    const own = entering.filter((ward) => ward.crew === crew);
    const suspected = isFresh ? own.filter((ward) => this.#mustBeAlone(ward)) : [];
    const atOnce = entrance.pass(own, suspected, isFresh);
    return own.filter((ward) => !atOnce.includes(ward));
  }
}
