/** The programs in `.github/guides/`: checked, and run. */
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { within } from "../fixtures/watch.ts";
import { deno, mapped, writeProgram, writeSnippets } from "./page_program.ts";

/** A folder that is gone when it goes out of scope. */
async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Runs the tests in a folder, which must pass, and returns what they said. */
async function testsIn(folder: string, ...flags: readonly string[]): Promise<string> {
  const args = ["test", "--no-lock", "--no-check", "--quiet", "--allow-read", ...flags];
  const { code, stdout, stderr } = await deno(folder, args).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assertEquals(code, 0, said);
  return said;
}

/** The guides whose programs are whole, beside README. Most are run by the tests below, those of connectors by tests of their own. */
const GUIDES = [
  ...["aqueducts", "batches", "calls", "connectors", "durable", "feedback", "figures", "from_rust"],
  ...["region", "requests", "running", "settled", "testing", "write_a_wire"],
  ...["kafka", "mqtt", "nats", "postgres", "redis"].map((end) => `connector_${end}`),
];

Deno.test("the programs in README.md and in the guides are sound", async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  await mapped(folder);
  const files: string[] = [];
  for (const page of ["README.md", ...GUIDES.map((name) => `.github/guides/${name}.md`)]) {
    const place = page.replace(/^.*\//, "").replace(".md", "");
    const written = await writeSnippets(page, `${folder}/${place}`);
    assert(written.length > 0, `${page} has no program`);
    files.push(...written.map((file) => `${place}/${file}`));
  }
  await writeTill(`${folder}/figures`);
  // All at once: most of a check is that of the package.
  const { code, stderr } = await deno(folder, ["check", "--no-lock", "--quiet", ...files]).output();
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
});

Deno.test("the program in the guide for those who come from Rust is sound, and ends by itself", async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const files = await writeProgram(".github/guides/from_rust.md", folder);
  assertEquals(files, ["doubling.ts"]);
  const decoder = new TextDecoder();
  const flags = ["--allow-read", "--allow-net=127.0.0.1", "--allow-sys"];
  const run = ["run", "--no-lock", "--no-prompt", "--quiet", ...flags, ...files];
  const { code, stdout, stderr } = await deno(folder, run).output();
  assertEquals([code, decoder.decode(stderr)], [0, ""]);
  assertEquals(decoder.decode(stdout).split("\n"), [
    "SOURCE {}",
    'DOUBLER {"seen":1000}',
    'SINK {"sum":1001000}',
    "",
  ]);
});

Deno.test("the program in the guide to what is settled is sound, and says what the guide does", async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const files = await writeProgram(".github/guides/settled.md", folder);
  assertEquals(files, ["intake.ts"]);
  const decoder = new TextDecoder();
  const flags = ["--allow-sys", "--allow-read", "--allow-net=127.0.0.1"];
  const run = ["run", "--no-lock", "--no-prompt", "--quiet", ...flags, ...files];
  const { code, stdout, stderr } = await deno(folder, run).output();
  assertEquals([code, decoder.decode(stderr)], [0, ""]);
  const said = "{ acknowledged: 1000 } { sent: 1000, settled: 1000, oldestMs: 0 }";
  assertEquals(decoder.decode(stdout), `${said}\n`);
  const guide = await Deno.readTextFile(
    new URL("../../.github/guides/settled.md", import.meta.url),
  );
  assertEquals(guide.includes(`# ${said}`), true);
});

Deno.test("the actor in the guide to calls outside is sound, and its tests pass", async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const files = await writeProgram(".github/guides/calls.md", folder);
  assertEquals(files, ["weather.ts", "weather_test.ts"]);
  assertMatch(await testsIn(folder), /2 passed/);
});

Deno.test("the actors in the guide to batches, bundles and keys are sound, and their tests pass", async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const files = await writeProgram(".github/guides/batches.md", folder);
  assertEquals(files, ["packer.ts", "packer_test.ts", "sorter.ts", "sorter_test.ts"]);
  assertMatch(await testsIn(folder), /2 passed/);
});

Deno.test("the pipeline in the guide to sources and sinks is sound, and its tests pass", async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const files = await writeProgram(".github/guides/connectors.md", folder);
  assertEquals(files, ["pipeline.ts", "pipeline_test.ts"]);
  assertMatch(await testsIn(folder), /3 passed/);
});

Deno.test("the wires in the guide to wires of one's own are sound, and their tests pass", async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const files = await writeProgram(".github/guides/write_a_wire.md", folder);
  assertEquals(files, [
    "folder_source.ts",
    "letters.ts",
    "folder_sink.ts",
    "archive.ts",
    "folder_source_test.ts",
  ]);
  assertMatch(await testsIn(folder, "--allow-write"), /4 passed/);
});

Deno.test("the tests in the guide to testing are sound, and pass", async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const files = await writeProgram(".github/guides/testing.md", folder);
  assertEquals(files, [
    "greeter.ts",
    "greeter_test.ts",
    "batch_test.ts",
    "hall.ts",
    "hall_test.ts",
    "hall_real_test.ts",
    "hall_load_test.ts",
  ]);
  assertMatch(await testsIn(folder), /6 passed/);
});

Deno.test("the program in the guide to graphs that run is sound, ends by itself, and its test passes", async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const files = await writeProgram(".github/guides/running.md", folder);
  assertEquals(files, ["squares.ts", "main.ts", "squares_test.ts"]);
  const decoder = new TextDecoder();
  const flags = ["--allow-read", "--allow-net=127.0.0.1", "--allow-sys"];
  const run = ["run", "--no-lock", "--no-prompt", "--quiet", ...flags, "main.ts"];
  const { code, stdout, stderr } = await deno(folder, run).output();
  assertEquals([code, decoder.decode(stderr)], [0, ""]);
  assertEquals(decoder.decode(stdout).split("\n"), [
    "DEALER running true",
    "SQUARER 0 running true",
    "SQUARER 1 running true",
    "SQUARER 2 running true",
    "SQUARER 3 running true",
    "ADDER running true",
    "true true true",
    "",
  ]);
  await testsIn(folder);
});

Deno.test("the program in the guide to requests is sound, answers and ends, and its test passes", async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  await writeProgram(".github/guides/requests.md", folder);
  const decoder = new TextDecoder();
  const flags = ["--allow-read", "--allow-net=127.0.0.1", "--allow-sys"];
  const run = ["run", "--no-lock", "--no-prompt", "--quiet", ...flags, "main.ts"];
  const { code, stdout, stderr } = await deno(folder, run).output();
  const said = decoder.decode(stdout);
  assertEquals([code, decoder.decode(stderr)], [0, ""]);
  assertMatch(said, /^tea: 500 cents\ncake: refused, there is no cake\ncoffee: 300 cents$/m);
  // The same folder has the programs for messages in and out, and for an inbox.
  const more = { "smoothing.ts": "2\n5\n7\n", "desk.ts": "your order is number 1: tea\n" };
  for (const [file, expected] of Object.entries(more)) {
    const other = await deno(folder, [...run.slice(0, -1), file]).output();
    assertEquals([other.code, decoder.decode(other.stderr)], [0, ""], file);
    assertEquals(decoder.decode(other.stdout), expected);
  }
  await testsIn(folder);
});

Deno.test("the cycle in the guide to feedback is sound, comes to rest, and its test passes", async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const files = await writeProgram(".github/guides/feedback.md", folder);
  assertEquals(files, ["rounds.ts", "rounds_test.ts"]);
  const decoder = new TextDecoder();
  const flags = ["--allow-read", "--allow-net=127.0.0.1", "--allow-sys"];
  const run = ["run", "--no-lock", "--no-prompt", "--quiet", ...flags, "rounds.ts"];
  const { code, stdout, stderr } = await deno(folder, run).output();
  assertEquals([code, decoder.decode(stdout)], [0, "true { open: 0, done: 100 }\n"]);
  assertMatch(
    decoder.decode(stderr),
    /the cycle MERGER → WORKER → MERGER has come to rest: its channels are closed\n$/,
  );
  await testsIn(folder);
});

Deno.test("the ledger in the guide to durable state is exact, though it is killed in the middle", async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const written = await writeProgram(".github/guides/durable.md", folder);
  assertEquals(written, ["ledger.ts", "books_test.ts"]);
  const flags = ["--allow-read", "--allow-write=.", "--allow-net=127.0.0.1", "--allow-sys"];
  const run = ["run", "--no-lock", "--no-prompt", "--quiet", ...flags, "ledger.ts"];
  await using program = deno(folder, run).spawn();
  const errors = new Response(program.stderr).text();
  let output = "";
  for await (const part of program.stdout.pipeThrough(new TextDecoderStream())) {
    output += part;
    if (/^[1-9]\d* booked$/m.test(output)) program.kill("SIGKILL");
  }
  const { signal } = await within(program.status, "the end of the first process");
  assertEquals(signal, "SIGKILL", await errors);
  const decoder = new TextDecoder();
  for (const begins of [/^begins behind \d+\n/, /^begins behind 200\n/]) {
    const { code, stdout, stderr } = await deno(folder, run).output();
    assertEquals(code, 0, decoder.decode(stderr));
    assertMatch(decoder.decode(stdout), begins);
    assertMatch(decoder.decode(stdout), /\n200 orders, 201000 cents\n$/);
  }
  assertMatch(await testsIn(folder), /what was booked in one run is not booked again/);
});

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** A program that does what flags of a line in the guide to permissions are for. */
function permitted(line: string, port: number): string {
  const telemetry = /TELEMETRY_TOKEN/.test(line)
    ? `{ hostname: "0.0.0.0", port: ${port}, token: "0123456789abcdef0123456789abcdef" }`
    : line.includes("=recordings")
    ? '{ record: { dir: "recordings" } }'
    : line.includes("=TELEMETRY_SERVER_PORT")
    ? "{}"
    : line.includes(":9900")
    ? `{ port: ${port} }`
    : "false";
  const durable = line.includes("=state.db")
    ? '{ durable: "state.db" }'
    : line.includes("=state ")
    ? '{ durable: { folder: "state" } }'
    : "{}";
  return `import { Graph, run } from "@steady-state/deno";
import { defineActor, u32 } from "@steady-state/deno/actor";
export const once = defineActor(import.meta, "once", { ports: {}, state: { ran: u32 }, run: (actor) => void actor.state.ran++ });
if (import.meta.main) {
  const graph = new Graph("permitted", ${durable});
  graph.actor("ONCE", once, { ports: {}, durable: ${durable !== "{}"} });
  await run(graph, { telemetry: ${telemetry} });
}
`;
}

Deno.test("the lines in the guide to permissions start what they are for", async () => {
  const page = await Deno.readTextFile(
    new URL("../../.github/guides/permissions.md", import.meta.url),
  );
  const lines = page.replaceAll("\\\n", "").match(/^deno run .*main\.ts$/gm) ?? [];
  assertEquals(lines.length, 8);
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  await mapped(folder);
  const clone = fileURLToPath(new URL("../..", import.meta.url));
  for (const line of lines) {
    const port = freePort();
    await Deno.writeTextFile(`${folder}/main.ts`, permitted(line, port));
    // Another program may have the port of the page.
    const args = line.replace(":9900", `:${port}`).replace("MODULES", `${folder},${clone}`)
      .split(/\s+/).slice(2);
    const run = ["run", "--no-lock", "--no-check", "--quiet", ...args];
    const { code, stdout, stderr } = await deno(folder, run).output();
    const said = new TextDecoder().decode(stderr);
    assertEquals([code, said.includes("ERROR")], [0, false], `${line}: ${said}`);
    assertMatch(new TextDecoder().decode(stdout), /permitted stopped after/, line);
    const isWarned = said.includes("could not be ended");
    assertEquals(isWarned, !line.includes("--allow-sys"), `${line}: ${said}`);
  }
});

/** The till of the guide to figures is the reader's: it sells some things, looks at the metrics, and goes home. */
async function writeTill(folder: string): Promise<void> {
  await Deno.writeTextFile(
    `${folder}/actors/till.ts`,
    `import { defineActor, tx, u32 } from "@steady-state/deno/actor";
export const till = defineActor(import.meta, "till", {
  ports: { orders: tx(u32) },
  async run(actor) {
    for (const cents of [250, 20_000, 300]) await actor.send(actor.ports.orders, cents);
    const port = Deno.env.get("TELEMETRY_SERVER_PORT");
    for (let text = "";;) {
      text = await (await fetch(\`http://127.0.0.1:\${port}/metrics\`)).text();
      if (/refused_total\\{[^}]*\\} 1/.test(text)) {
        console.log(text);
        break;
      }
      await actor.wait(actor.timeout(20));
    }
    actor.ports.orders.close();
    actor.stop("sold out");
  },
});
`,
  );
}

Deno.test("the program in the guide to figures is sound, and its metrics are called as the guide says", async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const files = await writeProgram(".github/guides/figures.md", folder);
  assertEquals(files.toSorted(), ["actors/bank.ts", "main.ts"]);
  await writeTill(folder);
  const decoder = new TextDecoder();
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-lock", "--quiet", "-A", "main.ts"],
    cwd: folder,
    env: { NO_COLOR: "1", TELEMETRY_SERVER_PORT: `${freePort()}` },
  }).output();
  const said = decoder.decode(stdout) + decoder.decode(stderr);
  assertEquals(code, 0, said);
  assertMatch(said, /steady_actor_figure_refused_total\{[^}]*actor="BANK"[^}]*\} 1\b/);
  assertMatch(said, /steady_actor_figure_open_cents\{[^}]*actor="BANK"[^}]*\} 300\b/);
});

Deno.test("the two pods in the guide to aqueducts find each other, and say what the guide does", async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const files = await writeProgram(".github/guides/aqueducts.md", folder);
  assertEquals(files.slice(0, 3), ["order.ts", "till.ts", "bar.ts"]);
  const port = `${freePort()}`;
  const flags = ["--allow-sys", "--allow-read", "--allow-net=127.0.0.1"];
  const run = (file: string) =>
    deno(folder, ["run", "--no-lock", "--no-prompt", "--quiet", ...flags, file, port]).output();
  const [till, bar] = await Promise.all([run("till.ts"), run("bar.ts")]);
  const said = ({ stdout }: Deno.CommandOutput) => new TextDecoder().decode(stdout);
  assertEquals([till.code, said(till)], [0, "1000 orders are out\n"]);
  assertEquals([bar.code, said(bar)], [0, "250000 cents\n"]);
});
