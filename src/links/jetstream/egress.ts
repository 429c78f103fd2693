import { type ActorDefinition, defineActor, type Port, rxBundle } from "../../actor/mod.ts";
import { raw, type RawKind } from "../../channel/raw/mod.ts";
import { type EgressActor, EgressRun } from "./egress_run.ts";
import { EGRESS_STATE, type EgressState } from "./egress_state.ts";
import { JETSTREAM_ARGS, type JetstreamArgs } from "./terms.ts";

/** The sending end of an aqueduct over JetStream: takes from a channel of this pod, and writes the log. The graph draws it. */
export const jetstreamEgress: ActorDefinition<
  { readonly messages: Port<RawKind<"raw">, "rx", true> },
  EgressState,
  JetstreamArgs
> = defineActor(import.meta, "jetstreamEgress", {
  ports: { messages: rxBundle(raw) },
  state: EGRESS_STATE,
  args: JETSTREAM_ARGS,
  async run(actor) {
    await new EgressRun(actor as unknown as EgressActor).run();
  },
});
