/**
 * The door for tests: one actor at a time, with everything around it played by the test, in virtual time.
 *
 * @module
 */
export {
  type PlayedInput,
  type PlayedOutput,
  type PlayersOf,
  type RehearsalEnd,
  type RehearsalOptions,
  rehearse,
  type Scene,
  type SceneOf,
} from "./rehearsal.ts";
export type { Stretch } from "./moment.ts";
