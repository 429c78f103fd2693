/** `run` with real processes. What it decides, and when, is tested in `process_supervisor_test.ts` without any. */
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { within } from "../fixtures/watch.ts";
import {
  callCli,
  type CallOptions,
  type CallResult,
  guarded,
  MAIN,
  SCRIPTS,
  startCli,
} from "./call_cli.ts";

const UNIX = Deno.build.os !== "windows";
const DIED = "script died: exit code 1";

/** Runs a script of the fixtures under the supervisor, without long pauses. */
function keep(
  script: readonly string[],
  options: readonly string[] = [],
  call?: CallOptions,
): Promise<CallResult> {
  return callCli(keeping(script, options), call);
}

function keeping(script: readonly string[], options: readonly string[]): string[] {
  return [
    ...["run", "--backoff", "1ms..5ms", "--deno", "-A --no-lock --no-check"],
    ...options,
    SCRIPTS,
    ...script,
  ];
}

Deno.test("run ends with code 0 when the script does, and passes all that follows the script to it", async () => {
  const { code, stdout, log } = await keep(["ends", "--restarts", "a b", "--"]);
  assertEquals([code, stdout], [0, "args --restarts a b --\n"]);
  assertEquals(log, ["script started (pid)", "script ended: exit code 0"]);
});

Deno.test("run takes the address of a module, too", async () => {
  const { code, stdout } = await callCli(["run", "data:application/javascript,console.log(5)"]);
  assertEquals([code, stdout], [0, "5\n"]);
});

Deno.test("run starts a script that has crashed again", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { code, stdout, stderr, log } = await keep(["crashes_once", `${folder}/crashed`]);
    assertEquals([code, stdout], [0, "sound\n"]);
    assertStringIncludes(stderr, "Error: on purpose");
    assertEquals(log, [
      "script started (pid)",
      DIED,
      "script is restarted at once (1 of at most 5 restarts in 60 s)",
      "script started (pid)",
      "script ended: exit code 0",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("run gives up with code 75 after too many crashes", async () => {
  const { code, log } = await keep(["crashes"], ["--restarts", "2", "--within", "1h"]);
  assertEquals(code, 75);
  assertEquals(log.filter((line) => line === DIED).length, 3);
  assertEquals(log.at(-1), "script is given up with exit code 75: more than 2 restarts in 3600 s");
});

Deno.test("run restarts a script that was ended because its threads could not be", async () => {
  const { code, log } = await keep(["exits", "70"], ["--restarts", "1"]);
  assertEquals(code, 75);
  const died = "script died: exit code 70, threads of it could not be ended";
  assertEquals(log.filter((line) => line === died).length, 2);
});

Deno.test("run restarts a script that ends well, where that is asked for", async () => {
  const { code, stdout } = await keep(["ends"], ["--restarts=1", "--on-exit=always"]);
  assertEquals([code, stdout], [75, "args \nargs \n"]);
});

Deno.test("run tells a script that is out of memory, and restarts it", async () => {
  const memory = ["--deno", "--v8-flags=--max-old-space-size=30", "--restarts", "1"];
  const { code, log } = await keep(["out_of_memory"], memory);
  assertEquals(code, 75);
  assertEquals(log.filter((line) => line.startsWith("script died: out of memory")).length, 2);
});

Deno.test({
  name: "run passes SIGTERM on, lets the script drain and takes its exit code",
  ignore: !UNIX,
  async fn() {
    const { code, stdout, log } = await keep(["drains"], [], {
      signals: [{ after: "up", signal: "SIGTERM" }],
    });
    assertEquals([code, stdout], [7, "up\ndrained\n"]);
    assertEquals(log, ["script started (pid)", "script gets SIGTERM", "script ended: exit code 7"]);
  },
});

for (const [signal, expected] of [["SIGHUP", 129], ["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test({
    name: `run ends with code ${expected} when the script dies of the ${signal} passed on`,
    ignore: !UNIX,
    async fn() {
      const { code, log } = await keep(["plain"], [], { signals: [{ after: "up", signal }] });
      assertEquals(code, expected);
      assertEquals(log.slice(1), [`script gets ${signal}`, `script ended: ${signal}`]);
    },
  });
}

const GRAPHS = fileURLToPath(new URL("../fixtures/programs.ts", import.meta.url));

Deno.test({
  name: "run passes SIGHUP on to a graph, which drains and is not started again",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const keeping = ["run", "--deno", "-A --no-lock --no-check", GRAPHS, "flow"];
    const { code, stdout, stderr } = await callCli(keeping, {
      signals: [{ after: "COLLECTOR started", signal: "SIGHUP" }],
    });
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /^pipeline stopped after .*: SIGHUP asked for it$/m);
  },
});

Deno.test({
  name: "run that was started with SIGHUP ignored ignores it",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const up = { after: "up" };
    const { code, log } = await keep(["drains"], [], {
      nohup: true,
      signals: [{ ...up, signal: "SIGHUP" }, { ...up, signal: "SIGTERM" }],
    });
    assertEquals(code, 7);
    assertEquals(log.slice(1), ["script gets SIGTERM", "script ended: exit code 7"]);
  },
});

Deno.test({
  name: "run kills a script that does not end within the grace",
  ignore: !UNIX,
  async fn() {
    const { code, stdout, log } = await keep(["deaf"], ["--grace", "300ms"], {
      signals: [{ after: "up", signal: "SIGTERM" }],
    });
    assertEquals([code, stdout], [137, "up\nheard SIGTERM\n"]);
    assertEquals(log.at(-2), "script did not end within 300 ms of SIGTERM and gets SIGKILL");
  },
});

Deno.test({
  name: "run gives the script one SIGINT when a terminal sends it to the whole process group",
  ignore: !UNIX,
  async fn() {
    const { code, stdout } = await keep(["deaf"], ["--grace", "300ms"], {
      signals: [{ after: "up", signal: "SIGINT", group: true }],
    });
    assertEquals([code, stdout], [137, "up\nheard SIGINT\n"]);
  },
});

Deno.test({
  name: "run that is killed, with its process group, leaves a script that drains",
  ignore: !UNIX,
  async fn() {
    const { code, stdout, log } = await keep(["drains"], [], {
      signals: [{ after: "up", signal: "SIGKILL", group: true }],
    });
    assertEquals([code, stdout], [137, "up\ndrained\n"]);
    assertEquals(log.at(-1), "gone; script (pid) gets SIGTERM");
  },
});

Deno.test({
  name: "run that is killed leaves a script that is killed after the grace",
  ignore: !UNIX,
  async fn() {
    const { stdout } = await keep(["deaf"], ["--grace", "1s"], {
      signals: [{ after: "up", signal: "SIGKILL" }],
    });
    assertEquals(stdout, "up\nheard SIGTERM\n");
  },
});

Deno.test({
  name: "run --now that is killed leaves a script that is killed without being asked",
  ignore: !UNIX,
  async fn() {
    const { stdout, log } = await keep(["deaf"], ["--now"], {
      signals: [{ after: "up", signal: "SIGKILL" }],
    });
    assertEquals(stdout, "up\n");
    assertEquals(log.at(-1), "gone; script (pid) gets SIGKILL");
  },
});

Deno.test({
  name: "run whose standard error nobody reads restarts, gives up, and ends",
  ignore: !UNIX,
  async fn() {
    const caller = startCli(keeping(["fills", "dies"], ["--restarts", "3", "--within", "1h"]));
    const { code } = await within(caller.status, "the end", 60_000);
    assertEquals(code, 75);
    await Promise.all([caller.stdout.cancel(), caller.stderr.cancel()]);
  },
});

Deno.test({
  name:
    "run that is killed where nobody reads standard error leaves a script that is killed after the grace",
  ignore: !UNIX,
  async fn() {
    const caller = startCli(keeping(["fills", "lives"], ["--grace", "1s"]));
    let stdout = "";
    async function follow(): Promise<void> {
      for await (const text of caller.stdout.pipeThrough(new TextDecoderStream())) {
        stdout += text;
        if (stdout !== "up\n") continue;
        await guarded(caller.pid);
        caller.kill("SIGKILL");
      }
    }
    // The end of standard output is that of the script.
    await within(follow(), "the script's end", 60_000);
    assertEquals(stdout, "up\nheard SIGTERM\n");
    await caller.status;
    await caller.stderr.cancel();
  },
});

Deno.test({
  name: "a unit that cannot be printed is no success",
  ignore: !UNIX,
  async fn() {
    const { code, stderr } = await new Deno.Command("sh", {
      args: [
        "-c",
        'exec "$0" run -A --no-lock --no-check "$1" print systemd "$2" >/dev/full',
        Deno.execPath(),
        MAIN,
        SCRIPTS,
      ],
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(code, 1);
    assertStringIncludes(
      new TextDecoder().decode(stderr),
      "Cannot print to standard output: No space left",
    );
  },
});

Deno.test("run needs no more than to run Deno", async () => {
  const permissions = [`--allow-run=${Deno.execPath()}`];
  const { code, stdout } = await keep(["ends"], [], { permissions });
  assertEquals([code, stdout], [0, "args \n"]);
  if (!UNIX) return;
  const signals = [{ after: "up", signal: "SIGTERM" as const }];
  assertEquals((await keep(["drains"], [], { permissions, signals })).code, 7);
});

Deno.test("run without a permission to run Deno says so, and ends with code 2", async () => {
  const { code, stderr } = await keep(["ends"], [], { permissions: [] });
  assertEquals(code, 2);
  assertMatch(stderr, /^Requires run access to .*--allow-run.*\n$/);
});

Deno.test("a command line that makes no sense, and a script that is not there, are refused in one line with code 2", async () => {
  const calls: [args: string[], says: RegExp][] = [
    [[], /^Cannot tell what to do: no command is given, .*\n$/],
    [["walk"], /^Cannot do "walk": .*\n$/],
    [["run", "--allow-net", SCRIPTS], /^Cannot run: "--allow-net" .* --deno "--allow-net".*\n$/],
    [["run", "absent.ts"], /^Cannot run "absent.ts": there is no such file, .*\n$/],
    [["run", "/"], /^Cannot run "\/": there is no such file, .*\n$/],
    [["print", "systemd", "absent.ts"], /^Cannot print "absent.ts": there is no such file, .*\n$/],
  ];
  for (const [args, says] of calls) {
    const { code, stdout, stderr } = await callCli(args);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, says);
  }
});

Deno.test("--help tells every option, within 80 columns, and needs no permission", async () => {
  const common = [
    "--restarts",
    "--within",
    "--backoff",
    "--on-exit",
    "--grace",
    "--deno",
    "--help",
  ];
  const topics: [args: string[], words: string[]][] = [
    [["--help"], ["create", "run", "install", "uninstall", "print", "doctor"]],
    [["create", "-h"], ["--from", "--help", "--allow-write"]],
    [["doctor", "-h"], ["--write", "--connect", "--no-telemetry", "--json", "--help", "69"]],
    [["run", "--help"], [...common, "--now", "75", "--allow-run"]],
    [["print", "-h"], [...common, "--name", "--user", "--scope"]],
    [["install", "-h"], [...common, "--name", "--user", "--scope", "--now", "--dry-run"]],
    [["uninstall", "-h"], ["--scope", "--dry-run", "--help"]],
  ];
  for (const [args, words] of topics) {
    const { code, stdout, stderr } = await callCli(args, { permissions: [] });
    assertEquals([code, stderr], [0, ""]);
    for (const word of words) assertStringIncludes(stdout, word);
    assert(stdout.split("\n").every((line) => line.length <= 80), stdout);
  }
});
