import { type ActorDefinition, defineActor, type Port, txBundle } from "../../actor/mod.ts";
import { raw, type RawKind } from "../../channel/raw/mod.ts";
import { JETSTREAM_ARGS, type JetstreamArgs } from "./terms.ts";
import { type LogWorkerActor, LogWorkerRun } from "./worker_run.ts";
import { LOG_WORKER_STATE, type LogWorkerState } from "./states.ts";

/** The taking end of an aqueduct over JetStream whose messages several pods share. The graph draws it. */
export const jetstreamWorker: ActorDefinition<
  { readonly messages: Port<RawKind<"raw">, "tx", true> },
  LogWorkerState,
  JetstreamArgs
> = defineActor(import.meta, "jetstreamWorker", {
  ports: { messages: txBundle(raw) },
  state: LOG_WORKER_STATE,
  args: JETSTREAM_ARGS,
  followed: true,
  async run(actor) {
    await new LogWorkerRun(actor as unknown as LogWorkerActor).run();
  },
});
