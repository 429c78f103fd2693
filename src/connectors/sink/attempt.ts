import type { Condition } from "../../actor/mod.ts";
import type { SinkDesk } from "./desk.ts";

/** How long a wire may go on after its time for something is over. */
const GRACE_MS = 1000;

/** Something that a wire does, from the moment it is made; given up once its time is over, or the generation is. */
export class Attempt<T> {
  readonly #desk: SinkDesk;
  readonly #late: () => string;
  readonly #given = new AbortController();
  readonly #giveUp: () => void;
  readonly #doing: Promise<T>;
  readonly #time: Condition;

  constructor(
    desk: SinkDesk,
    ms: number,
    what: string,
    call: (signal: AbortSignal) => Promise<T>,
  ) {
    const { signal } = desk;
    this.#desk = desk;
    this.#late = () => `it takes longer than ${ms} ms ${what}`;
    this.#giveUp = () => this.#given.abort(signal.reason);
    signal.addEventListener("abort", this.#giveUp);
    this.#time = desk.timeout(ms);
    this.#doing = called(() => call(this.#given.signal));
    // What it throws when it has been given up nobody waits for.
    this.#doing.catch(() => {});
  }

  /** What comes of it. */
  async outcome(): Promise<T> {
    const desk = this.#desk;
    try {
      if (!await desk.isOver(this.#doing, this.#time)) {
        this.#given.abort(new DOMException(this.#late(), "TimeoutError"));
        const hasEnded = await desk.isOver(this.#doing, desk.timeout(GRACE_MS));
        if (!hasEnded) throw new Error(this.#late());
      }
      return await this.#doing;
    } finally {
      this.end();
    }
  }

  /** Nobody waits for it any more. */
  end(): void {
    this.#desk.signal.removeEventListener("abort", this.#giveUp);
  }
}

/** Calls, with whatever it throws in the promise. */
async function called<T>(call: () => Promise<T>): Promise<T> {
  return await call();
}
