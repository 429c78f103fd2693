/** Programs as people write them are drawn: those of the examples, of README, and what create makes. */
import { assertEquals, assertMatch } from "@std/assert";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createProject } from "../../../src/cli/create/mod.ts";
import { checkDrawing } from "../../../src/cli/drawing/check.ts";
import { drawProgram } from "../../../src/cli/drawing/draw.ts";
import { readDesign } from "../../../src/codegen/mod.ts";
import { writeProgram } from "../../examples/page_program.ts";
import { callCli } from "../call_cli.ts";

const EXAMPLES = fileURLToPath(new URL("../../../examples/", import.meta.url));

async function temporary(use: (place: string) => Promise<void>): Promise<void> {
  const place = await Deno.realPath(await Deno.makeTempDir({ prefix: "drawn_" }));
  try {
    await use(place);
  } finally {
    await Deno.remove(place, { recursive: true });
  }
}

interface Drawn {
  readonly actors: readonly string[];
  readonly lanes: number;
  /** What was noted. */
  readonly notes: readonly string[];
}

/** Draws a program, and holds it against its drawing: they must say the same. */
async function drawn(main: string, args?: readonly string[]): Promise<Drawn> {
  const notes: string[] = [];
  const given = args === undefined ? {} : { args };
  const text = await drawProgram({ main, ...given }, (note) => notes.push(note));
  const read = await readDesign(text);
  if ("faults" in read) throw new Error(`${read.faults.join("\n")}\n${text}`);
  const { actors, channels } = read.design;
  const lanes = channels.reduce((count, { lanes }) => count + lanes.length, 0);
  const drawing = await Deno.makeTempFile({ suffix: ".dot" });
  await Deno.writeTextFile(drawing, text);
  const checked = await checkDrawing({ drawing, main, ...given });
  await Deno.remove(drawing);
  assertMatch(checked.text, new RegExp(`^${basename(drawing)} and ${basename(main)} say the same`));
  return { actors: actors.map(({ id }) => id), lanes, notes };
}

const EXPECTED: Readonly<Record<string, Omit<Drawn, "notes">>> = {
  "01_minimum": { actors: ["TICKER"], lanes: 0 },
  "02_standard": { actors: ["GENERATOR", "HEARTBEAT", "LOGGER", "WORKER"], lanes: 3 },
  "03_robust": {
    actors: ["COURIER", "LEDGER", "PARSER", "PAYMENT0", "PAYMENT1", "SHOP"],
    lanes: 6,
  },
  "04_performant": { actors: ["CONVERTER", "SENSORS", "STATISTICIAN"], lanes: 2 },
  "05_flights": {
    actors: ["AGGREGATOR0", "AGGREGATOR1", "BOARD", "PARSER0", "PARSER1", "RANKER", "READER"],
    lanes: 9,
  },
  "06_service": {
    actors: ["BARISTA0", "BARISTA1", "DOOR", "HOST orders", "HOST receipts"],
    lanes: 6,
  },
  "07_calls": { actors: ["CASHIER", "CLERK", "DESK"], lanes: 2 },
  "08_pipeline": { actors: ["ORDERS", "PRICER", "STORE"], lanes: 2 },
  "09_pods": { actors: ["ORDERS INGRESS", "PRICED EGRESS", "PRICER"], lanes: 2 },
};

/** The program of an example that has several: each is a graph of its own. */
const MAIN: Readonly<Record<string, string>> = { "09_pods": "pods/pricing.ts" };

Deno.test("draw: every example has its drawing, and is what that says", async () => {
  const names = (await Array.fromAsync(Deno.readDir(EXAMPLES)))
    .flatMap(({ name, isDirectory }) => isDirectory ? [name] : []).sort();
  assertEquals(names, Object.keys(EXPECTED));
  for (const name of names) {
    const { notes, ...found } = await drawn(join(EXAMPLES, name, MAIN[name] ?? "main.ts"));
    assertEquals(found, EXPECTED[name], name);
    // It asks for a port before it starts its graph, and is drawn as it is then.
    assertEquals(notes.length, name === "06_service" ? 1 : 0, `${name}: ${notes}`);
    if (name === "06_service") assertMatch(notes[0]!, /it may only read: Requires net access/);
  }
});

Deno.test("draw: a program is drawn with the arguments that stand behind --", async () => {
  const main = join(EXAMPLES, "05_flights/main.ts");
  assertEquals((await drawn(main, ["--lanes", "3"])).lanes, 3 + 9 + 3 + 1);
  const { code, stdout, stderr } = await callCli(["draw", main, "--", "--lanes=1"]);
  assertEquals([code, stderr, stdout.split(" -> ").length - 1], [0, "", 4]);
  const wrong = await callCli(["draw", main, "--", "--lanes=many"]);
  assertEquals([wrong.code, wrong.stdout], [2, ""]);
  assertMatch(
    wrong.stderr,
    /no graph \(it ends with exit code 2\); have it say: export function build/,
  );
});

Deno.test("draw: the programs of README are drawn, guarded or not, and nothing of them is left", async () => {
  await temporary(async (place) => {
    await writeProgram("README.md", place);
    const before = (await Array.fromAsync(Deno.readDir(place))).map(({ name }) => name).sort();
    for (const file of ["sums.ts", "main.ts", "asked.ts", "service.ts", "watched.ts"]) {
      const { actors, notes } = await drawn(join(place, file));
      assertEquals([actors.length >= 2, notes], [true, []], `${file}: ${actors}`);
    }
    assertEquals(
      (await Array.fromAsync(Deno.readDir(place))).map(({ name }) => name).sort(),
      before,
    );
  });
});

Deno.test("draw: what create makes needs no permission but to read", async () => {
  await temporary(async (place) => {
    const folder = join(place, "hello");
    await createProject({ folder });
    const main = join(folder, "main.ts");
    assertEquals(await drawn(main), { actors: ["ADDER", "COUNTER"], lanes: 1, notes: [] });
    const permissions = ["--allow-read"];
    assertEquals((await callCli(["draw", main], { permissions })).code, 0);
  });
});

Deno.test("draw: a program that would have to be run is told as that, where nothing may be run", async () => {
  const main = join(EXAMPLES, "02_standard/main.ts");
  const permissions = ["--allow-read"];
  const { code, stdout, stderr } = await callCli(["draw", main], { permissions });
  assertEquals([code, stdout], [2, ""]);
  assertMatch(
    stderr,
    /its buildGraph takes arguments without a default; have it say: .*; or give --allow-run/,
  );
  // What is optional in a type has no default, and need not be given.
  const bare = join(EXAMPLES, "01_minimum/main.ts");
  assertEquals((await callCli(["draw", bare], { permissions })).code, 0);
  const given = await callCli(["draw", main, "--", "--troupe"], { permissions });
  assertMatch(
    given.stderr,
    /with arguments it is run, up to where it starts its graph, which takes/,
  );
});

Deno.test("draw: a program that is run may write nothing, reach nobody and start nothing", async () => {
  await temporary(async (place) => {
    await writeProgram("README.md", place);
    const text = await Deno.readTextFile(join(place, "sums.ts"));
    const greedy = join(place, "greedy.ts");
    for (
      const [act, why] of [
        ['await Deno.writeTextFile("left.txt", "")', "Requires write access"],
        ['await fetch("http://127.0.0.1:65000")', "Requires net access"],
        ['new Deno.Command("true").spawn()', "Requires run access"],
        ['new Worker("data:text/javascript,")', "it starts a worker"],
        ["Deno.exit(7)", "it ends with exit code 7"],
      ] as const
    ) {
      // Before the graph is drawn nothing comes of it; behind that, the graph does.
      const early = text.replace("if (import.meta.main) {", `if (import.meta.main) {\n${act};`);
      await Deno.writeTextFile(greedy, early);
      const { code, stderr } = await callCli(["draw", greedy]);
      assertEquals(code, 2, `${act}: ${stderr}`);
      assertMatch(stderr, new RegExp(`comes to no graph \\(${why}`));
      await Deno.writeTextFile(
        greedy,
        text.replace("  await run(graph)", `  ${act};\n  await run(graph)`),
      );
      const late = await drawn(greedy);
      assertEquals([late.actors, late.notes.length], [["ADDER", "COUNTER"], 1]);
      assertMatch(late.notes[0]!, new RegExp(`may only read: ${why}`));
    }
    assertEquals(
      await Array.fromAsync(Deno.readDir(place)).then((all) =>
        all.some(({ name }) => name === "left.txt")
      ),
      false,
    );
  });
});
