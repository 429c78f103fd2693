import { defineActor, json, tx } from "../../src/actor/mod.ts";

/** What an actor may do. */
export interface Allowed {
  /** The state of each permission that it asks after. */
  readonly states: readonly string[];
  readonly folder: string;
  readonly args: readonly string[];
  readonly isMain: boolean;
}

/** Tells what it may do. */
export const asker = defineActor(import.meta, "asker", {
  ports: { out: tx(json<Allowed>()) },
  args: { about: [] as Deno.PermissionDescriptor[], mayRead: false },
  async run(actor) {
    const { ports: { out }, args: { about, mayRead } } = actor;
    const states = about.map((one) => Deno.permissions.querySync(one).state);
    const folder = mayRead ? Deno.cwd() : "";
    await actor.send(out, { states, folder, args: Deno.args, isMain: import.meta.main });
  },
});
