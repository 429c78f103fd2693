import { type ActorDefinition, defineActor, type Port, rxBundle } from "../actor/mod.ts";
import { raw, type RawKind } from "../channel/raw/mod.ts";
import { type EgressActor, EgressPart } from "./egress_run.ts";
import { LinkRun } from "./link_run.ts";
import { LINK_STATE, type LinkState } from "./link_state.ts";
import { LINK_ARGS, type LinkArgs } from "./terms.ts";

/** The sending end of an aqueduct: takes from a channel of this pod, and sends on the link. The graph draws it. */
export const egress: ActorDefinition<
  { readonly messages: Port<RawKind<"raw">, "rx", true> },
  LinkState,
  LinkArgs
> = defineActor(import.meta, "egress", {
  ports: { messages: rxBundle(raw) },
  state: LINK_STATE,
  args: LINK_ARGS,
  async run(actor) {
    const link = actor as unknown as EgressActor;
    await new LinkRun(link, new EgressPart(link)).run();
  },
});
