import type { PackageImports } from "./source.ts";

/** What the graph is allowed: to load its modules, to show its page to this machine, and to end a thread that hangs. */
const PERMISSIONS = [
  "--allow-read",
  "--allow-sys",
  "--allow-net=127.0.0.1",
  "--allow-env=TELEMETRY_SERVER_PORT",
];

/** The texts of a project's files, by their paths. */
export function projectTexts(
  name: string,
  { imports, scopes }: PackageImports,
): Readonly<Record<string, string>> {
  const config = {
    imports,
    ...(scopes && { scopes }),
    tasks: {
      start: {
        description: "Run it, with its page at http://127.0.0.1:9900; Ctrl-C stops it",
        command: `deno run --no-prompt ${PERMISSIONS.join(" ")} main.ts`,
      },
      test: {
        description: "Simulate it, with deaths of its threads at any moment",
        command: "deno test --no-prompt --allow-read",
      },
      check: {
        description: "Formatting, lint and types",
        command: "deno fmt --check && deno lint && deno check",
      },
    },
    fmt: { lineWidth: 100 },
  };
  return {
    "deno.json": `${JSON.stringify(config, null, 2)}\n`,
    "actors.ts": ACTORS,
    "main.ts": MAIN.replaceAll("NAME", name),
    "main_test.ts": TEST,
    "README.md": README.replaceAll("NAME", name),
  };
}

/** Text as it stands in a file. It is set in here so that nothing takes its imports for those of this module. */
function flush(text: string): string {
  return text.slice(1).replace(/^ {2}/gm, "");
}

const ACTORS = flush(`
  // What the workers load: actors, and nothing else.
  import { all, defineActor, f64, rx, tx, u32 } from "@steady-state/deno/actor";

  /** Sends 0, 1, 2, … one in each beat. */
  export const counter = defineActor(import.meta, "counter", {
    ports: { numbers: tx(u32) },
    args: { everyMs: 100 },
    state: { next: u32 },
    async run(actor) {
      const { ports: { numbers }, args, state } = actor;
      while (actor.isRunning(() => numbers.close())) {
        await actor.wait(all(actor.periodic(args.everyMs), numbers.vacant()));
        if (numbers.trySend(state.next)) state.next++;
      }
    },
  });

  /** Adds up what comes. */
  export const adder = defineActor(import.meta, "adder", {
    ports: { numbers: rx(u32) },
    state: { count: u32, sum: f64 },
    async run(actor) {
      const { ports: { numbers }, state } = actor;
      while (actor.isRunning(() => numbers.isClosedAndEmpty)) {
        await actor.wait(numbers.avail());
        for (const number of numbers.takeBatch()) {
          state.count++;
          state.sum += number;
        }
        if (state.count % 10 === 0) actor.log.info(\`the sum of \${state.count} is \${state.sum}\`);
      }
    },
  });
`);

const MAIN = flush(`
  import { Graph, run, u32 } from "@steady-state/deno";
  import { adder, counter } from "./actors.ts";

  /** The graph as it is run, and as its test simulates it. */
  export function buildGraph(): Graph {
    const graph = new Graph("NAME");
    const numbers = graph.channel("numbers", u32, { capacity: 64 });
    return graph.actor("COUNTER", counter, { ports: { numbers: numbers.tx } })
      .actor("ADDER", adder, { ports: { numbers: numbers.rx } });
  }

  if (import.meta.main) await run(buildGraph());
`);

const TEST = flush(`
  import { deepStrictEqual } from "node:assert";
  import { simulate } from "@steady-state/deno/testing";
  import { buildGraph } from "./main.ts";

  Deno.test("each number is added once, whatever dies on the way", async () => {
    const options = { seeds: 20, faults: { death: 0.01, deathAtStore: 0.01 } };
    await simulate(buildGraph, options, async (stage) => {
      await stage.until(() => Number(stage.state("ADDER").count) >= 30);
      stage.stop();
      await stage.finished;
      const { next } = stage.state("COUNTER") as { next: number };
      deepStrictEqual(stage.state("ADDER"), { count: next, sum: (next * (next - 1)) / 2 });
    });
  });
`);

const README = flush(`
  # NAME

  Two actors, each in a worker of its own: one counts, one adds up.

  \`\`\`sh
  deno task start    # runs it, with its page at http://127.0.0.1:9900; Ctrl-C stops it
  deno task test     # simulates it, with deaths of its threads at any moment
  deno task check    # formatting, lint and types
  \`\`\`

  - \`actors.ts\` has the actors. Workers load it, so it imports \`@steady-state/deno/actor\` alone.
  - \`main.ts\` draws the graph and runs it.
  - \`main_test.ts\` runs the same graph in virtual time.
  - \`deno.json\` has the tasks, and the permissions that the graph needs.
`);
