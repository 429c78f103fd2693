import { libcPaths } from "../../src/region/libc.ts";
import { all, defineActor, rx, text, tx, u32 } from "../../src/actor/mod.ts";

/** Ways in which an actor ends its process, or has it ended. */
export const MISHAPS = [
  "signal SEGV",
  "typed arrays",
  "heap",
  "busy for ever",
  "hangs in the system",
  "exit",
] as const;
export type Mishap = typeof MISHAPS[number];

/** Counts up until a stop. */
export const giver = defineActor(import.meta, "giver", {
  ports: { out: tx(u32) },
  state: { next: u32 },
  async run(actor) {
    const { ports: { out }, state } = actor;
    while (actor.isRunning(() => out.close())) {
      await actor.wait(out.vacant(1));
      for (let n = 0; n < 8 && out.trySend(state.next); n++) state.next++;
    }
  },
});

const hoard: unknown[] = [];

/** Makes texts of numbers, and meets with what its args say, in that generation of it alone. */
export const mortal = defineActor(import.meta, "mortal", {
  ports: { inp: rx(u32), out: tx(text) },
  args: { mishap: "", generation: -1, fifo: "" },
  state: { taken: u32 },
  async run(actor) {
    const { ports: { inp, out }, args, state } = actor;
    while (actor.isRunning(() => inp.isClosedAndEmpty && out.close())) {
      if (!(await actor.wait(all(inp.avail(1), out.vacant(1, 100))))) continue;
      const n = inp.takeNext();
      out.trySend(`number ${n}`);
      state.taken++;
      // In the middle of a turn: what was taken and sent must be as if it had not been.
      if (args.generation === actor.generation) meet(args.mishap as Mishap, args.fifo);
      actor.commit();
    }
  },
});

function meet(mishap: Mishap, fifo: string): void {
  switch (mishap) {
    case "signal SEGV":
      readNowhere();
      break;
    case "typed arrays":
      for (;;) hoard.push(new Uint8Array(4_000_000).fill(1));
    case "heap":
      for (;;) hoard.push(new Array(1000).fill(hoard.length).map(String));
    case "busy for ever":
      for (;;);
    case "hangs in the system":
      // Nobody writes there.
      Deno.readTextFileSync(fifo);
      break;
    case "exit":
      Deno.exit(3);
  }
}

/** Native code that goes wrong. */
function readNowhere(): void {
  const { symbols } = Deno.dlopen(libcPaths()[0] as string, {
    strlen: { parameters: ["usize"], result: "usize" },
  });
  symbols.strlen(1n);
}

/** Counts what comes, and what does not follow the one before. */
export const taker = defineActor(import.meta, "taker", {
  ports: { inp: rx(text) },
  state: { taken: u32, lost: u32, doubled: u32 },
  async run(actor) {
    const { ports: { inp }, state } = actor;
    for (let found = await actor.take(inp); found !== undefined; found = await actor.take(inp)) {
      const n = Number(found.slice("number ".length));
      if (n < state.taken) state.doubled++;
      else {
        state.lost += n - state.taken;
        state.taken = n + 1;
      }
    }
  },
});
