/**
 * The turn journal: commits what an actor did between two waits as one. The worker commits; the host
 * prepares journals, raises fences, finishes turns that were left half published, and reads the mask of an actor that does not run.
 *
 * @module
 */
export {
  fenceOff,
  forgetNotes,
  hasCommitted,
  hasEnded,
  initJournal,
  isSettled,
  lastCommitted,
  lastReplayed,
  type PublishEnd,
  raiseFence,
  readMask,
  reopenTurns,
  settleTurn,
  touchedAt,
  type TurnEnd,
  TurnJournal,
  type TurnState,
  wasBetweenTurns,
} from "./journal.ts";
export { journalBytes } from "./journal_layout.ts";
