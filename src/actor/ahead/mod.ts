/**
 * Work on messages of which later ones may be done before earlier ones are: looked at ahead, and marked where they are done.
 *
 * @module
 */
export { LoopCondition } from "./loop_condition.ts";
export type { LoopHands, LoopTurns } from "./loop_hands.ts";
export { Marks } from "./marks.ts";
export { type PeekedMessage, PeekWindow } from "./peek_window.ts";
export { partFaults, placed, type ResultsTx, trySendResult } from "./results.ts";
export { marksFault, roomFaults, windowFaults } from "./room.ts";
