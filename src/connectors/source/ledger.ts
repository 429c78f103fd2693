import { type Cell, cell, text } from "../../actor/mod.ts";
import { OriginPlaces } from "./origin_places.ts";
import {
  type LedgerEntry,
  lengthAtMost,
  type OriginRun,
  OriginRuns,
  originsOf,
  runsIn,
} from "./origin_runs.ts";

/** The pages of the ledger: cells of the actor's state, so that a page that is full is not written again with each turn. */
export type LedgerCell = `page${
  | 0
  | 1
  | 2
  | 3
  | 4
  | 5
  | 6
  | 7
  | 8
  | 9
  | 10
  | 11
  | 12
  | 13
  | 14
  | 15}`;

const PAGES = 16;
const PAGE_BYTES = 32 * 1024;
/** How many pages have room for all that may be under way. The others remember what was. */
const PAGES_UNDER_WAY = 8;
const MIN_PAGE_ENTRIES = 64;

/** The cells of the ledger, for the schema of a source's state. */
export const LEDGER_STATE: Readonly<Record<LedgerCell, Cell<string>>> = Object.fromEntries(
  Array.from({ length: PAGES }, (_, n) => [`page${n}`, cell(text, "", { maxBytes: PAGE_BYTES })]),
) as Record<LedgerCell, Cell<string>>;

/** Two numbers, and what is between them. */
const HEAD_LENGTH = 40;
/** What a character that is not ASCII takes at most, in UTF-8, for each of its units. */
const WIDE_BYTES = 3;
/** A text is kept as JSON, which puts two around it, and has nothing to escape in it. */
const QUOTES = 2;

function isAscii(origin: string): boolean {
  return /^\p{ASCII}*$/u.test(origin);
}

/** The longest origin, so that some hundred of them fit a page whatever they are. */
export const MAX_ORIGIN = 1500;

/** One page: its entries, and how it stands in its cell. */
class Page {
  readonly first: number;
  readonly sentBefore: number;
  readonly #runs = new OriginRuns();
  #count = 0;
  #isAscii = true;

  constructor(first: number, sentBefore: number) {
    this.first = first;
    this.sentBefore = sentBefore;
  }

  /** Its origins, in order. */
  get runs(): readonly OriginRun[] {
    return this.#runs.all;
  }

  /** `first place:messages sent before`, and the origins. */
  get text(): string {
    return `${this.first}:${this.sentBefore} ${this.#runs.text}`;
  }

  /** Whether an entry counts on from the one before, and takes no room, on a page of `most` entries. */
  continues(entry: LedgerEntry, most: number): boolean {
    return this.#count < most && this.#runs.continues(entry);
  }

  /** Whether there is room for an entry that does not. */
  fits({ origin }: LedgerEntry, most: number): boolean {
    if (this.#count >= most) return false;
    const unitBytes = this.#isAscii && isAscii(origin) ? 1 : WIDE_BYTES;
    const length = HEAD_LENGTH + this.#runs.length + lengthAtMost(origin);
    return length * unitBytes <= PAGE_BYTES - QUOTES;
  }

  /** Adds as many entries that count on. */
  countOn(count = 1): void {
    this.#runs.countOn(count);
    this.#count += count;
  }

  /** Adds an entry that does not. */
  begin(entry: LedgerEntry): void {
    this.#isAscii &&= isAscii(entry.origin);
    this.#runs.begin(entry);
    this.#count++;
  }

  static read(text: string): Page {
    const at = text.indexOf(" ");
    const [first, sentBefore] = text.slice(0, at).split(":").map(Number) as [number, number];
    const page = new Page(first, sentBefore);
    for (const { first: origin, isDead, count } of runsIn(text.slice(at + 1))) {
      page.begin({ origin, isDead });
      page.countOn(count - 1);
    }
    return page;
  }
}

/**
 * What a source has dealt with, in order: which message of the service became which message of the channel, or a dead letter. It is part of
 * the actor's state, so it is right whenever the actor dies, and its successor knows each message that the service hands over again.
 *
 * Each message has a place, from 0 on. Beyond those that are under way the ledger remembers as many again, about, that were.
 */
export class Ledger {
  readonly #cells: Record<LedgerCell, string>;
  readonly #pageEntries: number;
  readonly #pages: Page[] = [];
  readonly #places = new OriginPlaces();
  readonly #dead = new Set<number>();
  /** The entry of which it is known that it counts on from the last one. */
  #continuing: LedgerEntry | undefined;
  #end = 0;
  #sent: number;
  #pagesMade = 0;

  /**
   * @param cells the state that it is kept in
   * @param sent how many messages the channel has had by now
   * @param isNew whether what is in the cells is of an earlier process, whose channels are gone
   */
  constructor(
    cells: Record<LedgerCell, string>,
    maxInFlight: number,
    { sent, isNew }: { readonly sent: number; readonly isNew: boolean },
  ) {
    this.#cells = cells;
    this.#sent = sent;
    this.#pageEntries = Math.max(Math.ceil(maxInFlight / PAGES_UNDER_WAY), MIN_PAGE_ENTRIES);
    for (let n = 0; n < PAGES; n++) {
      if (isNew) this.#cells[cellOf(n)] = "";
      const text = this.#cells[cellOf(n)];
      if (text !== "") this.#pages.push(Page.read(text));
    }
    this.#pages.sort((a, b) => a.first - b.first);
    for (const page of this.#pages) this.#know(page);
    this.#pagesMade = this.#newest === undefined ? 0 : this.#cellNumberOf(this.#newest) + 1;
  }

  get #newest(): Page | undefined {
    return this.#pages.at(-1);
  }

  /** Which cell a page that was read is in. */
  #cellNumberOf(page: Page): number {
    for (let n = 0; n < PAGES; n++) {
      if (this.#cells[cellOf(n)].startsWith(`${page.first}:`)) return n;
    }
    throw new Error("Cannot happen: a page of the ledger is in no cell");
  }

  #know(page: Page): void {
    this.#end = page.first;
    this.#sent = page.sentBefore;
    for (const run of page.runs) {
      for (const origin of originsOf(run)) this.#count({ origin, isDead: run.isDead });
    }
  }

  #count({ origin, isDead }: LedgerEntry): number {
    const place = this.#end++;
    this.#places.set(origin, place);
    if (isDead) this.#dead.add(place);
    else this.#sent++;
    return place;
  }

  /** The first place that it still knows of. */
  get first(): number {
    return this.#pages[0]?.first ?? 0;
  }

  /** How many messages were sent before the first place that it still knows of. */
  get sentBefore(): number {
    return this.#pages[0]?.sentBefore ?? this.#sent;
  }

  /** The place that the next message gets. */
  get end(): number {
    return this.#end;
  }

  /** How many of them all were sent. */
  get sent(): number {
    return this.#sent;
  }

  /** Where a message is; `undefined` if it is not known of. */
  placeOf(origin: string): number | undefined {
    return this.#places.get(origin);
  }

  /** Whether the message at a place became a dead letter. */
  isDead(place: number): boolean {
    return this.#dead.size > 0 && this.#dead.has(place);
  }

  /** Whether there is room for one more, if all before `doneBefore` may be forgotten. */
  hasRoom(entry: LedgerEntry, doneBefore: number): boolean {
    const page = this.#newest;
    if (page?.continues(entry, this.#pageEntries)) {
      this.#continuing = entry;
      return true;
    }
    if (page?.fits(entry, this.#pageEntries)) return true;
    if (this.#pages.length < PAGES) return true;
    const next = this.#pages[1] as Page;
    return next.first <= doneBefore;
  }

  /** Adds a message, as part of the turn that deals with it. There must be room, and {@link Ledger.write} is to follow in that turn. */
  add(entry: LedgerEntry): number {
    const most = this.#pageEntries;
    let page = this.#newest;
    if (page !== undefined && (entry === this.#continuing || page.continues(entry, most))) {
      page.countOn();
    } else {
      if (page === undefined || !page.fits(entry, most)) page = this.#turnPage();
      page.begin(entry);
    }
    this.#continuing = undefined;
    return this.#count(entry);
  }

  /** Puts what was added into the state. */
  write(): void {
    const page = this.#newest;
    if (page !== undefined) this.#cells[cellOf(this.#pagesMade - 1)] = page.text;
  }

  #turnPage(): Page {
    this.write();
    if (this.#pages.length === PAGES) this.#forget(this.#pages.shift() as Page);
    const page = new Page(this.#end, this.#sent);
    this.#pages.push(page);
    this.#pagesMade++;
    return page;
  }

  #forget({ first, runs }: Page): void {
    let place = first;
    for (const run of runs) {
      this.#places.delete(run, place);
      if (run.isDead) this.#dead.delete(place);
      place += run.count;
    }
  }
}

function cellOf(page: number): LedgerCell {
  return `page${page % PAGES}` as LedgerCell;
}
