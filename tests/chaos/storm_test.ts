/**
 * Short storms, with seeds that never change; `deno task chaos` runs long ones. Each in a process of its own: the inspector, which
 * ends threads that hang, is one for a process.
 */
import { assert, assertEquals } from "@std/assert";
import type { ProcessTotals } from "./process/process_storm.ts";
import type { RandomTotals } from "./random/random_storms.ts";

interface Storms {
  readonly storms: readonly {
    readonly name: string;
    readonly lost: number;
    readonly doubled: number;
    readonly differences: readonly string[];
    readonly injected: Readonly<Record<string, number>>;
    readonly times: readonly unknown[];
  }[];
}

/** Runs `deno task chaos` with these options, and returns the file that it writes. */
async function chaos(...options: readonly string[]): Promise<unknown> {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    const program = new URL("./main.ts", import.meta.url).href;
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--quiet",
        "--no-lock",
        "--no-check",
        program,
        ...options,
        "--json",
        file,
      ],
    }).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assertEquals(code, 0, said);
    return JSON.parse(await Deno.readTextFile(file));
  } finally {
    await Deno.remove(file);
  }
}

for (const seed of [1, 2]) {
  Deno.test(`storms of every kind of fault lose nothing and double nothing, seed ${seed}`, async () => {
    const { storms } = await chaos("--seed", String(seed), "--faults", "3") as Storms;
    assert(storms.length > 10);
    for (const { name, lost, doubled, differences, injected, times } of storms) {
      assertEquals([lost, doubled, differences], [0, 0, []], name);
      for (const [kind, count] of Object.entries(injected)) {
        assert(count > 0, `no fault of kind "${kind}" struck in storm "${name}"`);
      }
      // Who dies in its last commit leaves no message to a successor.
      assert(times.length > 0 || name === "exit in the last commit", name);
    }
  });
}

const RANDOM_GRAPHS = 20;
/** The seeds are dealt out, so that one that fails is found sooner. */
const GRAPHS_PER_TEST = 10;

for (let seed = 0; seed < RANDOM_GRAPHS; seed += GRAPHS_PER_TEST) {
  const last = seed + GRAPHS_PER_TEST - 1;
  Deno.test(`random graphs under faults lose nothing and double nothing, seeds ${seed} to ${last}`, async () => {
    const { totals } = await chaos("--seed", String(seed), "--graphs", String(GRAPHS_PER_TEST)) as {
      totals: RandomTotals;
    };
    const { lost, doubled, hangs, unclean, blamed, failed } = totals;
    assertEquals(
      { lost, doubled, hangs, unclean, blamed, failed },
      { lost: 0, doubled: 0, hangs: 0, unclean: 0, blamed: 0, failed: [] },
    );
    assert(totals.crashes > GRAPHS_PER_TEST);
  });
}

Deno.test({
  name: "random graphs whose process is killed again and again lose nothing and double nothing",
  // A graph lies in a file on Linux alone.
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { totals } = await chaos("--process", "--seed", "7", "--graphs", "2", "--kills", "2") as {
      totals: ProcessTotals;
    };
    const { lost, doubled, failed, kills, killsUp } = totals;
    assertEquals({ lost, doubled, failed, kills }, { lost: 0, doubled: 0, failed: [], kills: 4 });
    assert(killsUp > 0);
  },
});
