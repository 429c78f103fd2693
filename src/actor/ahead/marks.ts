import { type DoneMarks, MESSAGES_A_CHARACTER } from "../done_marks.ts";

/** Whose marks they are. */
export interface MarksOwner {
  /** The run of the graph. */
  readonly run: string;
  /** By which number the messages' channel end is known. */
  readonly end: number;
}

type State = Record<string, unknown>;

function isMarks(value: unknown): value is DoneMarks {
  return typeof (value as Partial<DoneMarks> | null | undefined)?.doneMarks === "number";
}

/**
 * The marks of the messages that are done behind one that is not, in a cell of the actor's state: they commit with what became of them. They are of
 * one run of the graph, whose channels number their messages anew; so what durable state brings from an earlier one says nothing.
 */
export class Marks {
  readonly #state: State;
  readonly #cell: string;
  readonly #owner: MarksOwner;
  readonly #done = new Set<number>();
  #saved: string | undefined;

  private constructor(state: State, cell: string, owner: MarksOwner) {
    this.#state = state;
    this.#cell = cell;
    this.#owner = owner;
    const { run, end, from, done } = this.#value;
    if (run !== owner.run || end !== owner.end) return;
    this.#saved = done;
    for (const number of numbersOf(from ?? 0, done ?? "")) this.#done.add(number);
  }

  /**
   * The marks of `owner`: in the cell that has them, or in one in which there are none. `undefined` if the state has no such cell.
   */
  static in(state: State, owner: MarksOwner): Marks | undefined {
    const cells = Object.entries(state).filter(([, value]) => isMarks(value)) as [
      string,
      DoneMarks,
    ][];
    const isOwn = ({ run, end }: DoneMarks) => run === owner.run && end === owner.end;
    const isFree = ({ run, done }: DoneMarks) => run !== owner.run || (done ?? "") === "";
    const cell = cells.find(([, marks]) => isOwn(marks)) ??
      cells.find(([, marks]) => isFree(marks));
    return cell && new Marks(state, cell[0], owner);
  }

  get #value(): DoneMarks {
    return this.#state[this.#cell] as DoneMarks;
  }

  /** How far ahead of the oldest message that is not done there is room for marks. */
  get most(): number {
    return this.#value.doneMarks;
  }

  /** Whether the message of that number is done. */
  has(number: number): boolean {
    return this.#done.has(number);
  }

  /** Marks a message. */
  add(number: number): void {
    this.#done.add(number);
  }

  /** Writes them into the state, for the turn that commits next. `from` is the number of the oldest message that is not done. */
  save(from: number): void {
    for (const number of this.#done) if (number < from) this.#done.delete(number);
    const done = digitsOf(from, this.#done);
    // An actor whose messages are done in order changes no state at all.
    if (done === "" && (this.#saved ?? "") === "") return;
    if (done === this.#saved && this.#value.from === from) return;
    this.#saved = done;
    this.#state[this.#cell] = { doneMarks: this.most, ...this.#owner, from, done };
  }
}

function digitsOf(from: number, numbers: ReadonlySet<number>): string {
  const digits: number[] = [];
  for (const number of numbers) {
    const place = number - from;
    const digit = Math.floor(place / MESSAGES_A_CHARACTER);
    digits[digit] = (digits[digit] ?? 0) | (1 << (place % MESSAGES_A_CHARACTER));
  }
  return Array.from(digits, (digit) => (digit ?? 0).toString(16)).join("");
}

function* numbersOf(from: number, digits: string): Generator<number> {
  for (let digit = 0; digit < digits.length; digit++) {
    const bits = Number.parseInt(digits[digit] as string, 16);
    for (let bit = 0; bit < MESSAGES_A_CHARACTER; bit++) {
      if ((bits & (1 << bit)) !== 0) yield from + digit * MESSAGES_A_CHARACTER + bit;
    }
  }
}
