import { viewsOf } from "../memory/views.ts";
import {
  JOURNAL_APPLIED_WORD,
  JOURNAL_BETWEEN_WORD,
  JOURNAL_COMMITTED_WORD,
  JOURNAL_ENDS_WORD,
  JOURNAL_GENERATION_WORD,
  JOURNAL_TURN_HIGH_WORD,
  JOURNAL_VERSION,
  JOURNAL_VERSION_WORD,
  journalEndIdentityWord,
  journalEndsEverWord,
  journalIdentityWord,
} from "./journal_layout.ts";
import { lowerAfter } from "./journal.ts";

/**
 * What shows that a journal was changed by others than its actor and its host, as the end of a sentence; `undefined` if nothing does. Host
 * side, while nobody is at work.
 *
 * @param generations how many generations of the actor were let in
 */
export function journalDamage(
  region: SharedArrayBuffer,
  at: number,
  ends: number,
  generations: number,
): string | undefined {
  const { words } = viewsOf(region);
  const word = (index: number) => words[at / 4 + index] as number;
  if (word(JOURNAL_VERSION_WORD) !== JOURNAL_VERSION || word(JOURNAL_ENDS_WORD) !== ends) {
    return "it is not laid out as the plan says";
  }
  const [committed, applied] = [word(JOURNAL_COMMITTED_WORD), word(JOURNAL_APPLIED_WORD)];
  if (committed !== applied && committed !== lowerAfter(applied)) {
    return `turn ${committed} would follow on turn ${applied}`;
  }
  const generation = word(JOURNAL_GENERATION_WORD);
  if (generation < -1 || generation >= Math.max(1, generations)) {
    return `generation ${generation} would be at work, after ${generations} were let in`;
  }
  const identities = Array.from(
    { length: ends },
    (_, end) => word(journalEndIdentityWord(ends, end)),
  );
  const ever = word(journalEndsEverWord(ends));
  if (
    word(journalIdentityWord(ends)) < 0 || new Set(identities).size < ends ||
    identities.some((identity) => identity < 0 || identity >= ever)
  ) return "the numbers that it and its ends are known by cannot be";
  const isSound = [0, 1].includes(word(JOURNAL_BETWEEN_WORD)) && word(JOURNAL_TURN_HIGH_WORD) >= 0;
  return isSound ? undefined : "what it says of the turn under way is nothing that it can say";
}
