import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { Graph, GraphError, run } from "@steady-state/deno";
import { mayfly } from "../fixtures/plain_actors.ts";
import { runProgram } from "../fixtures/program.ts";
import { within } from "../fixtures/watch.ts";

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM"];

/** The count that the summary of a pipeline gives for an actor. */
function summed(summary: string, actor: string): number {
  const [, count] =
    summary.match(new RegExp(`^  ${actor} +ended, \\d+% busy, \\d+ turns: numbers (\\d+)$`, "m")) ??
      [];
  return Number(count);
}

const CODES: Partial<Record<Deno.Signal, number>> = { SIGINT: 130, SIGTERM: 143 };

for (const signal of SIGNALS) {
  Deno.test(`run stops the graph on ${signal}, drains it, prints the summary and ends with code 0`, async () => {
    const { code, stdout, stderr } = await runProgram("flow", {
      signals: [{ after: "COLLECTOR started", signal }],
    });
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /^pipeline stopped after \d+\.\d s: SIG[A-Z]+ asked for it$/m);
    assert(summed(stdout, "COUNTER") >= 0);
    assertEquals(summed(stdout, "COLLECTOR"), summed(stdout, "COUNTER"));
  });

  Deno.test(`run ends the process at once on a second ${signal}, with the code of it`, async () => {
    const { code, stderr } = await runProgram("stubborn", {
      signals: [
        { after: "RELUCTANT started", signal },
        { after: "RELUCTANT veto", signal, laterMs: 1500 },
      ],
    });
    assertEquals([code, stderr], [CODES[signal], ""]);
  });

  Deno.test(`run ends the process at once on a ${signal} before any actor runs, with the code of it`, async () => {
    const { code, stderr } = await runProgram("unready", {
      signals: [{ after: "loading", signal }],
    });
    assertEquals([code, stderr], [CODES[signal], ""]);
  });

  Deno.test(`run takes a ${signal} that comes twice at once for one, and drains`, async () => {
    const twice = { after: "COLLECTOR started", signal };
    const { code, stdout, stderr } = await runProgram("flow", { signals: [twice, twice] });
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, "COLLECTOR  ended");
  });
}

Deno.test("run stops the graph when its signal is aborted, drains it, prints the summary and ends with code 0", async () => {
  const { code, stdout, stderr } = await runProgram("flow_until_aborted");
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^pipeline stopped after \d+\.\d s: enough$/m);
  assertEquals(summed(stdout, "COLLECTOR"), summed(stdout, "COUNTER"));
});

const LINUX = Deno.build.os === "linux";

Deno.test({
  name: "run stops the graph on SIGHUP and drains it, and another one later ends nothing",
  ignore: !LINUX,
  async fn() {
    const { code, stdout, stderr } = await runProgram("flow", {
      permissions: ["-A"],
      signals: [{ after: "COLLECTOR started", signal: "SIGHUP" }],
    });
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /^pipeline stopped after \d+\.\d s: SIGHUP asked for it$/m);
    assertEquals(summed(stdout, "COLLECTOR"), summed(stdout, "COUNTER"));
    const apart = await runProgram("flow_from_process", {
      permissions: ["-A"],
      signals: [{ after: "COLLECTOR started", signal: "SIGHUP" }],
    });
    assertEquals([apart.code, apart.stderr], [0, ""]);
    const again = await runProgram("stubborn", {
      permissions: ["-A"],
      signals: [
        { after: "RELUCTANT started", signal: "SIGHUP" },
        { after: "RELUCTANT veto", signal: "SIGHUP", laterMs: 1500 },
        { after: "RELUCTANT veto", signal: "SIGTERM", laterMs: 1600 },
        { after: "RELUCTANT veto", signal: "SIGKILL", laterMs: 2000 },
      ],
    });
    assertEquals(again.code, 137, "it was still there");
  },
});

for (const permissions of [["-A"], ["--allow-read", "--allow-sys", "--allow-net=127.0.0.1"]]) {
  Deno.test({
    name: `run does not stop on a SIGHUP that is ignored, with ${permissions.join(" ")}`,
    ignore: !LINUX,
    async fn() {
      const { code, stdout, stderr } = await runProgram("flow", {
        permissions,
        nohup: true,
        signals: [
          { after: "COLLECTOR started", signal: "SIGHUP" },
          // What is ignored is gone at once: this one is what is heard.
          { after: "COLLECTOR started", signal: "SIGTERM", laterMs: 100 },
        ],
      });
      assertEquals([code, stderr], [0, ""]);
      assertStringIncludes(stdout, ": SIGTERM asked for it\n");
    },
  });
}

Deno.test({
  name: "run stops on the signals that it is told, also where nobody knows whether one is ignored",
  ignore: !LINUX,
  async fn() {
    const { code, stdout, stderr } = await runProgram("flow_to_hang_up", {
      signals: [{ after: "COLLECTOR started", signal: "SIGHUP" }],
    });
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, ": SIGHUP asked for it\n");
  },
});

Deno.test("run refuses signals that ask for no stop, before it does anything", async () => {
  const graph = new Graph("g").actor("MAYFLY", mayfly);
  const signals = ["SIGKILL", "SIGINT", "stop"] as unknown as ["SIGINT"];
  const error = await assertRejects(() => run(graph, { signals }), TypeError);
  assertEquals(
    error.message,
    'Cannot run graph "g": option signals has "SIGKILL", "stop", give some of "SIGINT", "SIGTERM" and "SIGHUP"',
  );
  assertEquals(graph.lifecycle, "building");
});

Deno.test("run fails with the reason when an actor does not stop in time", async () => {
  const { code, stderr } = await runProgram("unstoppable", {
    signals: [{ after: "RELUCTANT started", signal: "SIGINT" }],
  });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "RELUCTANT unstopped: it vetoes until this is so: the tea is ready");
});

Deno.test("run returns the report when every actor has ended, and writes through print only", async () => {
  const { code, stdout, stderr } = await runProgram("flow_to_the_end");
  assertEquals([code, stderr, stdout], [0, "", "true 1 lines\n"]);
});

Deno.test("run serves telemetry, says where, and closes it at the end so that the process ends", async () => {
  const { code, stdout, stderr } = await runProgram("served");
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^Telemetry of graph "pipeline" at http:\/\/127\.0\.0\.1:\d+\/$/m);
  assertEquals(summed(stdout, "COLLECTOR"), 1000);
});

Deno.test("run refuses a graph with faults and leaves no signal listener behind", async () => {
  const { code, stderr } = await runProgram("faulty");
  assertEquals(code, 1);
  assertStringIncludes(stderr, "the graph has no actors");
  await assertRejects(() => run(new Graph("faulty"), { telemetry: false }), GraphError);
});

Deno.test("run starts no actor when its telemetry cannot be served", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  const graph = new Graph("g").actor("MAYFLY", mayfly);
  await assertRejects(
    () => within(run(graph, { telemetry: { port } }), "the refusal"),
    Deno.errors.AddrInUse,
  );
  assertEquals(graph.lifecycle, "building");
});

Deno.test("a program ends when its graph does, even if an actor waited for its restart", async () => {
  const { code, stdout, stderr } = await runProgram("down");
  assertEquals([code, stderr], [0, ""]);
  assertEquals(
    stdout,
    'Cannot stop graph "down" cleanly (stop() was called)\n' +
      "  - CRASHING failed: born to crash\n" +
      "  - CRASHING 2 failed: born to crash\n",
  );
});

Deno.test("a program whose actors die in every way writes nothing to standard error but its log", async () => {
  const { code, stdout, stderr } = await runProgram("crashes");
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout, "9 failed, 27 records\n");
});
