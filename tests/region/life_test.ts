/** What becomes of a graph in a file: killed, stopped, ended in good order and not. */
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const FOLDER = Deno.makeTempDirSync({ prefix: "region_life_" });
addEventListener("unload", () => Deno.removeSync(FOLDER, { recursive: true }));
let files = 0;
const newFile = () => `${FOLDER}/${files++}.region`;

/** No life takes so long. */
const MOST_MS = 30_000;

interface Line {
  readonly letter?: number;
  readonly reason?: string;
  readonly replayed?: boolean;
  readonly clean?: boolean;
  readonly actors?: Record<
    "SOURCE" | "TAKER" | "LAST",
    { outcome: string; state: Record<string, number>; restarts: number }
  >;
  readonly left?: number;
}

/** Runs one process. Returns what it said, and whether it was killed. */
async function live(...args: string[]): Promise<{ lines: Line[]; killed: boolean; last: Line }> {
  const program = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet", "--no-lock", "--no-check", `${HERE}/life_program.ts`],
      ...args,
    ],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // Where something is wrong it may go on for ever.
  const timer = setTimeout(() => program.kill("SIGTERM"), MOST_MS);
  const { stdout, stderr, signal } = await program.output();
  clearTimeout(timer);
  assert(signal !== "SIGTERM", `it did not come to its end: ${args.join(" ")}`);
  const text = new TextDecoder().decode(stdout);
  const lines = text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  const killed = signal === "SIGKILL";
  assert(killed || lines.length > 0, new TextDecoder().decode(stderr));
  return { lines, killed, last: lines.at(-1) ?? {} };
}

Deno.test("a graph whose process is killed goes on, and its counts and restarts with it", async () => {
  const file = newFile();
  for (let i = 1; i <= 3; i++) {
    assertEquals((await live(file, "steady", `until=${i * 100}`)).killed, true);
  }
  const { clean, actors, left } = (await live(file, "steady", "stopAt=400")).last;
  assertEquals([clean, left], [true, 0]);
  const { SOURCE: { state: { next } }, TAKER: { state: { taken, sum }, restarts } } = actors!;
  assertEquals([taken, sum, restarts], [next, next! * (next! - 1) / 2, 0]);
});

Deno.test("an actor that had ended by itself does not begin again, and all begin anew after a clean end", async () => {
  const file = newFile();
  // It has no state: if it began again it would send again.
  assertEquals((await live(file, "brief", "until=3")).killed, true);
  const { clean, actors } = (await live(file, "brief")).last;
  assertEquals([clean, actors!.TAKER.state], [true, { taken: 3, sum: 3 }]);
  const anew = (await live(file, "brief", "count=4")).last;
  assertEquals([anew.clean, anew.actors!.TAKER.state], [true, { taken: 4, sum: 6 }]);
});

/** The next process is of the same program, or of one that draws the graph otherwise. */
const NEXT = [["", []], [", in another program, too", ["room=9"]]] as const;

for (const [too, otherwise] of NEXT) {
  Deno.test(`a stop that the end of the process has cut off is forgotten${too}`, async () => {
    const file = newFile();
    assertEquals((await live(file, "stubborn", "stopAt=1", "dieInStop")).killed, true);
    // The source has ended for that stop, and counts on all the same, until its channel is full: the taker takes no more.
    const { last } = await live(file, "steady", "stopAt=50", ...otherwise);
    assertEquals([last.clean, last.left], [true, 0]);
    const { SOURCE, TAKER } = last.actors!;
    const { next } = SOURCE.state;
    assertEquals(TAKER.state, { taken: next!, sum: next! * (next! - 1) / 2 });
    assert(next! >= 50);
  });

  Deno.test(`who had nothing to wait for when a stop was cut off does not begin again${too}`, async () => {
    const file = newFile();
    // The source has ended by itself, and the taker tells its sum before it ends: it would do so again.
    assertEquals((await live(file, "late", "stubborn", "sourceEnds", "dieInStop")).killed, true);
    const { clean, actors } = (await live(file, "late", "sourceEnds", ...otherwise)).last;
    assertEquals([clean, actors!.TAKER.state], [true, { taken: 3, sum: 3 }]);
    assertEquals(actors!.LAST.state.taken, 1);
  });

  Deno.test(`after an end that was not clean the next process goes on, and who had failed begins again${too}`, async () => {
    const file = newFile();
    const failed = (await live(file, "steady", "failer=5", "restarts=2")).last;
    assertEquals([failed.clean, failed.actors!.TAKER.outcome], [false, "failed"]);
    assertEquals(failed.actors!.TAKER.state.taken, 5);
    assert(failed.left! > 0, "messages are left in the channel");
    const { clean, actors, left } = (await live(file, "steady", "stopAt=50", ...otherwise)).last;
    assertEquals([clean, left], [true, 0]);
    const { SOURCE: { state: { next } }, TAKER: { state: { taken, sum }, restarts } } = actors!;
    assertEquals([taken, sum], [next, next! * (next! - 1) / 2]);
    assertEquals([restarts, failed.actors!.TAKER.restarts], [2, 2], "it is the same graph still");
  });
}

Deno.test("a message that ends the process each time is given up, four times as late as one that ends its actor", async () => {
  const file = newFile();
  let deaths = 0;
  // It may be another program each time: what counts is the message.
  const liveOn = () =>
    live(file, "steady", "killer=7", "showstopper=2", "stopAt=50", `room=${9 + (deaths >> 1)}`);
  let lived = await liveOn();
  while (lived.killed && deaths < 20) {
    deaths++;
    lived = await liveOn();
  }
  // One more than eight: at the first nobody knew what was under work.
  assertEquals(deaths, 9);
  assertEquals(lived.lines[0], { letter: 7, reason: "the actor died 8 times on it" });
  const { clean, actors } = lived.last;
  const { SOURCE: { state: { next } }, TAKER: { state: { taken, sum } } } = actors!;
  assertEquals([clean, taken, sum], [true, next! - 1, next! * (next! - 1) / 2 - 7]);
});

Deno.test("dead letters outlive the process, and are replayed in a later one once", async () => {
  const file = newFile();
  const first = await live(file, "steady", "failer=5", "showstopper=1", "replay", "letters=2");
  const [letter, again] = first.lines.filter(({ letter }) => letter !== undefined);
  assertEquals([first.killed, letter!.letter], [true, 5]);
  assert(again!.letter! > 5, "it came again by its channel, and was given up again");
  // The number of a replay of the first process is taken: with it this one would count as sent, and its channel is full.
  const full = await live(file, "stubborn", "replay", "stop", "stopTimeoutMs=200");
  assertEquals(full.lines.map(({ replayed }) => replayed), [false, undefined]);
  const { lines, last } = await live(
    file,
    "steady",
    "showstopper=1",
    "replay",
    "stopAt=50",
    "room=5",
  );
  assertEquals(
    lines.map(({ letter }) => letter),
    [undefined, undefined],
    "it was told of them before",
  );
  const { SOURCE: { state: { next } }, TAKER: { state: { taken, sum } } } = last.actors!;
  assertEquals([last.clean, taken, sum], [true, next, next! * (next! - 1) / 2]);
});

Deno.test("an actor that was removed stays so, though nothing would keep it from running", async () => {
  const file = newFile();
  const first = await live(file, "steady", "failer=5", "temporary", "untilRemoved");
  assertEquals(first.killed, true);
  const { clean, actors } = (await live(file, "steady", "temporary", "stopAt=0", "room=5")).last;
  assertEquals([clean, actors!.TAKER.outcome, actors!.TAKER.state], [true, "removed", {
    taken: 5,
    sum: 10,
  }]);
});
