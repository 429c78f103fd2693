import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { Graph, GraphError, type ProcessOptions } from "../../mod.ts";
import { defineActor } from "../../src/actor/mod.ts";
import { causeOf } from "../../src/process/cause.ts";
import { flagsOf, mayLoad } from "../../src/process/flags.ts";
import { carriedFlags } from "../../src/process/own_process.ts";

export const idle = defineActor(import.meta, "idle", {
  ports: {},
  args: { buffer: null as unknown },
  run() {},
});

async function faultsOf(options: unknown, args: object = {}): Promise<string> {
  const graph = new Graph("g", { log: () => {} });
  const troupe = graph.process("P", options as ProcessOptions);
  graph.actor("IDLE", idle, { troupe, args });
  return (await assertRejects(() => graph.start(), GraphError)).message;
}

Deno.test("what is wrong with the options of a process is told with all other faults", async () => {
  const text = await faultsOf({
    permissions: { read: "inbox", net: [5], fly: true },
    maxMemoryMb: 1,
    heap: 5,
  });
  for (
    const fault of [
      'permissions.read of process "P" is "inbox", give true, false or an array of paths, none with a comma: name the folder above it, or a link to it',
      'permissions.net of process "P" is',
      "fly",
      'maxMemoryMb of process "P" is 1, give MiB as a whole number from 32 to 1048576',
      "heap",
    ]
  ) assertStringIncludes(text, fault);
  assertStringIncludes(await faultsOf({ permissions: "none" }), 'give "all" or { read,');
});

for (
  const [query, why] of [
    ["close", "self.close() was called while its modules were loading"],
    ["exit", "its process is gone: exited with code 3"],
  ]
) {
  Deno.test(`a graph does not start whose process is ended by a module that it loads: ${query}`, async () => {
    const url = new URL(`../fixtures/modules/ends_on_load.ts?${query}`, import.meta.url).href;
    const graph = new Graph("g", { log: () => {} });
    const ends = defineActor({ url }, "ends", { run() {} });
    graph.actor("E", ends, { troupe: graph.process("P") });
    const { message } = await assertRejects(() => graph.start(), GraphError);
    assertStringIncludes(message, `actor "E" did not come up: ${why}`);
  });
}

Deno.test("telemetry of a graph with processes that is not prepared says what to do first", () => {
  const graph = new Graph("g", { log: () => {} });
  graph.actor("IDLE", idle, { troupe: graph.process("P") });
  assertThrows(
    () => graph.telemetry,
    TypeError,
    'Cannot lay out graph "g": it has processes of its own, await its prepare() first',
  );
});

Deno.test("an actor whose args share memory is refused a process", async () => {
  for (
    const buffer of [
      new SharedArrayBuffer(8),
      [new Uint8Array(new SharedArrayBuffer(8))],
      { deep: new Map([[1, new SharedArrayBuffer(8)]]) },
    ]
  ) {
    assertStringIncludes(
      await faultsOf({}, { buffer }),
      'actor "IDLE" cannot be in process "P": its arg "buffer" shares memory',
    );
  }
});

Deno.test("a graph with processes says which permission it misses, and starts nothing", async () => {
  const program = `
    import { Graph } from "${new URL("../../mod.ts", import.meta.url)}";
    import { sink } from "${new URL("./actors.ts", import.meta.url)}";
    import { u32 } from "${new URL("../../mod.ts", import.meta.url)}";
    const graph = new Graph("g", { log: () => {} });
    const numbers = graph.channel("numbers", u32);
    graph.actor("SINK", sink, { ports: { numbers: numbers.rx }, troupe: graph.process("P") });
    graph.sender(numbers);
    console.log(await graph.start().then(() => "started", ({ message }) => message));`;
  const folder = await Deno.makeTempDir({ prefix: "process_refusals_" });
  try {
    await Deno.writeTextFile(`${folder}/main.ts`, program);
    const path = `${folder}/bin:${Deno.env.get("PATH")}`;
    const run = async (...flags: string[]) => {
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        env: { PATH: path },
        args: [
          "run",
          "--no-lock",
          "--no-check",
          "--no-prompt",
          "--allow-read",
          ...flags,
          `${folder}/main.ts`,
        ],
      }).output();
      return new TextDecoder().decode(stdout);
    };
    const none = "cannot give actors processes of their own: it takes --allow-";
    assertStringIncludes(await run(), `${none}run=${Deno.execPath()}`);
    assertMatch(await run(`--allow-run=${Deno.execPath()}`), new RegExp(`${none}ffi=/`));
    await Deno.mkdir(`${folder}/bin`);
    await Deno.symlink(Deno.execPath(), `${folder}/bin/deno`);
    assertMatch(await run("--allow-run=deno"), new RegExp(`${none}ffi=/`));
    await Deno.remove(`${folder}/bin/deno`);
    const script = `#!/bin/sh\n${Deno.execPath()} "$@"\n`;
    await Deno.writeTextFile(`${folder}/bin/deno`, script, { mode: 0o755 });
    assertStringIncludes(await run("--allow-run=deno"), `${none}run=${Deno.execPath()}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("telemetry of a graph with processes is asked for once it is prepared", async () => {
  const graph = new Graph("g", { log: () => {} });
  graph.actor("IDLE", idle, { troupe: graph.process("P") });
  assertThrows(() => graph.telemetry, TypeError, "await its prepare()");
  await graph.prepare();
  assertEquals(graph.telemetry.topology.processes, ["P"]);
  assertEquals(graph.telemetry.processes?.().map(({ name, pid }) => [name, pid]), [["P", null]]);
  await graph.start();
  await graph.finished;
});

Deno.test("a process died of what it died of", () => {
  const end = { code: 0, signal: null, lastWords: "", why: undefined };
  assertEquals(causeOf({ ...end, code: 3 }), "exited with code 3");
  assertEquals(causeOf({ ...end, signal: "SIGSEGV" }), "signal SEGV");
  assertEquals(causeOf({ ...end, signal: "SIGKILL" }), "signal KILL");
  assertEquals(causeOf({ ...end, signal: "SIGKILL", why: "it hung" }), "it hung");
  assertEquals(causeOf({ ...end, signal: "SIGSEGV", why: "it hung" }), "signal SEGV");
  const lastWords = "# Fatal JavaScript out of memory: Reached heap limit";
  assertEquals(causeOf({ ...end, signal: "SIGTRAP", lastWords }), "out of memory");
  assertEquals(causeOf({ ...end, signal: "SIGKILL", why: "it hung", lastWords }), "out of memory");
  const said = { lastWords: "we are out of memory, says the actor", why: "it hung" };
  assertEquals(causeOf({ ...end, signal: "SIGKILL", ...said }), "it hung");
  assertEquals(causeOf({ ...end, code: 1, lastWords }), "exited with code 1");
});

Deno.test("a process is told what its actors may do, and where the C library is", () => {
  const of = (permissions: ProcessOptions["permissions"], maxMemoryMb: number | null = null) => ({
    name: "P",
    permissions: permissions ?? {},
    maxMemoryMb,
    spare: false,
  });
  assertEquals(flagsOf(of({}), "/libc.so", "/home"), ["--allow-ffi=/libc.so"]);
  assertThrows(
    () => flagsOf(of({ read: ["inbox"] }), "/libc.so", "/home/a,b"),
    Error,
    "Cannot give a process the permission read for /home/a,b/inbox: Deno takes what follows a comma for another path",
  );
  assertEquals(flagsOf(of("all", 64), "/libc.so", "/home"), [
    "--v8-flags=--max-old-space-size=64",
    "--allow-all",
  ]);
  assertEquals(
    flagsOf(
      of({
        read: ["a", "/b", new URL("file:///d%20e")],
        run: ["git", "./x"],
        net: [],
        env: true,
      }),
      "/libc.so",
      "/home",
    ),
    [
      "--allow-read=/home/a,/b,/d e",
      "--allow-env",
      "--allow-run=git,/home/./x",
      "--allow-ffi=/libc.so",
    ],
  );
  assertEquals(
    [of("all"), of({ ffi: true }), of({ ffi: ["/libc.so"] }), of({ ffi: ["/x"] }), of({})]
      .map((settings) => mayLoad(settings, "/libc.so")),
    [true, true, true, false, false],
  );
});

Deno.test("a process finds modules by the flags of the program, and by none of its arguments", () => {
  assertEquals(
    carriedFlags(["run", "-A", "-c", "x.json", "--no-lock", "main.ts", "--import-map=evil"]),
    ["--config=x.json", "--no-lock"],
  );
  assertEquals(carriedFlags(["main.ts", "--no-lock"]), []);
  assertEquals(
    carriedFlags(["test", "--config", "y", "--unstable-kv", "--allow-net=--no-lock", "a_test.ts"]),
    ["--config=y", "--unstable-kv"],
  );
});
