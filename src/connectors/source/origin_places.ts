import { digitsOf, numberAtEnd, type OriginRun, originsOf } from "./origin_runs.ts";

/** What may stand before a number that is counted on: a slash, a hyphen, a colon. */
const SLASH = 0x2f;
const HYPHEN = 0x2d;
const COLON = 0x3a;

/** So many runs that are forgotten may be kept, as long as there are as many others. */
const MAX_GONE = 256;

/** Origins one after another, at places one after another. */
interface PlacedRun {
  from: number;
  /** The first number behind it. */
  to: number;
  /** Where the first one is. */
  place: number;
}

/** Where the numbers are that origins with the same beginning end in. */
class NumberedPlaces {
  /** Of those that came in ascending order, the oldest first. */
  readonly #runs: PlacedRun[] = [];
  /** Runs at the front that are forgotten. */
  #gone = 0;
  /** Of those that did not. */
  readonly #strays = new Map<number, number>();

  get isEmpty(): boolean {
    return this.#gone === this.#runs.length && this.#strays.size === 0;
  }

  get(number: number): number | undefined {
    const last = this.#runs.at(-1);
    // Most are new, and come behind all others.
    if (last === undefined || number >= last.to) return this.#stray(number);
    const run = this.#runOf(number);
    return run === undefined ? this.#stray(number) : run.place + number - run.from;
  }

  #stray(number: number): number | undefined {
    return this.#strays.size === 0 ? undefined : this.#strays.get(number);
  }

  set(number: number, place: number): void {
    const last = this.#runs.at(-1);
    if (last !== undefined && number < last.to) {
      this.#strays.set(number, place);
    } else if (last !== undefined && this.#continues(last, number, place)) {
      last.to++;
    } else {
      this.#runs.push({ from: number, to: number + 1, place });
    }
  }

  /** Whether a number is the next one of the last run, which may be forgotten. */
  #continues({ from, to, place: first }: PlacedRun, number: number, place: number): boolean {
    return this.#gone < this.#runs.length && number === to && place === first + number - from;
  }

  /** Forgets a number, if it is at that place. Of all places, those before are forgotten. */
  delete(number: number, place: number): void {
    if (this.#stray(number) === place) {
      this.#strays.delete(number);
      return;
    }
    const first = this.#runs[this.#gone];
    if (first === undefined || first.from !== number || first.place !== place) return;
    first.from++;
    first.place++;
    // The last one stays: it says what has been.
    if (first.from < first.to) return;
    this.#gone++;
    if (this.#gone < MAX_GONE || 2 * this.#gone < this.#runs.length) return;
    this.#runs.splice(0, this.#gone);
    this.#gone = 0;
  }

  /** The run that a number is in, by halving. */
  #runOf(number: number): PlacedRun | undefined {
    let [low, high] = [this.#gone, this.#runs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#runs[middle] as PlacedRun).to <= number) low = middle + 1;
      else high = middle;
    }
    const run = this.#runs[low];
    return run !== undefined && run.from <= number ? run : undefined;
  }
}

/**
 * Knows where origins are. Those that end in a number are kept by runs of numbers: to look for each message that comes among texts would
 * cost several times as much, since most are new, and count on from the one before.
 */
export class OriginPlaces {
  /** By what is before the number. */
  readonly #numbered = new Map<string, NumberedPlaces>();
  readonly #others = new Map<string, number>();
  /** What was looked at last: most origins begin as the one before. */
  #prefix: string | undefined;
  #places: NumberedPlaces | undefined;
  /** The origin that was looked at last; how many digits its number has, and the number; and where such are, if there are any. */
  #lookedAt: string | undefined;
  #digits = 0;
  #number = 0;
  #found: NumberedPlaces | undefined;

  /** Where an origin is; `undefined` if it is not known of. */
  get(origin: string): number | undefined {
    this.#look(origin);
    return this.#digits === 0 ? this.#others.get(origin) : this.#found?.get(this.#number);
  }

  /** Takes note of where an origin is that is not known of: behind all others. */
  set(origin: string, place: number): void {
    // Mostly it was asked for just before.
    if (origin !== this.#lookedAt) this.#look(origin);
    if (this.#digits === 0) this.#others.set(origin, place);
    else (this.#found ??= this.#newPlaces(origin, this.#digits)).set(this.#number, place);
  }

  #look(origin: string): void {
    this.#lookedAt = origin;
    const digits = this.#digits = numberLength(origin);
    if (digits === 0) return;
    this.#found = this.#placesOf(origin, digits);
    this.#number = numberAtEnd(origin, digits);
  }

  /** Forgets origins that are at places one after another, from that one on, which is the first of all. */
  delete(run: Readonly<OriginRun>, place: number): void {
    const { first, count } = run;
    this.#lookedAt = undefined;
    const digits = numberLength(first);
    if (digits === 0) {
      for (const origin of originsOf(run)) {
        if (this.#others.get(origin) === place) this.#others.delete(origin);
        place++;
      }
      return;
    }
    const places = this.#placesOf(first, digits);
    if (places === undefined) return;
    const from = numberAtEnd(first, digits);
    for (let n = 0; n < count; n++) places.delete(from + n, place + n);
    if (!places.isEmpty) return;
    this.#numbered.delete(this.#prefix as string);
    this.#prefix = undefined;
    this.#places = undefined;
  }

  #placesOf(origin: string, digits: number): NumberedPlaces | undefined {
    const length = origin.length - digits;
    if (this.#prefix?.length === length && origin.startsWith(this.#prefix)) return this.#places;
    const prefix = origin.slice(0, length);
    const places = this.#numbered.get(prefix);
    if (places === undefined) return undefined;
    this.#prefix = prefix;
    this.#places = places;
    return places;
  }

  #newPlaces(origin: string, digits: number): NumberedPlaces {
    const places = new NumberedPlaces();
    this.#prefix = origin.slice(0, origin.length - digits);
    this.#places = places;
    this.#numbered.set(this.#prefix, places);
    return places;
  }
}

/** How many digits the number has that an origin is kept by; 0 if it is kept as a text. */
function numberLength(origin: string): number {
  const digits = digitsOf(origin);
  if (digits === 0 || digits === origin.length) return 0;
  const before = origin.charCodeAt(origin.length - digits - 1);
  return before === SLASH || before === HYPHEN || before === COLON ? digits : 0;
}
