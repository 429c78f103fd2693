/** What becomes of a program when nobody reads what it prints, or the disk is full. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { until, within } from "../fixtures/watch.ts";

const PROGRAMS = new URL("../fixtures/printing_programs.ts", import.meta.url).href;
const ALL = ["-A"];
/** Enough to run, and to write the file; not to end a thread that hangs. */
const NO_INSPECTOR = ["--allow-read", "--allow-write"];

const UNIX = Deno.build.os !== "windows";
const LONG_MS = 60_000;

/** A program, and what it has told in its file. */
class Printing {
  readonly child: Deno.ChildProcess;
  readonly #file = Deno.makeTempFileSync();

  /** @param redirect for a shell: where it prints to; a pipe that is ours if not given */
  constructor(name: string, permissions: readonly string[], redirect = "") {
    const args = ["run", "--no-prompt", "--no-lock", "--no-check", "--quiet", ...permissions];
    const command = [Deno.execPath(), ...args, PROGRAMS, name, this.#file];
    this.child = new Deno.Command("sh", {
      args: ["-c", `exec "$@" ${redirect}`, "sh", ...command],
      env: { NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  get told(): string[] {
    return Deno.readTextFileSync(this.#file).split("\n");
  }

  count(what: string): number {
    return this.told.filter((line) => line === what).length;
  }

  async happened(what: string, times = 1): Promise<void> {
    await until(() => this.count(what) >= times, `${what}, ${times} times`, LONG_MS);
  }

  async ended(): Promise<number> {
    const { code } = await within(this.child.status, "the program's end", LONG_MS);
    return code;
  }

  [Symbol.dispose](): void {
    try {
      this.child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    Deno.removeSync(this.#file);
  }
}

/** Lets go of both pipes of a program. */
async function leave({ child }: Printing): Promise<void> {
  await Promise.all([child.stdout.cancel(), child.stderr.cancel()]);
}

function unix(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: !UNIX, fn });
}

unix(
  "where nobody reads what is printed, crashed and hung actors start again, and a stop drains",
  async () => {
    using program = new Printing("dies", ALL);
    await program.happened("LOUD restarted", 11);
    program.child.kill("SIGTERM");
    assertEquals(await program.ended(), 0);
    assertEquals(program.count("clean true"), 1);
    await leave(program);
  },
);

unix(
  "where nobody reads what is printed, a thread that cannot be ended still ends the process with code 70",
  async () => {
    for (const name of ["zombie", "zombie_exits"]) {
      using program = new Printing(name, NO_INSPECTOR);
      assertEquals(await program.ended(), 70, name);
      await leave(program);
    }
  },
);

unix("where the disk is full, crashed actors start again, and a stop drains", async () => {
  using program = new Printing("dies", ALL, ">/dev/full 2>/dev/full");
  await program.happened("LOUD restarted", 11);
  program.child.kill("SIGTERM");
  assertEquals(await program.ended(), 0);
  assertEquals(program.count("clean true"), 1);
  await leave(program);
});

unix(
  "where the disk is full, an actor does not die of what it prints, and standard error says so",
  async () => {
    using program = new Printing("prints", ALL, ">/dev/full");
    const errors = new Response(program.child.stderr).text();
    await program.happened("LOUD restarted", 10);
    program.child.kill("SIGTERM");
    assertEquals(await program.ended(), 0);
    assertEquals(program.count("LOUD crashed"), 10);
    const said = await errors;
    assertStringIncludes(said, "ERROR LOUD: console.log threw Error: No space left on device");
    assertMatch(said, /^steady-state: cannot print to standard output: No space left on device/m);
    await program.child.stdout.cancel();
  },
);

unix(
  "where the reader of what is printed is gone, the graph goes on, and a stop drains",
  async () => {
    using program = new Printing("dies", ALL);
    await leave(program);
    await program.happened("LOUD restarted", 11);
    program.child.kill("SIGTERM");
    assertEquals(await program.ended(), 0);
    assertEquals(program.count("clean true"), 1);
  },
);

unix("what was logged before the process is ended is printed", async () => {
  using program = new Printing("exits_on_crash", ALL);
  const errors = new Response(program.child.stderr).text();
  assertEquals(await program.ended(), 5);
  assertMatch(
    await errors,
    /ERROR LOUD: crashed and will be restarted: Error: too loud.*\nlast words\n$/,
  );
  await program.child.stdout.cancel();
});

unix("what is printed is whole, and in order, when run is over", async () => {
  using program = new Printing("dies", ALL);
  const [errors, output] = [program.child.stderr, program.child.stdout]
    .map((stream) => new Response(stream).text());
  await program.happened("LOUD restarted", 11);
  program.child.kill("SIGTERM");
  assertEquals(await program.ended(), 0);
  const lines = (await errors!).split("\n").filter((line) => / LOUD: /.test(line));
  const restarts = lines.flatMap((line) => line.match(/restarted: generation (\d+)/)?.[1] ?? []);
  assertEquals(restarts, Array.from({ length: 11 }, (_, i) => `${i + 1}`));
  assert(
    lines.filter((line) => line.endsWith("x".repeat(1000))).length >= 1100,
    "records are lost",
  );
  assertMatch(
    await output!,
    /^Stopping graph "loud".*\nloud stopped after .*\n {2}LOUD .*\n {2}IDLER/,
  );
});
