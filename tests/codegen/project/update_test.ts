/** What becomes of a project's files, rule by rule. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  describePlan,
  diffOfPlan,
  hasConflicts,
  updateProject,
} from "../../../src/codegen/project/mod.ts";
import { MemoryDisk } from "./memory_disk.ts";
import { renderSample } from "./sample_drawing.ts";
import { DRAWING, edit, kindsOf, made, TICK, update } from "./sample_project.ts";

Deno.test("a project is made with all its files, what was written is kept, and a second time changes nothing", async () => {
  const disk = new MemoryDisk();
  const outcome = await update(disk, DRAWING);
  const rendered = await renderSample(DRAWING);
  assertEquals(
    disk.own(),
    Object.fromEntries(rendered.map(({ path, text }) => [path, text]).sort()),
  );
  assertEquals(new Set(Object.values(kindsOf(outcome))), new Set(["made"]));
  const kept = Object.keys(disk.texts()).filter((path) => path.startsWith(".steady/"));
  assertEquals(kept, [
    ".steady/base.json",
    ".steady/base/actors/tick.ts.base",
    ".steady/base/actors/tick_test.ts.base",
    ".steady/base/main.ts.base",
    ".steady/base/messages.ts.base",
  ]);
  const record = JSON.parse(disk.text(".steady/base.json")!);
  assertEquals([record.version, Object.keys(record.once), Object.keys(record.generated)], [
    "1.2.3",
    ["actors/tick.ts", "actors/tick_test.ts", "main.ts", "messages.ts"],
    ["generated/graph.ts", "generated/shape.json", "generated/tick.ts"],
  ]);
  const changes = disk.changes;
  const again = await update(disk, DRAWING);
  assertEquals([again.plan?.changes, disk.changes - changes], [[], 0]);
  assertEquals(describePlan(again.plan!), "nothing to change");
});

Deno.test("generated files are overwritten; one that somebody edited stops everything, until it is forced", async () => {
  const disk = await made();
  const next = { ...DRAWING, modules: [{ ...TICK, ports: 2, lines: [2, 1, 1, 1] }] };
  edit(disk, "generated/tick.ts", "rx(u32)", "rx(u64)");
  edit(disk, "generated/shape.json", "[", "[1,");
  const before = disk.texts();
  const stopped = await update(disk, next);
  assertEquals(disk.texts(), before);
  assertEquals(stopped.plan?.obstacles.map((text) => text.split(" is generated")[0]), [
    "generated/shape.json",
    "generated/tick.ts",
  ]);
  const { plan } = await update(disk, next, { force: true });
  assertEquals(disk.text("generated/tick.ts.orig"), before["generated/tick.ts"]);
  assertEquals(disk.text("generated/shape.json.orig"), before["generated/shape.json"]);
  assertStringIncludes(disk.text("generated/tick.ts")!, "in2");
  assertStringIncludes(describePlan(plan!), "set aside    generated/tick.ts.orig");
  // What was set aside is nobody's to overwrite.
  edit(disk, "generated/tick.ts", "rx(u32)", "rx(u8)");
  await update(disk, next, { force: true });
  assertStringIncludes(disk.text("generated/tick.ts.2.orig")!, "u8");
  assertStringIncludes(disk.text("generated/tick.ts.orig")!, "u64");
});

Deno.test("a generated file that is there before the generator is an edited one", async () => {
  const disk = new MemoryDisk({
    ".steady/base.json": '{"format":1,"version":"1","generated":{},"once":{}}',
  });
  disk.put("generated/tick.ts", "// mine\n");
  const { plan } = await update(disk, DRAWING);
  assertStringIncludes(`${plan?.obstacles}`, "generated/tick.ts is generated");
  assertEquals(disk.text("generated/tick.ts"), "// mine\n");
});

Deno.test("a file made once gets what is new in it, and keeps what its owner wrote", async () => {
  const disk = await made();
  edit(
    disk,
    "actors/tick.ts",
    "line 0, version 1\n  step();",
    "line 0, version 1\n  mine();\n  step();",
  );
  const next = { title: 2, modules: [{ ...TICK, lines: [1, 1, 1, 2] }] };
  const outcome = await update(disk, next);
  assertEquals(kindsOf(outcome), { "actors/tick.ts": "merged", "main.ts": "overwritten" });
  const text = disk.text("actors/tick.ts")!;
  assertStringIncludes(text, "  mine();\n");
  assertStringIncludes(text, "line 3, version 2");
  assertEquals(hasConflicts(outcome.plan!), false);
  assertEquals((await update(disk, next)).plan?.changes, []);
  // Where the drawing does not touch a file, it is its owner's alone.
  disk.put("main.ts", "// all mine\n");
  assertEquals(kindsOf(await update(disk, next)), {});
  assertEquals(disk.text("main.ts"), "// all mine\n");
});

Deno.test("a conflict is marked and told, stops the next run, and is over once the marks are gone", async () => {
  const disk = await made();
  edit(disk, "actors/tick.ts", "line 2, version 1", "line 2, mine");
  const next = { ...DRAWING, modules: [{ ...TICK, lines: [1, 1, 2, 1] }] };
  const { plan } = await update(disk, next);
  assertEquals(hasConflicts(plan!), true);
  assertStringIncludes(describePlan(plan!), "  conflict  actors/tick.ts\n");
  assertStringIncludes(
    disk.text("actors/tick.ts")!,
    `<<<<<<< yours
  // tick, line 2, mine
||||||| generated before
  // tick, line 2, version 1
=======
  // tick, line 2, version 2
>>>>>>> generated now
`,
  );
  const before = disk.texts();
  const stopped = await update(disk, { ...next, title: 5 });
  assertStringIncludes(
    `${stopped.plan?.obstacles}`,
    "actors/tick.ts has marks of a conflict in it",
  );
  assertEquals(disk.texts(), before);
  const chosen = disk.text("actors/tick.ts")!.split("\n").filter((line) =>
    !/^[<|=>]{7}/.test(line)
  );
  disk.put("actors/tick.ts", chosen.join("\n"));
  assertEquals(kindsOf(await update(disk, { ...next, title: 5 })), { "main.ts": "overwritten" });
  assertEquals(disk.text("actors/tick.ts"), chosen.join("\n"));
});

Deno.test("a file that both have added is a conflict, unless it is the same", async () => {
  const disk = await made();
  const next = { ...DRAWING, modules: [TICK, { ...TICK, name: "tock" }] };
  const rendered = await renderSample(next);
  disk.put("actors/tock.ts", 'import * as plan from "../generated/tock.ts";\n// all mine\n');
  const same = rendered.find(({ path }) => path === "actors/tock_test.ts")!.text;
  disk.put("actors/tock_test.ts", same);
  const outcome = await update(disk, next);
  assertEquals(kindsOf(outcome)["actors/tock.ts"], "conflict");
  assertEquals(kindsOf(outcome)["actors/tock_test.ts"], undefined);
  const text = disk.text("actors/tock.ts")!;
  assertStringIncludes(
    text,
    'import * as plan from "../generated/tock.ts";\n<<<<<<< yours\n// all mine\n',
  );
  assertEquals(disk.text("actors/tock_test.ts"), same);
});

Deno.test("what its owner deleted stays deleted, and is told; a generated file comes back", async () => {
  const disk = await made();
  disk.drop("actors/tick_test.ts");
  disk.drop("generated/tick.ts");
  const next = { ...DRAWING, modules: [{ ...TICK, ports: 2 }] };
  const { plan } = await update(disk, next);
  assertEquals(plan?.leftDeleted, ["actors/tick_test.ts"]);
  assertEquals(disk.text("actors/tick_test.ts"), undefined);
  assertStringIncludes(disk.text("generated/tick.ts")!, "in2");
  assertStringIncludes(describePlan(plan!), "left deleted  actors/tick_test.ts");
  assertEquals((await update(disk, next)).plan?.leftDeleted, ["actors/tick_test.ts"]);
  disk.drop(".steady/base/actors/tick_test.ts.base");
  assertEquals(kindsOf(await update(disk, next)), { "actors/tick_test.ts": "made" });
});

Deno.test("what nothing asks for any more stays, is told, and is as before if it is drawn again", async () => {
  const two = { ...DRAWING, modules: [TICK, { name: "gone", ports: 7, lines: [1, 1, 1] }] };
  const disk = await made(two);
  edit(disk, "actors/gone.ts", "line 0, version 1", "mine");
  const { plan } = await update(disk, DRAWING);
  assertEquals(plan?.orphans, [
    { path: "actors/gone.ts", isChanged: true },
    { path: "actors/gone_test.ts", isChanged: false },
    { path: "generated/gone.ts", isChanged: false },
  ]);
  assertStringIncludes(disk.text("actors/gone.ts")!, "mine");
  assertStringIncludes(describePlan(plan!), "actors/gone.ts, with changes of yours\n");
  assertEquals((await update(disk, DRAWING)).plan?.orphans.length, 3);
  const back = { ...two, modules: [TICK, { name: "gone", ports: 7, lines: [1, 1, 2] }] };
  assertEquals(kindsOf(await update(disk, back))["actors/gone.ts"], "merged");
  // One whose owner has deleted it is not known any more.
  await update(disk, DRAWING);
  for (const path of Object.keys(disk.own())) if (path.includes("gone")) disk.drop(path);
  assertEquals((await update(disk, DRAWING)).plan?.orphans, []);
  assertEquals(kindsOf(await update(disk, two))["actors/gone.ts"], "made");
});

Deno.test("a generated file that the record does not know is known by its first line", async () => {
  const disk = await made();
  disk.put(".steady/base.json", '{"format":1,"version":"1","generated":{},"once":{}}');
  const next = { ...DRAWING, modules: [{ ...TICK, ports: 2 }] };
  assertEquals(kindsOf(await update(disk, next))["generated/tick.ts"], "overwritten");
});

Deno.test("a file that was generated and is made once from then on has its past as the base", async () => {
  const disk = new MemoryDisk();
  const file = (text: string, how: "generated" | "once") => [{ path: "shape.json", text, how }];
  const options = { version: "1" };
  await updateProject(disk, file("[1]\n", "generated"), options);
  const edited = disk.copy();
  edited.put("shape.json", "[1, 5]\n");
  const { plan } = await updateProject(disk, file("[2]\n", "once"), options);
  assertEquals(plan?.changes.map(({ kind }) => kind), ["overwritten"]);
  const other = await updateProject(edited, file("[2]\n", "once"), options);
  assertEquals(other.plan?.changes.map(({ kind }) => kind), ["conflict"]);
  await updateProject(disk, file("[3]\n", "generated"), options);
  assertEquals(disk.text("shape.json"), "[3]\n");
  assertEquals(Object.keys(disk.texts()), [".steady/base.json", "shape.json"]);
});

Deno.test("what is kept of paths that are no project's is passed over", async () => {
  const disk = await made();
  disk.put(".steady/base/.git/config.base", "x");
  disk.put(".git/config", "x");
  const { plan } = await update(disk, DRAWING);
  assertEquals([plan?.orphans, plan?.changes, plan?.base], [[], [], []]);
});

Deno.test("line ends, a byte order mark and an open last line are kept through all", async () => {
  const disk = await made();
  const dress = (text: string) => `\uFEFF${text.replaceAll("\n", "\r\n").slice(0, -2)}`;
  for (const [path, text] of Object.entries(disk.own())) disk.put(path, dress(text));
  assertEquals((await update(disk, DRAWING)).plan?.changes, []);
  const next = { title: 2, modules: [{ ...TICK, ports: 3, lines: [2, 2, 1, 1] }] };
  edit(disk, "actors/tick.ts", "line 3, version 1\r\n", "line 3, version 1\r\nmine\r\n");
  await update(disk, next);
  for (const { path, text } of await renderSample(next)) {
    const whole = path === "actors/tick.ts"
      ? text.replace("line 3, version 1\n", "line 3, version 1\nmine\n")
      : text;
    assertEquals(disk.text(path), dress(whole), path);
  }
});

Deno.test("all that stands in the way is told at once, before anything is written", async () => {
  const disk = new MemoryDisk({ "actors": "a file", ".steady/base.json": "{}" });
  disk.odd.set("main.ts", "link");
  disk.put("messages.ts/x", "in a folder");
  disk.putBytes("generated/graph.ts", new Uint8Array([0xff, 0xfe, 0x41]));
  const before = disk.texts();
  const { faults } = await update(disk, DRAWING);
  assertEquals(faults, [
    ".steady/base.json cannot be read, bring it back from version control: its format is undefined, and 1 is what is known here",
    "actors is a file, and a folder is to be there: move it away",
    "generated/graph.ts is no text in UTF-8, save it as such",
    "main.ts is a symbolic link, and a file is to be there: move it away",
    "messages.ts is a folder, and a file is to be there: move it away",
  ]);
  assertEquals([disk.texts(), disk.changes], [before, 0]);
  const locked = await made();
  locked.locked.add("main.ts").add("generated").add(".steady");
  const next = { title: 9, modules: [{ ...TICK, ports: 9 }] };
  const untouched = locked.texts();
  const refused = await update(locked, next);
  assertEquals(refused.faults, [
    ".steady may not be written: see to its permissions",
    "generated may not be written: see to its permissions",
    "main.ts may not be written: see to its permissions",
  ]);
  assertEquals(locked.texts(), untouched);
});

Deno.test("paths that lead out of the project, or to one place, are refused", async () => {
  const disk = new MemoryDisk();
  for (const path of ["../x", "/x", "a//b", ".git/hooks/x", "a/.steady/x", "a\\b", "C:x", ""]) {
    await assertRejects(
      () => updateProject(disk, [{ path, text: "", how: "once" }], { version: "1" }),
      TypeError,
      "is no path within it",
    );
  }
  const twice = ["a.ts", "A.ts"].map((path) => ({ path, text: "", how: "once" as const }));
  await assertRejects(() => updateProject(disk, twice, { version: "1" }), TypeError, "A.ts");
  assertEquals(disk.texts(), {});
});

Deno.test("a dry run shows the difference, and writes nothing", async () => {
  const disk = await made();
  edit(disk, "actors/tick.ts", "line 0, version 1", "line 0, mine");
  const before = disk.texts();
  const changes = disk.changes;
  const next = { title: 2, modules: [TICK] };
  const { plan } = await update(disk, next, { dryRun: true });
  assertEquals([disk.texts(), disk.changes - changes], [before, 0]);
  assertEquals(
    await diffOfPlan(plan!),
    `--- a/main.ts
+++ b/main.ts
@@ -1,4 +1,4 @@
-// title 1
+// title 2
 import "./generated/graph.ts";
 
 run();`,
  );
});
