import type { LinkAddress } from "../../links/link.ts";
import type { JetstreamAddress } from "../../links/jetstream/mod.ts";
import type { Acknowledge } from "../../links/terms.ts";
import type { LinkNode } from "../../protocol/mod.ts";
import type { ChannelBlueprint, Troupe } from "../plan/mod.ts";

/** An aqueduct as drawn: its channels in this pod, and how it finds its other end. */
export interface AqueductBlueprint {
  readonly name: string;
  readonly channels: readonly ChannelBlueprint[];
  readonly does: LinkNode["does"];
  /** `undefined` where it has none, which is a fault that was noted. */
  readonly address: LinkAddress | undefined;
  /** What lies between the pods, if something does. */
  readonly via: JetstreamAddress | undefined;
  readonly acknowledge: Acknowledge;
  readonly label: string | undefined;
  readonly stopTimeoutMs: number;
  /** The troupe that its actor is to be in; `undefined` if nothing was said. */
  readonly troupe: Troupe | undefined;
}
