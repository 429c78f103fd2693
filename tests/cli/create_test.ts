/** A first project: made, checked, tested and run as it is. */
import { fileURLToPath } from "node:url";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createProject, packageImports, UsageError } from "../../src/cli/create.ts";
import { PACKAGE_URL, VERSION } from "../../src/package.ts";
import { within } from "../fixtures/watch.ts";
import { callCli } from "./call_cli.ts";

const CLONE = fileURLToPath(new URL("../../", import.meta.url));

async function temporary(use: (place: string) => Promise<void>): Promise<void> {
  const place = await Deno.realPath(await Deno.makeTempDir({ prefix: "create in " }));
  try {
    await use(place);
  } finally {
    await Deno.remove(place, { recursive: true });
  }
}

function task(folder: string, name: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", name],
    cwd: folder,
    env: { NO_COLOR: "1", TELEMETRY_SERVER_PORT: "0" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

Deno.test("a project that is created from a clone passes its check and its test, and runs until Ctrl-C", async () => {
  await temporary(async (place) => {
    const { code, stdout, stderr } = await callCli([
      "create",
      `${place}/hello`,
      "--from",
      CLONE,
    ]);
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, "hello is there: README.md, actors.ts, deno.json, main.ts");
    assertStringIncludes(stdout, "deno task start");
    for (const name of ["check", "test"]) {
      const { code, stdout, stderr } = await within(
        task(`${place}/hello`, name).output(),
        `the end of deno task ${name}`,
        60_000,
      );
      const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
      assertEquals(code, 0, text);
      if (name === "test") assertStringIncludes(text, "1 passed | 0 failed");
    }
    await using program = task(`${place}/hello`, "start");
    const errors = new Response(program.stderr).text();
    let output = "";
    for await (const part of program.stdout.pipeThrough(new TextDecoderStream())) {
      if (output === "") program.kill("SIGINT"); // It tells its address once it runs.
      output += part;
    }
    await within(program.status, "the end of deno task start");
    assertStringIncludes(output, "hello stopped after");
    assertEquals(/NotCapable|rror/.exec(await errors), null);
  });
});

Deno.test("a project has the package from a version, a clone's path or URL, or the copy that makes it", async () => {
  assertEquals(await packageImports("hello", "0.1"), {
    imports: { "@steady-state/deno": "jsr:@steady-state/deno@0.1" },
  });
  const byPath = await packageImports(`${CLONE}../hello`, CLONE);
  const folder = CLONE.split("/").at(-2);
  assertEquals(byPath.imports["@steady-state/deno/actor"], `../${folder}/src/actor/mod.ts`);
  assertEquals(byPath.scopes, undefined);
  assertEquals(await packageImports(`${CLONE}../hello`), byPath);
  assertEquals(await packageImports(`${CLONE}../hello`, PACKAGE_URL), byPath);
  const served = await packageImports("hello", `data:text/plain,${VERSION}`).catch(String);
  assertStringIncludes(`${served}`, "give a version, or the path or URL of a clone");
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async () => new Response(await Deno.readTextFile(`${CLONE}deno.json`)),
  );
  const { port } = server.addr;
  const byUrl = await packageImports("hello", `http://127.0.0.1:${port}/deno`);
  assertEquals(
    byUrl.imports["@steady-state/deno/testing"],
    `http://127.0.0.1:${port}/deno/src/testing/mod.ts`,
  );
  assertEquals(Object.keys(byUrl.scopes ?? {}), [`http://127.0.0.1:${port}/deno/`]);
});

Deno.test("nothing that is there is overwritten, and all that is wrong is told at once", async () => {
  await temporary(async (place) => {
    await Deno.mkdir(`${place}/empty`);
    assertEquals((await createProject({ folder: `${place}/empty`, from: "0.1" })).name, "empty");
    await assertRejects(
      () => createProject({ folder: `${place}/empty`, from: "0.1" }),
      UsageError,
      `Cannot create a project: its folder "${place}/empty" is there already, with "`,
    );
    await Deno.mkdir(`${place}/2nd`);
    await Deno.writeTextFile(`${place}/2nd/kept`, "kept");
    const faults = ["create", `${place}/2nd`, "--from", place];
    const { code, stdout, stderr } = await callCli(faults);
    assertEquals([code, stdout], [2, ""]);
    const lines = stderr.trim().split("\n");
    assertEquals(lines.slice(0, 3), [
      "Cannot create a project: 3 faults",
      `  - its name is "2nd", give it one that begins with a letter, and has letters, digits, "_" and "-" only, at most 60`,
      `  - its folder "${place}/2nd" is there already, with "kept" in it, give it another name`,
    ]);
    assertStringIncludes(lines[3] ?? "", "it would not find its package: deno.json at file://");
    assertEquals(await Deno.readTextFile(`${place}/2nd/kept`), "kept");
    await Deno.writeTextFile(`${place}/file`, "");
    await assertRejects(
      () => createProject({ folder: `${place}/file`, from: "0.1" }),
      UsageError,
      `"${place}/file" is a file`,
    );
    await assertRejects(
      () => createProject({} as never),
      UsageError,
      "option folder is undefined, give it a name, as in hello",
    );
    await Deno.writeTextFile(`${place}/deno.json`, `{ "name": "@other/one" }`);
    await assertRejects(
      () => packageImports(place, place),
      UsageError,
      "is that of @other/one, give a version",
    );
  });
});
