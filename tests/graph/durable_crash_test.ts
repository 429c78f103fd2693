/** What the file holds when the process that wrote it was killed, or could not write. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { seeded } from "../fixtures/random.ts";
import { until, within } from "../fixtures/watch.ts";

const PROGRAMS = new URL("../fixtures/durable_programs.ts", import.meta.url).href;
const EVERY_MS = 5;
const KILLS = 20;

/** A program that runs, and the lines it has printed. */
class Running {
  readonly lines: string[] = [];
  readonly child: Deno.ChildProcess;
  readonly #read: Promise<void>;

  /** Limits the size of files to `maxKiB`, as a disk that is full would, if given. */
  constructor(name: string, file: string, maxKiB?: number) {
    const deno = [
      ...[Deno.execPath(), "run", "--no-prompt", "--no-lock", "--no-check", "--quiet"],
      ...["--allow-net=127.0.0.1", "--allow-sys", "--allow-read", `--allow-write=${file}`],
      ...[PROGRAMS, name, file, String(EVERY_MS)],
    ];
    // Without the signal, a write beyond the limit fails.
    const limited = ["bash", "-c", `trap "" XFSZ; ulimit -S -f ${maxKiB}; exec "$@"`, "limited"];
    const [command, ...args] = maxKiB === undefined ? deno : [...limited, ...deno];
    this.child = new Deno.Command(command!, { args, stdout: "piped" }).spawn();
    this.#read = this.#follow();
  }

  async #follow(): Promise<void> {
    let rest = "";
    for await (const text of this.child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      this.lines.push(...lines);
    }
  }

  async printed(line: string | RegExp): Promise<void> {
    const is = (one: string) => typeof line === "string" ? one === line : line.test(one);
    await until(() => this.lines.some(is), `the program prints ${line}, has ${this.lines}`);
  }

  /** Everything it has printed is there after that. */
  async end(signal?: Deno.Signal): Promise<void> {
    if (signal !== undefined) this.child.kill(signal);
    await within(Promise.all([this.child.status, this.#read]), "the end of the program");
  }
}

async function withFile(test: (file: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "durable_" });
  try {
    await test(`${folder}/state.db`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The cells of the one actor in the file, as they were written. */
function kept(file: string): Record<string, string> {
  using database = new DatabaseSync(file);
  assertEquals(database.prepare("PRAGMA integrity_check").get(), { integrity_check: "ok" });
  const rows = database.prepare("SELECT cell, value FROM cells").all();
  return Object.fromEntries(rows.map(({ cell, value }) => [String(cell), String(value)]));
}

/** How many turns the sprinter's state in the file tells of, once all its cells agree. */
function sprinted(file: string, length: number): number {
  const { turns = "0", double, words, list } = kept(file);
  const n = Number(turns);
  if (n === 0) return 0;
  assertEquals(double, String(n * 2));
  assertEquals(words, JSON.stringify(`${n} `.repeat(length)));
  assertEquals(list, JSON.stringify(new Array(1 + n % length).fill(n)));
  return n;
}

Deno.test("killed at any moment, the process leaves a file with a turn of the last interval", () =>
  withFile(async (file) => {
    const random = seeded(7);
    let before = 0;
    let advances = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const running = new Running("sprint", file);
      await running.printed("started");
      await new Promise((resolve) => setTimeout(resolve, random() * 150));
      await running.end("SIGKILL");
      const after = sprinted(file, 40);
      // Its lines come as often as its writes: before the third line from the end was another write than before the last.
      const told = Number(running.lines.slice(1).at(-3) ?? 0);
      assert(after >= before + told, `kept ${after}, of ${before} and ${told} more`);
      if (after > before) advances++;
      before = after;
    }
    assert(advances > KILLS / 2, `the state moved on in ${advances} lives`);
  }));

Deno.test("killed while it begins, the process leaves a file that the next one takes over", () =>
  withFile(async (file) => {
    const random = seeded(8);
    for (let kill = 0; kill < 5; kill++) {
      const running = new Running("sprint", file);
      await new Promise((resolve) => setTimeout(resolve, 20 + random() * 80));
      await running.end("SIGKILL");
    }
    const running = new Running("sprint", file);
    await running.printed("started");
    await running.printed(/^[1-9]/);
    await running.end("SIGKILL");
  }));

Deno.test("a sum kept together with its position is exact, however often the process is killed", () =>
  withFile(async (file) => {
    const random = seeded(9);
    let last = 0;
    for (let kill = 0; kill < 8 || last === 0; kill++) {
      const running = new Running("add", file);
      await running.printed("started");
      await new Promise((resolve) => setTimeout(resolve, random() * 60));
      await running.end("SIGKILL");
      const { position = "0", sum = "0" } = kept(file);
      const n = Number(position);
      assertEquals(Number(sum), n * (n - 1) / 2);
      assert(n >= last);
      last = n;
    }
    const running = new Running("add", file);
    await running.end();
    const { position, sum } = kept(file);
    assertEquals([position, sum], ["50000", "1249975000"]);
  }));

const IS_LINUX = Deno.build.os === "linux";

async function fullDisk(): Promise<void> {
  await withFile(async (file) => {
    const running = new Running("fill", file, 100);
    await running.printed("started");
    await running.printed(/^error cannot keep the state in durable file/);
    // Some more writes that fail.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await running.end("SIGTERM");
    const errors = running.lines.filter((line) => line.startsWith("error"));
    assertEquals(errors.length, 2, running.lines.join("\n"));
    assertMatch(
      errors[0]!,
      /": (disk I\/O error, see that its disk works and has room, and .*|database or disk is full, make room .*); the graph goes on, and it is tried again every 5 ms$/,
    );
    assertMatch(errors[1]!, /^error the last state is not in durable file/);
    assertEquals(running.lines.at(-2), 'Cannot stop graph "fill" cleanly (asked)');
    assertMatch(
      running.lines.at(-1)!,
      /^ {2}- the last state is not in durable file ".*": .*has room/,
    );
    sprinted(file, 5000);
  });
}

Deno.test(
  "where the disk is full, the graph goes on, the log says so once, and the file stays whole",
  {
    ignore: !IS_LINUX,
  },
  fullDisk,
);

async function roomAgain(): Promise<void> {
  await withFile(async (file) => {
    const running = new Running("fill", file, 100);
    await running.printed(/^error cannot keep the state in durable file/);
    await new Deno.Command("prlimit", {
      args: ["--fsize=unlimited", `--pid=${running.child.pid}`],
    }).output();
    await running.printed(`info the state is kept in durable file "${file}" again`);
    await running.end("SIGTERM");
    assertEquals(running.lines.filter((line) => line.startsWith("error")).length, 1);
    assert(sprinted(file, 5000) > 0);
  });
}

Deno.test(
  "where the disk has room again, the state is kept again",
  { ignore: !IS_LINUX },
  roomAgain,
);
