/**
 * What an end of an aqueduct is told by its graph: plain data, the args of link actors.
 *
 * @module
 */
import type { RawShape } from "../channel/raw/mod.ts";
import type { LinkAddress } from "./link.ts";

/** What the sender may forget a message upon: once the taking pod has it in its channel, or once all that came of it has left that pod's graph. */
export type Acknowledge = "received" | "settled";

/** The args of a link actor. A type and no interface: args are records. */
export type LinkArgs = {
  /** Where it listens, or what it connects to. */
  readonly address: LinkAddress;
  readonly does: "listens" | "connects";
  /** The name of the aqueduct. */
  readonly aqueduct: string;
  /** The name of its graph. */
  readonly graph: string;
  /** What its pod is called by partners. */
  readonly pod: string;
  /** Names its pod, and no other one. */
  readonly podId: string;
  /** The name of the kind. */
  readonly kind: string;
  /** The schema of the kind, for people. */
  readonly schema: string;
  /** The hash of that. */
  readonly hash: string;
  /** How messages lie in memory. */
  readonly shape: RawShape;
  /** The most payload that one message may have here; `Infinity` for messages of a fixed size. */
  readonly payloadBytes: number;
  readonly acknowledge: Acknowledge;
  /** How long it waits at a stop for its partner, in milliseconds. */
  readonly stopTimeoutMs: number;
};

/** What stands for args until the graph gives them. */
export const LINK_ARGS: LinkArgs = {
  address: { wire: "memory", name: "" },
  does: "connects",
  aqueduct: "",
  graph: "",
  pod: "",
  podId: "",
  kind: "",
  schema: "",
  hash: "",
  shape: { form: "columns", columns: [] } as unknown as RawShape,
  payloadBytes: Infinity,
  acknowledge: "received",
  stopTimeoutMs: 20_000,
};
