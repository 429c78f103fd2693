/** Runs graphs of the doctor's own. They are as those of any program: what fails in them fails there. */
import type { Graph } from "../../graph/graph.ts";
import type { GraphOptions } from "../../graph/options/mod.ts";
import { load } from "./load.ts";

/** How long workers get to come up, and to end, on a machine that is busy. */
const TRIAL_MS = 30_000;

/** How long the actor that hangs may do so. */
const HANG_MS = 100;

/** Runs two actors, each in a worker of its own, and one channel, until they have ended. Rejects if anything fails. */
export async function tryGraph(): Promise<void> {
  const { u32 } = await load<typeof import("../../channel/mod.ts")>("channel/mod.ts");
  const { greeter, listener } = await trialActors();
  // Nothing is killed, so nothing has to be said of whether it could be.
  const graph = await draw("doctor", { hangTimeoutMs: Infinity });
  const words = graph.channel("words", u32, { capacity: 4 });
  graph.actor("GREETER", greeter, { ports: { words: words.tx } });
  graph.actor("LISTENER", listener, { ports: { words: words.rx } });
  await graph.start();
  await graph.finished;
}

/** Runs an actor that hangs; resolves with why its thread could not be ended, or with `undefined` if it was. */
export async function tryToEndThread(): Promise<string | undefined> {
  const { stuck } = await trialActors();
  let why: string | undefined;
  const graph = await draw("doctor of hangs", {
    hangTimeoutMs: HANG_MS,
    onCrash: ({ error }) => {
      why = error.message;
    },
    // What is told of the actor that hangs on purpose helps nobody.
    log: () => {},
  });
  graph.actor("STUCK", stuck, { restart: "temporary" });
  await graph.start();
  // Its end is no clean one, and need not be.
  await graph.finished.catch(() => {});
  return graph.zombies.length === 0 ? undefined : why ?? "nobody says why";
}

async function draw(name: string, options: GraphOptions): Promise<Graph> {
  const { Graph: Drawing } = await load<{ Graph: typeof Graph }>("graph/graph.ts");
  return new Drawing(name, { startTimeoutMs: TRIAL_MS, stopTimeoutMs: TRIAL_MS, ...options });
}

function trialActors(): Promise<typeof import("./trial_actors.ts")> {
  return load("cli/doctor/trial_actors.ts");
}
