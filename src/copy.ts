/**
 * This copy of the package, with the versions of all that copies must agree on to work together in one graph: every structure in
 * shared memory, and what the parts of a program ask of each other. It is compared, and its parts are nowhere else.
 *
 * @module
 */
import { KIND_COPY } from "./channel/ring/mod.ts";
import { DOORBELL_VERSION } from "./memory/doorbell_layout.ts";
import { REGION_VERSION } from "./memory/region_layout.ts";
import type { PackageCopy } from "./package.ts";
import { PROBE_VERSION } from "./probe/probe_layout.ts";
import { BALLOT_VERSION } from "./shutdown/ballot_layout.ts";
import { STATE_VERSION } from "./state/state_layout.ts";
import { JOURNAL_VERSION } from "./turn/journal_layout.ts";

/**
 * Version of what a definition and whoever runs it ask of each other: the members of `ActorShape` and `ActorDefinition`, and of the
 * `Actor` that `run` gets. Raise it when one of them changes its name or its meaning. Messages between host and worker are always of
 * one copy: the host names its own file as the worker's module.
 */
export const PROTOCOL_VERSION = 3;

/** The copy that actors defined here are of. */
export const THIS_COPY: PackageCopy = {
  ...KIND_COPY,
  layouts: {
    ...KIND_COPY.layouts,
    region: REGION_VERSION,
    doorbell: DOORBELL_VERSION,
    ballot: BALLOT_VERSION,
    journal: JOURNAL_VERSION,
    probe: PROBE_VERSION,
    state: STATE_VERSION,
    protocol: PROTOCOL_VERSION,
  },
};
