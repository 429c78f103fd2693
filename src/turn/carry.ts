import { viewsOf } from "../memory/views.ts";
import {
  JOURNAL_APPLIED_WORD,
  JOURNAL_BETWEEN_WORD,
  JOURNAL_COMMITTED_WORD,
  JOURNAL_ENDS_WORD,
  JOURNAL_GENERATION_WORD,
  JOURNAL_LAST_WORD,
  JOURNAL_MASK_WORD,
  JOURNAL_NEXT_MASK_WORD,
  JOURNAL_NEXT_REPLAYED_WORD,
  JOURNAL_REPLAYED_WORD,
  JOURNAL_TURN_HIGH_WORD,
  journalEndIdentityWord,
  journalEndsEverWord,
  journalIdentityWord,
  journalTouchedWord,
} from "./journal_layout.ts";

/** Where a journal is. */
export interface JournalPlace {
  readonly region: SharedArrayBuffer;
  readonly at: number;
}

/** What the same journal says wherever it lies. The copies of the state that are current are the first ones there. */
const CARRIED_WORDS = [
  JOURNAL_GENERATION_WORD,
  JOURNAL_COMMITTED_WORD,
  JOURNAL_APPLIED_WORD,
  JOURNAL_LAST_WORD,
  JOURNAL_REPLAYED_WORD,
  JOURNAL_NEXT_REPLAYED_WORD,
  JOURNAL_TURN_HIGH_WORD,
  JOURNAL_BETWEEN_WORD,
] as const;

/**
 * Copies a journal to another place, where one is laid out, perhaps for other ends. What its actor left half published is finished by then.
 * Host side, while nobody is at work.
 *
 * @param ends which end of the old journal each end of the new one is, if any
 */
export function carryJournal(
  from: JournalPlace,
  to: JournalPlace,
  ends: readonly (number | undefined)[],
): void {
  const [source, target] = [viewsOf(from.region).words, viewsOf(to.region).words];
  for (const word of CARRIED_WORDS) {
    target[to.at / 4 + word] = source[from.at / 4 + word] as number;
  }
  target[to.at / 4 + JOURNAL_MASK_WORD] = 0;
  target[to.at / 4 + JOURNAL_NEXT_MASK_WORD] = 0;
  const count = source[from.at / 4 + JOURNAL_ENDS_WORD] as number;
  target[to.at / 4 + journalIdentityWord(ends.length)] =
    source[from.at / 4 + journalIdentityWord(count)] as number;
  let ever = source[from.at / 4 + journalEndsEverWord(count)] as number;
  ends.forEach((end, i) => {
    target[to.at / 4 + journalEndIdentityWord(ends.length, i)] = end === undefined
      ? ever++
      : source[from.at / 4 + journalEndIdentityWord(count, end)] as number;
    if (end === undefined) return;
    const touched = source[from.at / 4 + journalTouchedWord(count, end)] as number;
    target[to.at / 4 + journalTouchedWord(ends.length, i)] = touched;
  });
  target[to.at / 4 + journalEndsEverWord(ends.length)] = ever;
}

/** Gives an actor that was not there before a number in ids of effects, which nobody has had. Host side, while nobody is at work. */
export function nameJournal({ region, at }: JournalPlace, identity: number): void {
  const { words } = viewsOf(region);
  words[at / 4 + journalIdentityWord(words[at / 4 + JOURNAL_ENDS_WORD] as number)] = identity;
}
