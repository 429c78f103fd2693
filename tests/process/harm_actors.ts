import { openSync, readSync } from "node:fs";
import { defineActor, rx, tx, u32 } from "../../src/actor/mod.ts";

const kept: Uint8Array[] = [];

/** What an actor does to its process. */
const HARM: Readonly<Record<string, (what: string) => unknown>> = {
  exit: () => Deno.exit(3),
  close: () => self.close(),
  throw: () => {
    throw new Error("thrown on purpose");
  },
  busy: () => {
    for (;;);
  },
  // Nobody ever writes there, so it never returns from the kernel.
  fifo: (path) => readSync(openSync(path, "r"), new Uint8Array(1)),
  segv: (libc) => {
    const parameters = ["usize"] as const;
    const { symbols } = Deno.dlopen(libc, { strlen: { parameters, result: "usize" } });
    symbols.strlen(1n);
  },
  // No heap: the engine's limit has nothing to say about it. It is written to, or it takes no memory.
  arrays: () => kept.push(new Uint8Array(100 * 2 ** 20).fill(1)),
  heap: () => {
    for (const all: unknown[] = [];;) all.push(new Array(100_000).fill({}));
  },
};

/** Sends on what it takes, and harms its process at one message: in its first lives. */
export const doomed = defineActor(import.meta, "doomed", {
  ports: { numbers: rx(u32), out: tx(u32) },
  args: { how: "exit", with: "", at: 500, lives: 2 },
  async run(actor) {
    const { ports: { numbers, out }, args } = actor;
    for (let n = await actor.take(numbers); n !== undefined; n = await actor.take(numbers)) {
      if (n === args.at && actor.generation < args.lives) {
        HARM[args.how]?.(args.with);
        // Far longer than it lives; should nobody end it, the test finds no death.
        await new Promise((resolve) => setTimeout(resolve, 20_000));
      }
      await actor.send(out, n);
    }
  },
});
