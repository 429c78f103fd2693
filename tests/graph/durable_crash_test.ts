/** What each place for state holds when the process that wrote it was killed, or could not write. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { type TestPlace, testPlaces } from "../fixtures/durable_places.ts";
import { seeded } from "../fixtures/random.ts";
import { until, within } from "../fixtures/watch.ts";

const PROGRAMS = new URL("../fixtures/durable_programs.ts", import.meta.url).href;
const EVERY_MS = 5;
const KILLS = 12;

/** A program that runs, and the lines it has printed. */
class Running {
  readonly lines: string[] = [];
  readonly child: Deno.ChildProcess;
  readonly #read: Promise<void>;

  /** Limits the size of files to `maxKiB`, as a disk that is full would, if given. */
  constructor(name: string, place: TestPlace, path: string, maxKiB?: number) {
    const deno = [
      ...[Deno.execPath(), "run", "--no-prompt", "--no-lock", "--no-check", "--quiet"],
      ...["--allow-net=127.0.0.1", "--allow-sys", "--allow-read"],
      `--allow-write=${path},${path}.new,${path}.lock`,
      ...[PROGRAMS, name, place.name, path, String(EVERY_MS)],
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
    try {
      if (signal !== undefined) this.child.kill(signal);
    } catch {
      // It has come to its end before that.
    }
    await within(Promise.all([this.child.status, this.#read]), "the end of the program");
  }
}

/** How long processes live once they have started: at random, and for longer while they are too short for the disk to have anything new. */
class Lives {
  readonly #random: () => number;
  #mostMs: number;

  constructor(random: () => number, mostMs: number) {
    this.#random = random;
    this.#mostMs = mostMs;
  }

  /** Resolves when a life is over. */
  async last(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#random() * this.#mostMs));
  }

  /** Is told whether a life has brought anything. */
  brought(something: boolean): void {
    if (!something) this.#mostMs *= 2;
  }
}

/** The cells of the one actor that is kept, as they were written. */
async function cellsIn(place: TestPlace, path: string): Promise<Record<string, string>> {
  const kept = Object.entries(await place.kept(path));
  return Object.fromEntries(
    kept.map((
      [name, text],
    ) => [name.slice(name.indexOf(".") + 1), text.slice(text.indexOf(" ") + 1)]),
  );
}

/** How many turns the sprinter's state that is kept tells of, once all its cells agree. */
async function sprinted(place: TestPlace, path: string, length: number): Promise<number> {
  const { turns = "0", double, words, list } = await cellsIn(place, path);
  const n = Number(turns);
  if (n === 0) return 0;
  assertEquals(double, String(n * 2));
  assertEquals(words, JSON.stringify(`${n} `.repeat(length)));
  assertEquals(list, JSON.stringify(new Array(1 + n % length).fill(n)));
  return n;
}

testPlaces(
  "killed at any moment, the process leaves a turn of the last interval, whole",
  async (place, path) => {
    const random = seeded(7);
    const lives = new Lives(random, 150);
    let before = 0;
    let advances = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const running = new Running("sprint", place, path);
      await running.printed("started");
      await lives.last();
      await running.end("SIGKILL");
      const after = await sprinted(place, path, 40);
      // Its lines come as often as its writes: before the third line from the end was another write than before the last.
      const told = Number(running.lines.slice(1).at(-3) ?? 0);
      const isSure = place.name === "file";
      const least = before + (isSure ? told : 0);
      assert(after >= least, `kept ${after}, of ${before} and ${told} more`);
      lives.brought(after > before);
      if (after > before) advances++;
      before = after;
    }
    assert(advances > KILLS / 4, `the state moved on in ${advances} lives`);
  },
);

testPlaces(
  "killed while it begins, the process leaves what the next one takes over",
  async (place, path) => {
    const random = seeded(8);
    for (let kill = 0; kill < 5; kill++) {
      const running = new Running("sprint", place, path);
      await new Promise((resolve) => setTimeout(resolve, 20 + random() * 80));
      await running.end("SIGKILL");
    }
    const running = new Running("sprint", place, path);
    await running.printed("started");
    await running.printed(/^[1-9]/);
    await running.end("SIGKILL");
  },
);

testPlaces(
  "a sum kept together with its position is exact, however often the process is killed",
  async (place, path) => {
    const random = seeded(9);
    const lives = new Lives(random, 60);
    let last = 0;
    for (let kill = 0; kill < 8 || last === 0; kill++) {
      const running = new Running("add", place, path);
      await running.printed("started");
      await lives.last();
      await running.end("SIGKILL");
      const { position = "0", sum = "0" } = await cellsIn(place, path);
      const n = Number(position);
      assertEquals(Number(sum), n * (n - 1) / 2);
      assert(n >= last);
      lives.brought(n > last);
      last = n;
    }
    const running = new Running("add", place, path);
    await running.end();
    const { position, sum } = await cellsIn(place, path);
    assertEquals([position, sum], ["50000", "1249975000"]);
  },
);

testPlaces(
  "what is written as one is there as one, and what is back is kept, however often the process is killed",
  async (place, path) => {
    const random = seeded(10);
    let last = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const running = new Running("number", place, path);
      await running.printed("started");
      // However slow the disk is, some are kept before the kill, which comes at any moment of a later write.
      const some = 1 + Math.floor(random() * 4);
      await until(() => running.lines.length > some, `the program prints ${some} numbers`);
      await new Promise((resolve) => setTimeout(resolve, random() * 10));
      await running.end("SIGKILL");
      const numbers = new Set(Object.values(await place.kept(path)));
      assert(numbers.size <= 1, `${[...numbers]}`);
      const number = Number([...numbers][0]?.slice("u32 ".length) ?? 0);
      const told = Number(running.lines.slice(1).at(-1) ?? last);
      // It may have been written, and not been told yet.
      assert(number === told || number === told + 1, `${number} is kept, ${told} was told`);
      last = number;
    }
    assert(last >= KILLS, `${last}`);
  },
);

const IS_LINUX = Deno.build.os === "linux";

/** How large a file may grow so that the first state has no room: an SQLite file is not there without some pages. */
const MAX_KIB = { file: 100, folder: 8, store: 8 } as const;

testPlaces(
  "where the disk is full, the graph goes on, the log says so once, and what is kept stays whole",
  async (place, path) => {
    const running = new Running("fill", place, path, MAX_KIB[place.name]);
    await running.printed("started");
    await running.printed(/^error cannot keep the state in durable/);
    // Some more writes that fail.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await running.end("SIGTERM");
    const errors = running.lines.filter((line) => line.startsWith("error"));
    assertEquals(errors.length, 2, running.lines.join("\n"));
    assertMatch(
      errors[0]!,
      /": .*(has room|make room|File too large).*; the graph goes on, and it is tried again every 5 ms$/,
    );
    assertMatch(errors[1]!, /^error the last state is not in durable/);
    assertEquals(running.lines.at(-2), 'Cannot stop graph "fill" cleanly (asked)');
    assert(running.lines.at(-1)!.startsWith(`  - the last state is not in ${place.title(path)}: `));
    await sprinted(place, path, 5000);
  },
  { ignore: !IS_LINUX },
);

testPlaces(
  "where the disk has room again, the state is kept again",
  async (place, path) => {
    const running = new Running("fill", place, path, MAX_KIB[place.name]);
    await running.printed(/^error cannot keep the state in durable/);
    await new Deno.Command("prlimit", {
      args: ["--fsize=unlimited", `--pid=${running.child.pid}`],
    }).output();
    await running.printed(`info the state is kept in ${place.title(path)} again`);
    await running.end("SIGTERM");
    assertEquals(running.lines.filter((line) => line.startsWith("error")).length, 1);
    assert(await sprinted(place, path, 5000) > 0);
  },
  { ignore: !IS_LINUX },
);
