import { PACKAGE_URL, type PackageCopy, VERSION } from "../../package.ts";
import { TRAIL_VERSION } from "../../probe/trail_layout.ts";
import { JSON_VERSION } from "../json/json_layout.ts";
import { CHANNEL_VERSION } from "./channel_layout.ts";

/**
 * Version of what the two parts of one thread ask of each other that may come from different copies of this package: the ends and
 * conditions that a kind makes, and the actor, the journal and the host's inquest that use them. It covers the members of `RxControl`,
 * `TxControl`, `RingMemory` and `Condition` that are called from other rooms, what ends are asked beside the verbs of `Rx` and `Tx`
 * (`touches`), and what a kind's `createTx` and `createRx` return. Raise it when one of them changes its name, its
 * arguments or its meaning, or when a new one is asked for.
 */
export const ENDS_VERSION = 3;

/** The copy of this package that kinds made here are of, with what a kind must agree on with whoever uses it. */
export const KIND_COPY: PackageCopy = {
  url: PACKAGE_URL,
  version: VERSION,
  layouts: {
    channel: CHANNEL_VERSION,
    trail: TRAIL_VERSION,
    json: JSON_VERSION,
    ends: ENDS_VERSION,
  },
};
