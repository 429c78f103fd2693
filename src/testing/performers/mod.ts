/**
 * What plays an actor in a simulation, in place of its module. Each is exact under faults: what it has done it reads from its channels,
 * so a death makes it neither send twice nor count twice.
 *
 * @module
 */
export { collect } from "./collect.ts";
export { delaying } from "./delaying.ts";
export { echo, ECHO_OPTIONS, type EchoOptions } from "./echo.ts";
export {
  type Expectation,
  expecting,
  EXPECTING_OPTIONS,
  type ExpectingOptions,
  type PlainOf,
} from "./expecting.ts";
export { feed } from "./feed.ts";
export { idle } from "./idle.ts";
export {
  type AnyActor,
  type AnyPerformer,
  type Backstage,
  type CollectingPerformer,
  direct,
  type Direction,
  directionOf,
  type Performed,
  type Performer,
  type PerformerFor,
  type ScriptedPerformer,
  type Sends,
  type TakenAt,
  type Takes,
  type UsesOf,
} from "./part.ts";
export { recorded, RECORDED_OPTIONS, type RecordedOptions } from "./recorded.ts";
export { failing, hanging, TRIP_OPTIONS, type TripOptions } from "./tripped.ts";
export { carried, endsOf, laneFault, portName, type PortUse, useFaults } from "./ports.ts";
