import type { Actor } from "../actor/mod.ts";
import type { StateOf } from "../state/mod.ts";
import type { LinkState } from "./link_state.ts";
import type { LinkArgs } from "./terms.ts";

/** A link actor as its parts see it. */
export interface LinkActor extends
  Pick<
    Actor,
    | "clock"
    | "commit"
    | "generation"
    | "isRunning"
    | "label"
    | "log"
    | "setStatus"
    | "settled"
    | "signal"
    | "stopping"
    | "timeout"
    | "wait"
  > {
  readonly args: Readonly<LinkArgs>;
  readonly state: StateOf<LinkState>;
}
