import process from "node:process";
import { type Cover, putOn } from "./cover.ts";
import { currentThread } from "./context.ts";
import { OUTSIDE_COVERS } from "./outside.ts";
import { chanceCovers } from "./own_chance.ts";
import { clockCovers } from "./own_clocks.ts";
import { timerCovers } from "./own_timers.ts";
import { putSettingsBack, settingCovers } from "./process_settings.ts";
import { REFUSED_COVERS } from "./refused.ts";
import { ThreadDeath } from "./thread_death.ts";

/** The machine's own, as they are before anybody puts others in their place. */
const MACHINE = {
  close: globalThis.close,
  exit: Deno.exit,
  processExit: process.exit,
} as const;

/** As `self.close()` in a worker: its thread ends once the step is over. */
function close(): void {
  const thread = currentThread();
  if (thread === undefined) MACHINE.close();
  else thread.isClosing = true;
}

/** As `Deno.exit()` in a worker: its thread ends at once. */
function exitCover(of: object, machine: (code?: number) => never): Cover {
  const value = (code?: number): never => {
    const thread = currentThread();
    if (thread === undefined) return machine(code);
    thread.onExit();
    throw new ThreadDeath("The thread ended here");
  };
  return { of, key: "exit", by: { value } };
}

/** A worker has it, and what it posts nobody reads. The test has none. */
function postMessage(): void {
  currentThread()?.onPosted();
}

function postCover(): Cover {
  const by = { get: () => currentThread() === undefined ? undefined : postMessage };
  return { of: globalThis, key: "postMessage", by };
}

let covered = 0;
let putBack = () => {};

/**
 * Puts what a simulation has in the place of the machine's time, timers and chance, and of all that the machine does and promises, for
 * the code of one: that of actors, and of the graph itself. The test's own code gets the machine's own. The result puts all of it
 * back, once nobody needs it any more.
 *
 * @param epoch when simulations begin
 */
export function coverGlobals(epoch: number): () => void {
  if (covered++ === 0) {
    putBack = putOn([
      ...clockCovers(epoch),
      ...timerCovers(),
      ...chanceCovers(),
      ...OUTSIDE_COVERS,
      ...REFUSED_COVERS,
      ...settingCovers(),
      exitCover(Deno, MACHINE.exit),
      exitCover(process, MACHINE.processExit as (code?: number) => never),
      { of: globalThis, key: "close", by: { value: close } },
      postCover(),
    ]);
  }
  return () => {
    if (--covered > 0) return;
    putBack();
    putSettingsBack();
  };
}
