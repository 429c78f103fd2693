import { printError } from "../../printer.ts";

/** So many wrong tokens of one client cost nothing: people mistype. */
const FREE = 10;

/** After so many milliseconds one of them is forgotten. */
const FORGOTTEN_MS = 5000;

/** Time between two further tries of one client, in milliseconds, and how many may wait for theirs. */
const PAUSE_MS = 1000;
const MOST_WAITING = 8;

/** How many clients are known at most, and how many wrong tokens of each. Whoever came first is forgotten first. */
const MOST_CLIENTS = 1000;
const MOST_KNOWN = 8;

/** Between two lines about it, in milliseconds: who guesses must not fill the log of the process that is looked at. */
const QUIET_MS = 60_000;

/** What is used of the surroundings; a test puts its own in its place. */
export interface GuessSurroundings {
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
  readonly print: (line: string) => void;
}

const SURROUNDINGS: GuessSurroundings = {
  now: () => performance.now(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  print: printError,
};

/** What one client has tried. */
interface Tries {
  wrong: number;
  /** Until when wrong ones have been forgotten. */
  forgottenAt: number;
  /** When the next try may be looked at. */
  nextAt: number;
  waiting: number;
  /** What was wrong last, as digests: who says it again guesses nothing. */
  readonly known: string[];
}

/**
 * Slows down who guesses a token, and tells of it in the log. Clients are told apart by a name, such as their address. One that
 * was wrong often waits before each further try is looked at: tries are never refused for good, and no other client waits.
 */
export class Guesses {
  readonly #surroundings: GuessSurroundings;
  readonly #clients = new Map<string, Tries>();
  #all = 0;
  #toldAt = -Infinity;

  constructor(surroundings: GuessSurroundings = SURROUNDINGS) {
    this.#surroundings = surroundings;
  }

  /** Whether the client has tried this one lately, and it was wrong. */
  isKnown(client: string, digest: string): boolean {
    return this.#clients.get(client)?.known.includes(digest) ?? false;
  }

  /** Waits until a try of the client may be looked at; false at once where too many of its tries wait already. */
  async mayTry(client: string): Promise<boolean> {
    const tries = this.#clients.get(client);
    if (tries === undefined) return true;
    const now = this.#surroundings.now();
    forget(tries, now);
    if (tries.wrong < FREE) return true;
    if (tries.waiting >= MOST_WAITING) return false;
    const at = Math.max(now, tries.nextAt);
    tries.nextAt = at + PAUSE_MS;
    tries.waiting++;
    try {
      await this.#surroundings.pause(at - now);
    } finally {
      tries.waiting--;
    }
    return true;
  }

  /** Notes that the client was wrong. */
  wasWrong(client: string, digest: string): void {
    const now = this.#surroundings.now();
    const tries = this.#triesOf(client, now);
    forget(tries, now);
    tries.wrong++;
    tries.known.push(digest);
    if (tries.known.length > MOST_KNOWN) tries.known.shift();
    this.#all++;
    if (tries.wrong === FREE) tries.nextAt = now + PAUSE_MS;
    if (tries.wrong >= FREE) this.#tell(client, now);
  }

  #triesOf(client: string, now: number): Tries {
    const known = this.#clients.get(client);
    if (known !== undefined) return known;
    const [first] = this.#clients.keys();
    if (first !== undefined && this.#clients.size >= MOST_CLIENTS) this.#clients.delete(first);
    const tries = { wrong: 0, forgottenAt: now, nextAt: now, waiting: 0, known: [] };
    this.#clients.set(client, tries);
    return tries;
  }

  #tell(client: string, now: number): void {
    if (now - this.#toldAt < QUIET_MS) return;
    this.#toldAt = now;
    this.#surroundings.print(
      `Telemetry is given wrong tokens, last by ${client}: ${this.#all} since it started. ` +
        "Whoever is wrong often is let wait before each further try",
    );
  }
}

function forget(tries: Tries, now: number): void {
  const forgotten = Math.floor((now - tries.forgottenAt) / FORGOTTEN_MS);
  tries.wrong = Math.max(0, tries.wrong - forgotten);
  tries.forgottenAt += forgotten * FORGOTTEN_MS;
}
