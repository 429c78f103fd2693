import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { Graph } from "@steady-state/deno";
import { coreIn, coreOf, ownThread } from "../src/own_thread.ts";
import { idler } from "./fixtures/plain_actors.ts";
import { until } from "./fixtures/watch.ts";

const onLinux = { ignore: Deno.build.os !== "linux" };

Deno.test("the core of a thread is read whatever the thread is called", () => {
  const fields = Array.from({ length: 49 }, (_, i) => i + 4).join(" ");
  assertEquals(coreIn(`7 (worker-1) S ${fields}`), 39);
  assertEquals(coreIn(`7 (a ) b (c) S ${fields}`), 39);
  assertEquals(coreIn("7 (worker-1) S 4 5"), null);
});

Deno.test({
  ...onLinux,
  name: "a thread knows its number and its core, and of one that is gone nobody tells",
  fn() {
    const thread = ownThread()!;
    assert(thread > 0, `${thread}`);
    assert(Number.isInteger(coreOf(thread)));
    assertEquals(coreOf(999_999_999), null);
  },
});

Deno.test("without the permission nobody is asked, and no thread is told", async () => {
  const module = new URL("../src/own_thread.ts", import.meta.url);
  const code = `import { ownThread } from ${
    JSON.stringify(module.href)
  }; console.log(ownThread());`;
  for (const flags of [[], ["--allow-read"]]) {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-lock",
        "--no-check",
        ...flags,
        `data:application/typescript,${encodeURIComponent(code)}`,
      ],
    }).output();
    assertEquals(new TextDecoder().decode(stdout).trim(), "null");
  }
});

Deno.test({
  ...onLinux,
  name:
    "telemetry tells the thread of each actor: one for a troupe, another for an actor of its own",
  async fn() {
    await using graph = new Graph("threads");
    const troupe = graph.troupe("CREW");
    graph.actor("MATE", idler, { instance: 1, troupe })
      .actor("MATE", idler, { instance: 2, troupe })
      .actor("SOLO", idler);
    await graph.start();
    const { heapBytes, threadOf } = graph.telemetry;
    await until(
      () => [0, 1, 2].every((actor) => heapBytes(actor) !== null),
      "the workers' answers",
    );
    const threads = [0, 1, 2].map((actor) => threadOf!(actor)!);
    const [one, two, solo] = threads.map(({ id }) => id);
    assertEquals(one, two);
    assertNotEquals(one, solo);
    assert(!threads.some(({ id }) => id === Deno.pid));
    assert(threads.every(({ core }) => Number.isInteger(core)));
  },
});
