import type { RxControl, TxControl } from "../channel/ring/mod.ts";
import type { ProbeWriter } from "../probe/write.ts";
import type { ActorPlan, SuspectMessage } from "../protocol/mod.ts";
import type { TurnJournal } from "../turn/mod.ts";
import type { Surroundings } from "./surroundings.ts";

/** What a generation keeps of its actor's plan: the rest is only needed to set the setting. */
export type Role = Pick<
  ActorPlan,
  "index" | "seat" | "name" | "instance" | "label" | "args" | "waitStrategy" | "inCycle"
>;

/** What one generation of an actor works with. */
export interface Setting {
  readonly role: Role;
  readonly generation: number;
  readonly ports: Readonly<Record<string, unknown>>;
  /** The controls of all its channel ends, those of bundles included. */
  readonly ends: readonly (TxControl | RxControl)[];
  readonly state: Record<string, unknown>;
  readonly journal: TurnJournal;
  readonly probe: ProbeWriter;
  readonly surroundings: Surroundings;
  /** Inputs to go on with one message a turn, because of what their messages may have done to the generation before. */
  /** Whether all its peers share its thread. */
  readonly isLocal: boolean;
  readonly suspects: readonly SuspectMessage[];
}
