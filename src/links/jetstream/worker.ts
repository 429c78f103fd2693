import { type ActorDefinition, defineActor, type Port, txBundle } from "../../actor/mod.ts";
import { raw, type RawKind } from "../../channel/raw/mod.ts";
import { JETSTREAM_ARGS, type JetstreamArgs } from "./terms.ts";
import { type WorkerActor, WorkerRun } from "./worker_run.ts";
import { WORKER_STATE, type WorkerState } from "./worker_state.ts";

/** The taking end of an aqueduct over JetStream whose messages several pods share. The graph draws it. */
export const jetstreamWorker: ActorDefinition<
  { readonly messages: Port<RawKind<"raw">, "tx", true> },
  WorkerState,
  JetstreamArgs
> = defineActor(import.meta, "jetstreamWorker", {
  ports: { messages: txBundle(raw) },
  state: WORKER_STATE,
  args: JETSTREAM_ARGS,
  followed: true,
  async run(actor) {
    await new WorkerRun(actor as unknown as WorkerActor).run();
  },
});
