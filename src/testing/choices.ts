import { FAULT_NAMES, type PlannedFault } from "./fault_kinds.ts";

/** What is the case instead of what was recorded. */
export class ReplayDivergence extends Error {
  override name = "ReplayDivergence";
}

/** What each entry begins with, in its lowest bits; above them is its number. */
const STEP = 0;
const NO_BREATH = 1;
const BREATH = 2;
const OTHER = 3;
const BITS = 2;

/** Others, by their numbers. */
const LATENCY = OTHER;
const FAULT = OTHER | (1 << BITS);

/** Messages take a multiple of this, in milliseconds: few bytes say how many. */
const LATENCY_STEP_MS = 1 / 128;

const TOLD: Readonly<Record<number, string>> = {
  [STEP]: "its next step",
  [NO_BREATH]: "that a thread goes on",
  [BREATH]: "that a thread lets others go on",
  [OTHER]: "a message, or a fault",
};

/** How long a message takes that draws this part of the most. */
export function latencyOf(part: number, mostMs: number): number {
  return Math.round(part * mostMs / LATENCY_STEP_MS) * LATENCY_STEP_MS;
}

/**
 * All that the dice have decided in a run: whose step it is, whether a thread lets others go on, how long a message takes, what goes
 * wrong. It is kept as a list of one or two bytes each, so that a run can be repeated without the dice.
 */
export class Choices {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** The list so far. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** How a run that is repeated became another. */
  get divergence(): string | undefined {
    return undefined;
  }

  /** Whose step it is: the dice say that of the thread of this number. `whyNot` says why another cannot go on. */
  step(drawn: number, _whyNot: (thread: number) => string | undefined): number {
    this.#put(drawn << BITS | STEP);
    return drawn;
  }

  /** Whether a thread lets others go on. */
  breath(drawn: boolean): boolean {
    this.#put(drawn ? BREATH : NO_BREATH);
    return drawn;
  }

  /** How long a message takes, in milliseconds. */
  latency(drawn: number): number {
    this.#put(LATENCY);
    this.#put(Math.round(drawn / LATENCY_STEP_MS));
    return drawn;
  }

  /** What goes wrong in a step. */
  fault(drawn: PlannedFault | undefined, _step: number, _worker: string): PlannedFault | undefined {
    if (drawn === undefined) return undefined;
    const { kind, measure } = drawn;
    this.#put(FAULT);
    this.#put(FAULT_NAMES.indexOf(kind));
    // Zigzag: small numbers of either sign take few bytes.
    this.#put(measure < 0 ? -2 * measure - 1 : 2 * measure);
    return drawn;
  }

  /** Seven bits a byte, the lowest first; the eighth says that more follow. */
  #put(number: number): void {
    if (this.#length + 5 > this.#bytes.length) {
      const longer = new Uint8Array(2 * this.#bytes.length);
      longer.set(this.#bytes);
      this.#bytes = longer;
    }
    let rest = number;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }
}

/**
 * Has decided what a list says, in place of the dice; at its end the dice go on. Notes where the run is no more the one that was recorded.
 */
export class ReplayedChoices extends Choices {
  readonly #list: Uint8Array;
  #at = 0;
  #divergence: string | undefined;

  constructor(list: Uint8Array) {
    super();
    this.#list = list;
  }

  /** How the run became another than the one that was recorded: a sentence. `undefined` if it did not. */
  override get divergence(): string | undefined {
    return this.#divergence;
  }

  override step(drawn: number, whyNot: (thread: number) => string | undefined): number {
    return super.step(this.#step(drawn, whyNot), whyNot);
  }

  #step(drawn: number, whyNot: (thread: number) => string | undefined): number {
    if (this.#isOver) return drawn;
    const entry = this.#take();
    if ((entry & OTHER) !== STEP) return this.#diverge("a step", entry, drawn);
    const thread = entry >>> BITS;
    const why = whyNot(thread);
    if (why === undefined) return thread;
    this.#divergence = `it was the turn of ${why}`;
    return drawn;
  }

  override breath(drawn: boolean): boolean {
    return super.breath(this.#breath(drawn));
  }

  #breath(drawn: boolean): boolean {
    if (this.#isOver) return drawn;
    const entry = this.#take();
    if (entry === BREATH || entry === NO_BREATH) return entry === BREATH;
    return this.#diverge("a place where a thread may let others go on", entry, drawn);
  }

  override latency(drawn: number): number {
    return super.latency(this.#latency(drawn));
  }

  #latency(drawn: number): number {
    if (this.#isOver) return drawn;
    const entry = this.#take();
    if (entry === LATENCY) return this.#take() * LATENCY_STEP_MS;
    return this.#diverge("a message between host and worker", entry, drawn);
  }

  override fault(
    drawn: PlannedFault | undefined,
    step: number,
    worker: string,
  ): PlannedFault | undefined {
    return super.fault(this.#isOver ? drawn : this.#fault(step, worker), step, worker);
  }

  #fault(step: number, worker: string): PlannedFault | undefined {
    const at = this.#at;
    if (this.#take() !== FAULT) {
      this.#at = at;
      return undefined;
    }
    const kind = FAULT_NAMES[this.#take()];
    const zigzag = this.#take();
    const measure = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    if (kind !== undefined) return { step, kind, worker, measure };
    this.#divergence = "the recording has a fault that this version does not know";
    return undefined;
  }

  get #isOver(): boolean {
    return this.#divergence !== undefined || this.#at >= this.#list.length;
  }

  #diverge<T>(found: string, entry: number, drawn: T): T {
    const told = entry === LATENCY
      ? "a message between host and worker"
      : entry === FAULT
      ? "a fault"
      : TOLD[entry & OTHER];
    this.#divergence = `there is ${found} where the recording has ${told}`;
    return drawn;
  }

  #take(): number {
    let number = 0;
    for (let shift = 0; this.#at < this.#list.length; shift += 7) {
      const byte = this.#list[this.#at++] as number;
      number |= (byte & 127) << shift;
      if (byte < 128) return number >>> 0;
    }
    return number >>> 0;
  }
}

/** The version of the text that a list is told by. */
const VERSION = "1";

/** A list as a text, with the seed whose run it is. */
export async function choicesText(seed: number, bytes: Uint8Array): Promise<string> {
  return `${VERSION}.${seed}.${base64Of(await piped(bytes, new CompressionStream("deflate-raw")))}`;
}

/** The list that a text tells, and its seed; `undefined` if it is none. */
export async function readChoices(
  text: string,
): Promise<{ readonly seed: number; readonly bytes: Uint8Array } | undefined> {
  const [, seed, list] = /^1\.(\d{1,16})\.([\w-]*)\s*$/.exec(text) ?? [];
  if (seed === undefined || list === undefined) return undefined;
  try {
    const bytes = await piped(bytesOf(list), new DecompressionStream("deflate-raw"));
    return { seed: Number(seed), bytes };
  } catch {
    return undefined;
  }
}

async function piped(
  bytes: Uint8Array,
  through: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(through);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function base64Of(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function bytesOf(base64: string): Uint8Array {
  const binary = atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
