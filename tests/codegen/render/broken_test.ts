/** The tests of a project fail when what they are about is broken: each of these breaks a project in one place. */
import { assert, assertMatch } from "@std/assert";
import { MadeProject } from "./made_project.ts";

const drawing = (name: string) =>
  Deno.readTextFile(new URL(`../../fixtures/projects/${name}.dot`, import.meta.url));

interface Break {
  readonly what: string;
  /** The drawing, `rounds` if it is not said. */
  readonly dot?: string;
  readonly file: string;
  readonly changes: readonly (readonly [from: string, to: string])[];
  readonly test: string;
  readonly failing: RegExp;
}

const BREAKS: readonly Break[] = [
  {
    what: "two actors have each other's lane",
    file: "generated/graph.ts",
    changes: [
      ["results: channels.results.tx[0],", "results: channels.results.tx[2],"],
      ["results: channels.results.tx[1],", "results: channels.results.tx[0],"],
      ["results: channels.results.tx[2],", "results: channels.results.tx[1],"],
    ],
    test: "graph_test.ts",
    failing: /results\[0\] \(4\): Worker 2\.results -> Done\.results/,
  },
  {
    what: "an actor has another number",
    file: "generated/graph.ts",
    changes: [["instance: 1,", "instance: 3,"]],
    test: "graph_test.ts",
    failing: /Ring 3/,
  },
  {
    what: "a channel has another capacity",
    file: "generated/graph.ts",
    changes: [["{ capacity: 8 }", "{ capacity: 9 }"]],
    test: "graph_test.ts",
    failing: /fresh \(9\)/,
  },
  {
    what: "an actor waits for one message more",
    file: "generated/worker.ts",
    changes: [["avail(ports.jobs, 1)", "avail(ports.jobs, 2)"]],
    test: "actors/worker_test.ts",
    failing: /worker is due after a message on jobs \.\.\. FAILED/,
  },
  {
    what: "an actor does not wait for as many",
    file: "generated/ring.ts",
    changes: [["avail(ports.tokenIn, 2)", "avail(ports.tokenIn, 1)"]],
    test: "actors/ring_test.ts",
    failing: /ring is due after 2 messages on tokenIn .*FAILED/,
  },
  {
    what: "a beat is another",
    file: "generated/ring.ts",
    changes: [["actor.periodic(50)", "actor.periodic(40)"]],
    test: "actors/ring_test.ts",
    failing: /ring is due after 50 ms \.\.\. FAILED/,
  },
  {
    what: "an output gets nothing",
    file: "generated/worker.ts",
    changes: [["ports.results.trySend(", "void ("]],
    test: "actors/worker_test.ts",
    failing: /worker passes on what comes, once, also if it dies \.\.\. FAILED/,
  },
  {
    what: "an actor does not wait for the end of its input",
    file: "generated/merger.ts",
    changes: [["onceDrained({ fresh: ports.fresh }", "onceDrained({}"]],
    test: "graph_test.ts",
    failing: /a stop leaves nothing behind \.\.\. FAILED/,
  },
  {
    what: "a circle that nothing comes into does not go on",
    dot: "circle",
    file: "generated/runner.ts",
    changes: [["ports.batonOut.trySend(message)", "void message"]],
    test: "graph_test.ts",
    failing: /nothing was sent on baton\[/,
  },
  {
    what: "one of two who answer each other never does",
    dot: "circle",
    file: "generated/ping.ts",
    changes: [["ports.ping.trySend(", "void ("]],
    test: "graph_test.ts",
    failing: /nothing was sent on ping/,
  },
];

for (const { what, dot = "rounds", file, changes, test, failing } of BREAKS) {
  Deno.test(`projects: a test fails when ${what}`, async () => {
    await using project = await MadeProject.of(await drawing(dot));
    for (const [from, to] of changes) await project.change(file, from, to);
    const { ok, text } = await project.deno(
      "test",
      "--no-check",
      "--no-prompt",
      "--allow-read",
      test,
    );
    assert(!ok, text);
    assertMatch(text, failing);
  });
}
