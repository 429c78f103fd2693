/** A source that reads from what stands in for a service, and who notes what it sends. */
import { cell, defineActor, delivery, json, rx } from "@steady-state/deno/actor";
import { defineSource, type SourceWireKind } from "@steady-state/deno/connectors";

/** A message with a number. */
export interface Numbered {
  readonly id: number;
}

/** The kind of a wire that no test has. */
const nobody: SourceWireKind<Record<never, never>> = {
  name: "nobody",
  args: {},
  redelivers: true,
  faults: () => [],
  create: () => Promise.reject(new Error("the real service is asked for")),
};

export const numbered = defineSource(import.meta, "numbered", {
  wire: nobody,
  kind: json<Numbered>(),
});

/** Notes the origin of each message that it has taken. */
export const seen = defineActor(import.meta, "seen", {
  ports: { messages: rx(delivery(json<Numbered>())) },
  state: { origins: cell(json<string[]>(), []) },
  async run(actor) {
    const { ports: { messages }, state } = actor;
    while (actor.isRunning(() => messages.isClosedAndEmpty)) {
      await actor.wait(messages.avail());
      for (const { origin } of messages.takeBatch(3)) state.origins.push(origin);
    }
  },
});
