import { type ActorDefinition, defineActor, type Port, rxBundle } from "../../actor/mod.ts";
import { raw, type RawKind } from "../../channel/raw/mod.ts";
import { type LogEgressActor, LogEgressRun } from "./egress_run.ts";
import { LOG_EGRESS_STATE, type LogEgressState } from "./states.ts";
import { JETSTREAM_ARGS, type JetstreamArgs } from "./terms.ts";

/** The sending end of an aqueduct over JetStream: takes from a channel of this pod, and writes the log. The graph draws it. */
export const jetstreamEgress: ActorDefinition<
  { readonly messages: Port<RawKind<"raw">, "rx", true> },
  LogEgressState,
  JetstreamArgs
> = defineActor(import.meta, "jetstreamEgress", {
  ports: { messages: rxBundle(raw) },
  state: LOG_EGRESS_STATE,
  args: JETSTREAM_ARGS,
  async run(actor) {
    await new LogEgressRun(actor as unknown as LogEgressActor).run();
  },
});
