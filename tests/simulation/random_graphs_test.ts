/**
 * Random graphs in one thread and under virtual time, with deaths at any store and in any order: all kinds of message, verbs, loops,
 * bundles, troupes, supervisors; messages that kill, dead letters that come back, restarts and stops that are asked for. And beside them
 * graphs whose actors have durable state, over several processes, of which some end in a power failure. In processes of their own, so that two cores are of use, and the same seed is seen to be the same run in both.
 */
import { assert, assertEquals } from "@std/assert";
import type { Simulated } from "./main.ts";
import { simulateRandomGraph } from "./random_graphs.ts";

/** `SIMULATED_GRAPHS=N deno test …` simulates N. */
const GRAPHS = Number(Deno.env.get("SIMULATED_GRAPHS") ?? 200);
/** So many are simulated twice. */
const TWICE = 20;
const PROCESSES = 2;

async function simulated(seed: number, graphs: number): Promise<Simulated> {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    const { stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--quiet", "--no-lock", "--no-check"],
        new URL("./main.ts", import.meta.url).href,
        ...["--seed", `${seed}`, "--graphs", `${graphs}`, "--json", file],
      ],
    }).output();
    const text = await Deno.readTextFile(file);
    assert(text !== "", new TextDecoder().decode(stderr));
    return JSON.parse(text);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("random graphs that are simulated under faults lose nothing, double nothing, and end, durable ones across processes; the same seed is the same run", async () => {
  const share = Math.ceil(GRAPHS / PROCESSES);
  const [again, ...parts] = await Promise.all([
    simulated(1, Math.min(TWICE, GRAPHS)),
    ...Array.from({ length: PROCESSES }, (_, i) => simulated(1 + i * share, share)),
  ]);
  const failures = parts.flatMap(({ failures }) => Object.values(failures));
  assert(failures.length === 0, failures.join("\n\n"));
  const hashes = Object.assign({}, ...parts.map(({ hashes }) => hashes));
  for (const [seed, hash] of Object.entries(again.hashes)) {
    assertEquals(hash, hashes[seed], `the hash of seed ${seed} in another process`);
  }
  assertEquals(Object.keys(again.hashes).length, Math.min(TWICE, GRAPHS));
  // What is to be seen is there to be seen.
  const sum = (name: string) => parts.reduce((all, { totals }) => all + (totals[name] ?? 0), 0);
  for (
    const name of ["faults", "crashes", "letters", "replays", "powerFailures", "notKept", "kept"]
  ) {
    assert(sum(name) > GRAPHS / 20, `${sum(name)} ${name}`);
  }
  // Each of them several times, while it runs.
  assert(sum("settlements") > GRAPHS, `${sum("settlements")} settlements`);
  for (const name of ["powerFailures", "notKept", "kept"]) {
    assert(sum(name) > GRAPHS / 100, `${sum(name)} ${name}`);
  }
});

Deno.test("a simulated thread that is roused while it sleeps wakes, although another of its actors answers the doorbell first", async () => {
  // Its broadcaster vetoes in vain, and pauses for that, while another actor of its thread breathes.
  await simulateRandomGraph(348);
});
