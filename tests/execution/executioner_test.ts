import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Execution } from "../../src/protocol/execution.ts";
import { within } from "../fixtures/watch.ts";

const LINUX = Deno.build.os === "linux";
const WORKER = new URL("./fixtures/hanging_worker.ts", import.meta.url);

/** Runs a program of `fixtures/hangings.ts` to its own end, which a thread that lives on would prevent. */
async function hangings(
  program: string,
  flags: readonly string[] = ["-A"],
): Promise<{ readonly result: unknown; readonly stderr: string }> {
  const file = new URL("./fixtures/hangings.ts", import.meta.url).href;
  const always = ["run", "--no-prompt", "--no-check", "--no-lock", "--quiet"];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...always, ...flags, file, program],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  try {
    const output = child.output();
    const { code, stdout, stderr } = await within(output, `the end of "${program}"`, 90_000);
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assertEquals(code, 0, `${out}${err}`);
    return { result: JSON.parse(out!), stderr: err! };
  } catch (error) {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    throw error;
  }
}

/** The line of the worker's source that the first frame of a stack points to. */
async function sourceLine(stack: string | undefined): Promise<string> {
  const line = /hanging_worker\.ts#[^:]*:(\d+):\d+/.exec(stack ?? "")?.[1];
  return (await Deno.readTextFile(WORKER)).split("\n")[Number(line) - 1] ?? `no line in ${stack}`;
}

Deno.test({
  name: "Executioner ends threads that hang in every way, and leaks nothing",
  ignore: !LINUX,
  async fn() {
    const { result, stderr } = await hangings("kills");
    const { executions, threads, load, isOpen } = result as {
      executions: (Execution & { kind: string })[];
      threads: number;
      load: number;
      isOpen: boolean;
    };
    assertEquals(executions.length, 36);
    for (const { kind, ended, stack, reason } of executions) {
      assert(ended, `${kind}: ${reason}`);
      if (kind === "awaits") {
        assertEquals(stack, undefined);
        assertStringIncludes(reason!, "no code was running");
      } else {
        assertEquals(reason, undefined, kind);
        assertMatch(stack!, /^ {4}at /, kind);
      }
    }
    const line = async (kind: string) =>
      await sourceLine(executions.find((execution) => execution.kind === kind)?.stack);
    assertStringIncludes(await line("loop"), "for (;;);");
    assertStringIncludes(await line("deep"), "for (;;);");
    assertStringIncludes(await line("promises"), "await null");
    assertStringIncludes(await line("shortAtomics"), "Atomics.wait");
    // The runtime itself may need one more than before; 36 hung threads would show.
    assert(threads <= 2, `${threads} threads are left over`);
    assert(load < 0.5, `${load} of a core is still used`);
    assertEquals(isOpen, false, "the inspector is left open");
    assertEquals(stderr, "", "with --quiet the inspector says nothing");
  },
});

Deno.test("Executioner ends several at once, and leaves foreign workers alone", async () => {
  const { result } = await hangings("together");
  const { executions, foreignGone, idleAnswers, last } = result as {
    executions: Execution[];
    foreignGone: boolean;
    idleAnswers: boolean;
    last: Execution;
  };
  assertEquals(executions.map(({ ended }) => ended), Array(8).fill(true));
  assertEquals({ foreignGone, idleAnswers }, { foreignGone: false, idleAnswers: true });
  assert(last.ended, last.reason);
});

Deno.test("Executioner opens the inspector again while it is being closed", async () => {
  const { result } = await hangings("overlapping");
  const { executions } = result as { executions: Execution[] };
  assertEquals(executions.map(({ ended, reason }) => ({ ended, reason })), [
    ...Array(6).fill({ ended: true, reason: undefined }),
  ]);
});

const REFUSALS = [
  { flags: ["-A", "--deny-sys"], reason: "--allow-sys" },
  { flags: ["--allow-read", "--allow-env"], reason: "--allow-sys" },
  { flags: ["--allow-read", "--allow-env", "--allow-sys"], reason: "--allow-net=127.0.0.1" },
];

for (const { flags, reason } of REFUSALS) {
  Deno.test(`Executioner says what it may not do with ${flags.join(" ")}`, async () => {
    const { execution } = (await hangings("one", flags)).result as { execution: Execution };
    assertEquals(execution.ended, false);
    assertEquals(execution.stack, undefined);
    assertStringIncludes(execution.reason!, reason);
  });
}

Deno.test("Executioner ends a thread that returns to its event loop, without the inspector", async () => {
  const { result } = await hangings("free", ["-A", "--deny-sys"]);
  const { ended, reason } = (result as { execution: Execution }).execution;
  assertEquals(ended, true);
  assertStringIncludes(reason!, "--allow-sys");
});

Deno.test("Executioner needs no more than --allow-sys and the loopback", async () => {
  const flags = ["--allow-read", "--allow-env", "--allow-sys", "--allow-net=127.0.0.1"];
  const { debugged, execution } = (await hangings("one", flags)).result as {
    debugged: boolean;
    execution: Execution;
  };
  assertEquals({ debugged, ended: execution.ended, reason: execution.reason }, {
    debugged: false,
    ended: true,
    reason: undefined,
  });
});

Deno.test("Executioner uses the inspector of a process that was started with --inspect", async () => {
  const { result } = await hangings("one", ["-A", "--inspect=127.0.0.1:0"]);
  const { debugged, execution } = result as { debugged: boolean; execution: Execution };
  assertEquals(debugged, true);
  assertEquals(execution.ended, true);
  assertStringIncludes(await sourceLine(execution.stack), "for (;;);");
});

Deno.test("Executioner ends a thread without its stack where a debugger is attached", async () => {
  const { result } = await hangings("debugged", ["-A", "--inspect=127.0.0.1:0"]);
  const { execution, stillOpen } = result as { execution: Execution; stillOpen: boolean };
  assertEquals({ ended: execution.ended, stack: execution.stack, stillOpen }, {
    ended: true,
    stack: undefined,
    stillOpen: true,
  });
  assertStringIncludes(execution.reason!, "debugger");
});

Deno.test("Executioner kills neither of two workers with one URL", async () => {
  const { execution, goneNow } = (await hangings("twins")).result as {
    execution: Execution;
    goneNow: boolean[];
  };
  assertEquals(execution.ended, false);
  assertStringIncludes(execution.reason!, "another worker");
  assertEquals(goneNow, [false, false]);
});

Deno.test("Executioner reports a thread that nothing reaches, which dies when it comes back", async () => {
  const { execution, goneLater } = (await hangings("blocked")).result as {
    execution: Execution;
    goneLater: boolean;
  };
  assertEquals(execution.ended, false);
  assertStringIncludes(execution.reason!, "does not answer");
  assertEquals(execution.ordered, true);
  assertEquals(goneLater, true);
});

Deno.test("Executioner is disconnected when a kill is over: the successor's start is not held back", async () => {
  assertEquals((await hangings("successor")).result, { heldBack: false });
});

Deno.test("Executioner is disconnected when the first of several kills is over, too", async () => {
  assertEquals((await hangings("successors")).result, { areOpen: [false, false, false] });
});

Deno.test("WorkerSpawner kills a worker that hangs while it loads, terminated or not", async () => {
  const { story, execution, same } = (await hangings("spawner")).result as {
    story: string[];
    execution: Execution;
    same: boolean;
  };
  assertEquals(story, ["alive", "gone", "killed"]);
  assert(execution.ended, execution.reason);
  assertStringIncludes(execution.stack!.split("\n")[0]!, "hangs_on_load.ts");
  assertEquals(same, true);
});
