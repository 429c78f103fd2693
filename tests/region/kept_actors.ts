import { defineActor, rx, tx, u32 } from "../../src/actor/mod.ts";

/** Counts up to its last number, or until a stop. */
export const counter = defineActor(import.meta, "counter", {
  ports: { out: tx(u32) },
  args: { last: 0 },
  state: { next: u32 },
  async run(actor) {
    const { ports: { out }, state, args: { last } } = actor;
    while (state.next < last && actor.isRunning(() => out.close())) {
      await actor.wait(out.vacant(1));
      while (state.next < last && out.trySend(state.next)) state.next++;
    }
  },
});

/** What ends the whole process, once each, and the number at which it does. */
export const MISHAPS = { memory: 200, kill: 400, hang: 600 } as const;

/** Takes all. At some numbers it takes the process with it, unless a file in its folder says that it has done so. */
export const calamity = defineActor(import.meta, "calamity", {
  ports: { inp: rx(u32) },
  args: { folder: "", paceMs: 0 },
  state: { taken: u32, sum: u32 },
  async run(actor) {
    const { ports: { inp }, state, args: { folder, paceMs } } = actor;
    for (let n = await actor.take(inp); n !== undefined; n = await actor.take(inp)) {
      if (n === MISHAPS.memory && isFirst(`${folder}/memory`)) takeAllMemory();
      if (n === MISHAPS.kill && isFirst(`${folder}/kill`)) Deno.kill(Deno.pid, "SIGKILL");
      if (n === MISHAPS.hang && isFirst(`${folder}/hang`)) { for (;;); }
      state.taken++;
      state.sum += n;
      if (paceMs > 0) await actor.wait(actor.timeout(paceMs));
    }
  },
});

function isFirst(path: string): boolean {
  try {
    Deno.writeTextFileSync(path, "", { createNew: true });
    return true;
  } catch {
    return false;
  }
}

function takeAllMemory(): void {
  const kept: unknown[] = [];
  while (true) kept.push(new Array(1000).fill(kept.length).map(String));
}
