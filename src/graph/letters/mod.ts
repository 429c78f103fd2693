/**
 * Messages that were taken out, and how they come back: inquests, dead letters, replays.
 *
 * @module
 */
export { exportDeadLetters, importDeadLetters } from "./dead_letter_text.ts";
export type { DeadLetter } from "./dead_letters.ts";
export { Inquests } from "./inquests.ts";
export type { ReplayOptions } from "./replay_place.ts";
export { Replays } from "./replays.ts";
