import { type ActorDefinition, defineActor, type Port, txBundle } from "../../actor/mod.ts";
import { raw, type RawKind } from "../../channel/raw/mod.ts";
import { type IngressActor, IngressRun } from "./ingress_run.ts";
import { INGRESS_STATE, type IngressState } from "./ingress_state.ts";
import { JETSTREAM_ARGS, type JetstreamArgs } from "./terms.ts";

/** The taking end of an aqueduct over JetStream: reads the log, and sends into a channel of this pod. The graph draws it. */
export const jetstreamIngress: ActorDefinition<
  { readonly messages: Port<RawKind<"raw">, "tx", true> },
  IngressState,
  JetstreamArgs
> = defineActor(import.meta, "jetstreamIngress", {
  ports: { messages: txBundle(raw) },
  state: INGRESS_STATE,
  args: JETSTREAM_ARGS,
  followed: true,
  async run(actor) {
    await new IngressRun(actor as unknown as IngressActor).run();
  },
});
