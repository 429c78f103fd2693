import type { ActorDefinition } from "../actor/definition.ts";
import { RxBundle } from "../channel/bundle.ts";
import type { Rx } from "../channel/rx.ts";
import type { ListeningEnd } from "../inbox/host_end.ts";

/** What an actor does that stands for a listener of the host: it takes all that comes, and tells it once it is taken for good. */
export function listening({ target, queue: listener }: ListeningEnd): ActorDefinition["run"] {
  return async (actor) => {
    const port = actor.ports.in as unknown as Rx<unknown> | RxBundle<unknown>;
    const input = port instanceof RxBundle ? port : new RxBundle([port]);
    const messages = input.avail();
    while (
      actor.isRunning((vote) => vote(`more may come on ${target}`, input.isClosedAndEmpty))
    ) {
      await actor.wait(messages);
      const heard = input.takeBatch();
      actor.commit();
      listener.heard(heard);
    }
    listener.end(new Error(`nothing more comes on ${target}: all who send on it have ended`));
  };
}
