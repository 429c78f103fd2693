import { type ActorDefinition, defineActor, type Port, txBundle } from "../actor/mod.ts";
import { raw, type RawKind } from "../channel/raw/mod.ts";
import type { IngressActor } from "./ingress_lane.ts";
import { IngressPart } from "./ingress_run.ts";
import { LinkRun } from "./link_run.ts";
import { LINK_STATE, type LinkState } from "./link_state.ts";
import { LINK_ARGS, type LinkArgs } from "./terms.ts";

/** The taking end of an aqueduct: takes from the link, and sends into a channel of this pod. The graph draws it, with a cell for each lane. */
export const ingress: ActorDefinition<
  { readonly messages: Port<RawKind<"raw">, "tx", true> },
  LinkState,
  LinkArgs
> = defineActor(import.meta, "ingress", {
  ports: { messages: txBundle(raw) },
  state: LINK_STATE,
  args: LINK_ARGS,
  async run(actor) {
    const link = actor as unknown as IngressActor;
    await new LinkRun(link, new IngressPart(link)).run();
  },
});
