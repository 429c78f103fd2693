import { type Cell, cell, text } from "../../actor/mod.ts";
import { OriginPlaces } from "./origin_places.ts";
import { type LedgerEntry, lengthAtMost, OriginRuns, originsIn } from "./origin_runs.ts";

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
  readonly entries: LedgerEntry[] = [];
  readonly #runs = new OriginRuns();
  #isAscii = true;

  constructor(first: number, sentBefore: number) {
    this.first = first;
    this.sentBefore = sentBefore;
  }

  /** `first place:messages sent before`, and the origins. */
  get text(): string {
    return `${this.first}:${this.sentBefore} ${this.#runs.text}`;
  }

  fits(entry: LedgerEntry, most: number): boolean {
    if (this.entries.length >= most) return false;
    if (this.#runs.continues(entry)) return true;
    const { origin } = entry;
    const unitBytes = this.#isAscii && isAscii(origin) ? 1 : WIDE_BYTES;
    const length = HEAD_LENGTH + this.#runs.length + lengthAtMost(origin);
    return length * unitBytes <= PAGE_BYTES - QUOTES;
  }

  add(entry: LedgerEntry): void {
    this.entries.push(entry);
    this.#isAscii &&= this.#runs.continues(entry) || isAscii(entry.origin);
    this.#runs.add(entry);
  }

  static read(text: string): Page {
    const at = text.indexOf(" ");
    const [first, sentBefore] = text.slice(0, at).split(":").map(Number) as [number, number];
    const page = new Page(first, sentBefore);
    for (const entry of originsIn(text.slice(at + 1))) page.add(entry);
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
    for (const entry of page.entries) this.#count(entry);
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
    return this.#dead.has(place);
  }

  /** Whether there is room for one more, if all before `doneBefore` may be forgotten. */
  hasRoom(entry: LedgerEntry, doneBefore: number): boolean {
    if (this.#newest?.fits(entry, this.#pageEntries)) return true;
    if (this.#pages.length < PAGES) return true;
    const next = this.#pages[1] as Page;
    return next.first <= doneBefore;
  }

  /** Adds a message, as part of the turn that deals with it. There must be room, and {@link Ledger.write} is to follow in that turn. */
  add(entry: LedgerEntry): number {
    let page = this.#newest;
    if (page === undefined || !page.fits(entry, this.#pageEntries)) page = this.#turnPage();
    page.add(entry);
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

  #forget({ first, entries }: Page): void {
    entries.forEach(({ origin, isDead }, i) => {
      this.#places.delete(origin, first + i);
      if (isDead) this.#dead.delete(first + i);
    });
  }
}

function cellOf(page: number): LedgerCell {
  return `page${page % PAGES}` as LedgerCell;
}
