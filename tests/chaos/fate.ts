/**
 * What is in store for one actor of a storm, in shared memory, so that a fault strikes once, whatever becomes of the actor:
 *
 * ```text
 * f64 0  VISITS   how many points of its turns the actor has come to, in all its lives
 * f64 1  NEXT     which of its faults is next
 * f64 2  STRUCK   when the last fault struck, in milliseconds since the epoch; 0 once its successor has taken a message
 * f64 3  KIND     number of the kind of that fault
 * f64 4  TIMES    how many restart times are noted
 * f64 5  faults   (visit, kind) × so many, visits ascending; a visit of Infinity ends them
 *        times    (kind, milliseconds) × so many
 * ```
 */
import { FAULT_KINDS, type FaultKind, type FaultPoint, pointOf } from "./fault_kinds.ts";

const VISITS = 0;
const NEXT = 1;
const STRUCK = 2;
const KIND = 3;
const TIMES = 4;
const FAULTS = 5;

/** Restart times for which there is room besides those of the actor's own faults. */
const EXTRA_TIMES = 1000;

/** A fault to come: at the first fitting point after so many. */
export interface Fault {
  readonly visit: number;
  readonly kind: FaultKind;
}

/** How long it took from a fault to the first message that the successor took. */
export interface RestartTime {
  readonly kind: FaultKind;
  readonly ms: number;
}

/** One actor's fate. */
export class Fate {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Float64Array;
  readonly #count: number;

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#cells = new Float64Array(memory);
    // Each fault has two cells for itself and two for its restart time.
    this.#count = (this.#cells.length - FAULTS) / 4 - EXTRA_TIMES / 2;
  }

  /** Lays down what is to come. */
  static of(faults: readonly Fault[]): Fate {
    const cells = new Float64Array(
      new SharedArrayBuffer(
        (FAULTS + faults.length * 4 + EXTRA_TIMES * 2) * Float64Array.BYTES_PER_ELEMENT,
      ),
    );
    faults.forEach(({ visit, kind }, i) => {
      cells[FAULTS + i * 2] = visit;
      cells[FAULTS + i * 2 + 1] = FAULT_KINDS.indexOf(kind);
    });
    return new Fate(cells.buffer);
  }

  /** The fault that strikes at this point, if any. It is used up. */
  visit(point: FaultPoint, now: number): FaultKind | undefined {
    const cells = this.#cells;
    const visits = ++cells[VISITS]!;
    const next = cells[NEXT]!;
    if (point === "before end") return this.#lastVisit(next, now);
    if (next >= this.#count || visits < cells[FAULTS + next * 2]!) return undefined;
    const kind = this.#kind(next);
    const wanted = pointOf(kind);
    if (wanted !== undefined && wanted !== point) return undefined;
    cells[NEXT]!++;
    this.begin(kind, now);
    return kind;
  }

  /** The fault that strikes in the last commit, if there is one still. It overtakes those that come too late. */
  #lastVisit(next: number, now: number): FaultKind | undefined {
    const cells = this.#cells;
    for (let fault = next; fault < this.#count; fault++) {
      const kind = this.#kind(fault);
      if (pointOf(kind) !== "before end") continue;
      const overtaken = cells.slice(FAULTS + next * 2, FAULTS + fault * 2);
      cells.set(cells.slice(FAULTS + fault * 2, FAULTS + fault * 2 + 2), FAULTS + next * 2);
      cells.set(overtaken, FAULTS + next * 2 + 2);
      cells[NEXT]!++;
      this.begin(kind, now);
      return kind;
    }
    return undefined;
  }

  #kind(fault: number): FaultKind {
    return FAULT_KINDS[this.#cells[FAULTS + fault * 2 + 1]!] as FaultKind;
  }

  /** Notes that a fault struck, which is followed until the successor takes a message. */
  begin(kind: FaultKind, now: number): void {
    this.#cells[KIND] = FAULT_KINDS.indexOf(kind);
    this.#cells[STRUCK] = now;
  }

  /** Notes that a message was taken. */
  took(now: number): void {
    const cells = this.#cells;
    if (cells[STRUCK] === 0) return;
    const time = cells[TIMES]!;
    // Kills from outside are not among the actor's own faults, so there may be more of them than room.
    if (time < this.#count + EXTRA_TIMES) {
      const at = FAULTS + this.#count * 2 + time * 2;
      cells[at] = cells[KIND]!;
      cells[at + 1] = now - cells[STRUCK]!;
      cells[TIMES]!++;
    }
    cells[STRUCK] = 0;
  }

  /** The faults that have struck. */
  get struck(): FaultKind[] {
    return Array.from(
      { length: this.#cells[NEXT]! },
      (_, i) => this.#kind(i),
    );
  }

  /** The restart times noted. */
  get times(): RestartTime[] {
    return Array.from({ length: this.#cells[TIMES]! }, (_, i) => {
      const at = FAULTS + this.#count * 2 + i * 2;
      return { kind: FAULT_KINDS[this.#cells[at]!] as FaultKind, ms: this.#cells[at + 1]! };
    });
  }
}
