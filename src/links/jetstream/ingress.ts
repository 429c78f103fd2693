import { type ActorDefinition, defineActor, type Port, txBundle } from "../../actor/mod.ts";
import { raw, type RawKind } from "../../channel/raw/mod.ts";
import { type LogIngressActor, LogIngressRun } from "./ingress_run.ts";
import { LOG_INGRESS_STATE, type LogIngressState } from "./states.ts";
import { JETSTREAM_ARGS, type JetstreamArgs } from "./terms.ts";

/** The taking end of an aqueduct over JetStream: reads the log, and sends into a channel of this pod. The graph draws it. */
export const jetstreamIngress: ActorDefinition<
  { readonly messages: Port<RawKind<"raw">, "tx", true> },
  LogIngressState,
  JetstreamArgs
> = defineActor(import.meta, "jetstreamIngress", {
  ports: { messages: txBundle(raw) },
  state: LOG_INGRESS_STATE,
  args: JETSTREAM_ARGS,
  followed: true,
  async run(actor) {
    await new LogIngressRun(actor as unknown as LogIngressActor).run();
  },
});
