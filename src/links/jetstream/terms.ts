/**
 * What an end of an aqueduct over JetStream is told by its graph: plain data, the args of its actor.
 *
 * @module
 */
import type { Actor } from "../../actor/mod.ts";
import type { RawShape } from "../../channel/raw/mod.ts";
import type { StateOf } from "../../state/mod.ts";
import type { LinkState } from "../link_state.ts";
import { LINK_ARGS, type LinkArgs } from "../terms.ts";
import { type JetstreamAddress, namedAddress } from "./address.ts";
import type { LogUser } from "./identity.ts";

/** The args of such an actor. A type and no interface: args are records. */
export type JetstreamArgs =
  & { readonly address: JetstreamAddress; readonly shape: RawShape }
  & Pick<
    LinkArgs,
    "aqueduct" | "graph" | "hash" | "kind" | "pod" | "podId" | "schema" | "stopTimeoutMs"
  >;

const NOWHERE = { servers: "", engine: "jetstream" } as unknown as JetstreamAddress;

/** What stands for args until the graph gives them. */
export const JETSTREAM_ARGS: JetstreamArgs = {
  address: NOWHERE,
  aqueduct: LINK_ARGS.aqueduct,
  graph: LINK_ARGS.graph,
  pod: LINK_ARGS.pod,
  podId: LINK_ARGS.podId,
  kind: LINK_ARGS.kind,
  schema: LINK_ARGS.schema,
  hash: LINK_ARGS.hash,
  shape: LINK_ARGS.shape,
  stopTimeoutMs: LINK_ARGS.stopTimeoutMs,
};

/** Such an actor as its parts see it. */
export interface JetstreamActor extends
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
  readonly args: Readonly<JetstreamArgs>;
  readonly state: StateOf<LinkState>;
}

/** The address, with the names of stream and subject. */
export function addressOf({ address, aqueduct }: JetstreamArgs): JetstreamAddress {
  return namedAddress(address, aqueduct);
}

/** Who uses the log. */
export function userOf(
  { aqueduct, kind, schema, hash, graph, pod }: JetstreamArgs,
  girth: number,
): LogUser {
  return { aqueduct, kind, schema, hash, girth, graph, pod };
}
