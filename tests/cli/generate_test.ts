/** Projects made from a drawing, and brought in step with it, on the command line. */
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parseCreateOptions } from "../../src/cli/create/mod.ts";
import { UsageError } from "../../src/cli/create.ts";
import { within } from "../fixtures/watch.ts";

const PROGRAM = fileURLToPath(new URL("./fixtures/generating.ts", import.meta.url));
const TICK = { name: "tick", ports: 1, lines: [1, 1, 1] };

interface Call {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function create(cwd: string, ...args: string[]): Promise<Call> {
  const { code, stdout, stderr } = await within(
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-lock", "--no-check", "--quiet", PROGRAM, "create", ...args],
      cwd,
      env: { NO_COLOR: "1", GIT_CEILING_DIRECTORIES: cwd },
    }).output(),
    `the end of create ${args.join(" ")}`,
    60_000,
  );
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

async function temporary(use: (place: string) => Promise<void>): Promise<void> {
  const place = await Deno.realPath(await Deno.makeTempDir({ prefix: "generate in " }));
  try {
    await use(place);
  } finally {
    await Deno.remove(place, { recursive: true });
  }
}

Deno.test("a project is made of a drawing, brought in step with it, and a conflict is exit code 1", async () => {
  await temporary(async (place) => {
    const drawing = (title: number, ...lines: number[]) =>
      Deno.writeTextFile(
        `${place}/order.dot`,
        JSON.stringify({ title, modules: [{ ...TICK, lines }], remarks: ["three lines"] }),
      );
    await drawing(1, 1, 1, 1);
    const args = ["my service", "--dot", "order.dot", "--from", "^0.1.0"];
    const shown = await create(place, ...args, "--dry-run");
    assertEquals([shown.code, shown.stderr], [0, ""]);
    assertStringIncludes(
      shown.stdout,
      "my service would be in step with order.dot:\n  made  actors/tick.ts\n",
    );
    assertStringIncludes(shown.stdout, "--- /dev/null\n+++ b/actors/tick.ts\n@@ -0,0 +1,");
    assertEquals((await Array.fromAsync(Deno.readDir(place))).map(({ name }) => name), [
      "order.dot",
    ]);
    const first = await create(place, ...args);
    assertEquals(first.code, 0);
    assertEquals(
      first.stderr,
      `note: ${place}/my service is under no version control, so nothing brings back what it has in it now; git init makes a repository of it\n`,
    );
    assertMatch(
      first.stdout,
      /^my service is in step with order\.dot:\n +made +actors\/tick\.ts\n/,
    );
    assertStringIncludes(
      first.stdout,
      '\nnote: three lines\n\n  cd "my service"\n  deno task start',
    );
    const config = JSON.parse(await Deno.readTextFile(`${place}/my service/deno.json`));
    assertEquals(config.imports, { "@steady-state/deno": "jsr:@steady-state/deno@^0.1.0" });
    assertEquals(await create(place, ...args), {
      code: 0,
      stdout: "my service is in step with order.dot:\nnothing to change\nnote: three lines\n",
      stderr: "",
    });
    const actor = `${place}/my service/actors/tick.ts`;
    const text = await Deno.readTextFile(actor);
    await Deno.writeTextFile(actor, text.replace("line 1, version 1", "line 1, mine"));
    await drawing(2, 1, 2, 1);
    const conflict = await create(place, ...args);
    assertEquals(conflict.code, 1);
    assertStringIncludes(
      conflict.stdout,
      "  overwritten  main.ts\n  conflict     actors/tick.ts\n",
    );
    assertStringIncludes(
      await Deno.readTextFile(actor),
      "<<<<<<< yours\n  // tick, line 1, mine\n",
    );
    const stopped = await create(place, ...args);
    assertEquals(stopped.code, 1);
    assertStringIncludes(
      stopped.stderr,
      "Cannot bring my service in step with order.dot, nothing is written: actors/tick.ts has marks of a conflict in it: choose",
    );
  });
});

Deno.test("within a project its own drawing brings it in step; another one is told of", async () => {
  await temporary(async (place) => {
    const project = `${place}/project`;
    await Deno.mkdir(`${project}/.git`, { recursive: true });
    const text = JSON.stringify({ title: 1, modules: [TICK] });
    await Deno.writeTextFile(`${project}/graph.dot`, text);
    const args = [".", "--dot=graph.dot", "--from=0.1"];
    assertEquals((await create(project, ...args)).stderr, "");
    assert(!(await Deno.readTextFile(`${project}/main.ts`)).includes("title 2"));
    await Deno.writeTextFile(`${project}/graph.dot`, text.replace("1", "2"));
    const { code, stdout } = await create(project, ...args);
    assertEquals([code, stdout], [0, ". is in step with graph.dot:\n  overwritten  main.ts\n"]);
    await Deno.writeTextFile(`${place}/other.dot`, text.replace("1", "2"));
    await Deno.writeTextFile(`${project}/graph.dot`, text.replace("1", "3"));
    assertStringIncludes(
      (await create(project, ".", "--dot", "../other.dot", "--from", "0.1")).stdout,
      "note: graph.dot of the project is not ../other.dot: what you changed in it is not in what was generated\n",
    );
    const renamed = JSON.stringify({ title: 2, modules: [{ ...TICK, name: "tock" }] });
    await Deno.writeTextFile(`${project}/graph.dot`, renamed);
    const rename = await create(project, ...args, "--rename", "tick=tock");
    assertEquals(rename.code, 0);
    assertStringIncludes(rename.stdout, "  renamed      tick to tock\n");
    await Deno.writeTextFile(`${project}/generated/tock.ts`, "// mine\n");
    const edited = await create(project, ...args);
    assertEquals(edited.code, 1);
    assertStringIncludes(
      edited.stderr,
      "generated/tock.ts is generated, and somebody has edited it",
    );
    assertEquals((await create(project, ...args, "--force")).code, 0);
    assertEquals(await Deno.readTextFile(`${project}/generated/tock.ts.orig`), "// mine\n");
  });
});

Deno.test("all that is wrong with drawing, folder and package is told at once, and nothing is written", async () => {
  await temporary(async (place) => {
    await Deno.mkdir(`${place}/taken`);
    await Deno.writeTextFile(`${place}/taken/kept`, "kept");
    await Deno.writeTextFile(`${place}/bad.dot`, "no drawing");
    const { code, stdout, stderr } = await create(
      place,
      "taken",
      "--dot",
      "bad.dot",
      "--from",
      place,
    );
    assertEquals([code, stdout], [2, ""]);
    const lines = stderr.trim().split("\n");
    assertEquals(lines[0], "Cannot generate a project: 4 faults");
    assertStringIncludes(lines[1]!, "  - bad.dot: line 1: Unexpected token");
    assertEquals(lines[2], "  - bad.dot: another");
    assertStringIncludes(
      lines[3]!,
      "  - the project would not find its package: deno.json at file://",
    );
    assertStringIncludes(
      lines[4]!,
      `  - ${place}/taken is not empty and is no project that was generated`,
    );
    assertEquals((await Array.fromAsync(Deno.readDir(`${place}/taken`))).length, 1);
    const missing = await create(place, "new", "--dot", "none.dot", "--from", "0.1");
    assertEquals(missing.code, 2);
    assertStringIncludes(
      missing.stderr,
      "Cannot generate a project: none.dot cannot be read: No such file",
    );
    await Deno.writeTextFile(`${place}/marks.dot`, "a\n<<<<<<< yours\n");
    const marks = await create(place, "new", "--dot", "marks.dot", "--from", "0.1");
    assertStringIncludes(marks.stderr, "marks.dot has marks of a conflict in it");
    await Deno.writeFile(`${place}/latin.dot`, new Uint8Array([0x61, 0xe4]));
    const latin = await create(place, "new", "--dot", "latin.dot", "--from", "0.1");
    assertStringIncludes(latin.stderr, "latin.dot is no text in UTF-8, save it as such");
    await Deno.writeTextFile(`${place}/good.dot`, '{"title":1,"modules":[]}');
    const below = await create(place, "bad.dot/new", "--dot", "good.dot", "--from", "0.1");
    assertStringIncludes(below.stderr, `cannot be made: ${place}/bad.dot is no folder`);
    await Deno.mkdir(`${place}/noted/.steady`, { recursive: true });
    await Deno.writeTextFile(`${place}/noted/.steady/pending.json`, "{");
    const noted = await create(place, "noted", "--dot", "good.dot", "--from", "0.1");
    assertEquals(noted.code, 2);
    assertStringIncludes(noted.stderr, ".steady/pending.json cannot be read, delete it");
  });
});

Deno.test("permissions for folder and drawing are enough", async () => {
  await temporary(async (place) => {
    await Deno.writeTextFile(`${place}/a.dot`, '{"title":1,"modules":[]}');
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-lock", "--no-check", "--quiet", "--no-prompt"],
        ...[`--allow-read=${place}/new,${place}/a.dot`, `--allow-write=${place}/new`],
        ...[PROGRAM, "create", `${place}/new`, "--dot", `${place}/a.dot`, "--from", "0.1"],
      ],
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    assertStringIncludes(await Deno.readTextFile(`${place}/new/main.ts`), "title 1");
  });
});

Deno.test("options of a drawing are read, and make no sense without one", () => {
  const all = ["x", "--dot", "a.dot", "--dry-run", "--force", "--rename=a=b", "--rename", "c=d"];
  assertEquals(parseCreateOptions(all), {
    folder: "x",
    dot: "a.dot",
    dryRun: true,
    force: true,
    renames: [{ from: "a", to: "b" }, { from: "c", to: "d" }],
  });
  assertEquals(parseCreateOptions(["x", "--from", "1"]), { folder: "x", from: "1" });
  const faults: readonly (readonly [readonly string[], string])[] = [
    [["x", "--force"], "are for one that is made from a drawing"],
    [["x", "--rename", "a=b"], "are for one that is made from a drawing"],
    [["x", "--dot"], "Cannot read --dot: it has no value"],
    [["x", "--dot", "a.dot", "--rename", "a"], 'Cannot read --rename: "a" is not two names'],
    [["x", "--dot", "a.dot", "--rename", "a=a"], "is not two names"],
    [["x", "--dot", "a.dot", "--dry-run=1"], '"--dry-run=1" is not an option of create'],
    [["--dot", "a.dot"], "no name is given"],
  ];
  for (const [args, message] of faults) {
    try {
      parseCreateOptions(args);
    } catch (error) {
      assert(error instanceof UsageError);
      assertStringIncludes(error.message, message);
      continue;
    }
    throw new Error(`${args.join(" ")} is taken`);
  }
});
