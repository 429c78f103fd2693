/** Updates that are killed: in memory at every change, half of it done, and once as a real process. */
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { leavesConflicts, realDisk, updateProject } from "../../../src/codegen/project/mod.ts";
import { seeded } from "../../fixtures/random.ts";
import { within } from "../../fixtures/watch.ts";
import { Killed, MemoryDisk } from "./memory_disk.ts";
import { renderSample, type SampleDrawing } from "./sample_drawing.ts";

const TICK = { name: "tick", ports: 1, lines: [1, 1, 1, 1] };
const OLD = { name: "old", ports: 2, lines: [1, 1] };
const BEFORE: SampleDrawing = { title: 1, modules: [TICK, OLD] };
const AFTER: SampleDrawing = {
  title: 2,
  modules: [{ ...TICK, ports: 3, lines: [1, 1, 2, 2] }, { ...OLD, name: "renamed" }],
};
const OPTIONS = {
  version: "1.2.3",
  force: true,
  renames: [{ from: "old", to: "renamed" }],
};

/** A project in which each thing happens that can happen: merges, a conflict, a rename, an edited file that is set aside. */
async function editedProject(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await updateProject(disk, await renderSample(BEFORE), { version: "1.2.3" });
  const edit = (path: string, from: string, to: string) => {
    assertStringIncludes(disk.text(path)!, from);
    disk.put(path, disk.text(path)!.replace(from, to));
  };
  edit("actors/tick.ts", "line 2, version 1", "line 2, mine");
  edit("actors/old.ts", "function turn", "// mine\nfunction turn");
  edit("main.ts", "run();", "run(); // mine");
  edit("generated/tick.ts", "rx(u32)", "rx(u64)");
  return disk.copy();
}

Deno.test("an update that is killed at any change ends as one that was not", async () => {
  const project = await editedProject();
  const rendered = await renderSample(AFTER);
  const whole = project.copy();
  const { plan } = await updateProject(whole, rendered, OPTIONS);
  assertEquals(
    [...new Set(plan!.changes.map(({ kind }) => kind))].sort(),
    ["conflict", "made", "merged", "moved away", "overwritten", "set aside"],
  );
  const changes = whole.changes;
  assert(changes > 30, `only ${changes} changes`);
  let begun = 0;
  for (let at = 0; at < changes; at++) {
    const killed = project.copy();
    killed.killedAt = at;
    await assertRejects(() => updateProject(killed, rendered, OPTIONS), Killed);
    const revived = killed.copy();
    const { finished } = await updateProject(revived, rendered, OPTIONS);
    assertEquals(revived.texts(), whole.texts(), `killed at change ${at}`);
    if (finished !== null) {
      begun++;
      assertEquals(leavesConflicts(finished.update), true);
    } else assert(at < 2 || at === changes, `what was begun at change ${at} is not known`);
    // Killed once more, while it finishes what was begun.
    const again = killed.copy();
    again.killedAt = Math.floor(at / 3);
    await updateProject(again, rendered, OPTIONS).catch(() => {});
    const last = again.copy();
    await updateProject(last, rendered, OPTIONS);
    assertEquals(last.texts(), whole.texts(), `killed at change ${at}, and then again`);
  }
  assertEquals(begun, changes - 2);
});

Deno.test("an update whose machine loses its power at any change ends as one that did not", async () => {
  const project = await editedProject();
  const rendered = await renderSample(AFTER);
  const whole = project.copy();
  await updateProject(whole, rendered, OPTIONS);
  const random = seeded(1);
  for (let at = 0; at <= whole.changes; at++) {
    for (const kept of [0, 0.5, 0.5, 0.9]) {
      const lost = project.copy();
      lost.killedAt = at;
      const error = await updateProject(lost, rendered, OPTIONS).then(() => null, (error) => error);
      assertEquals(error === null, at === whole.changes);
      lost.losePower(() => random() < kept);
      const revived = lost.copy();
      await updateProject(revived, rendered, OPTIONS);
      assertEquals(revived.texts(), whole.texts(), `at change ${at}, of which ${kept} were kept`);
    }
  }
});

Deno.test("while another run is at work, nothing is read and nothing is written", async () => {
  const disk = await editedProject();
  disk.isHeld = true;
  const before = disk.texts();
  const { faults, plan } = await updateProject(disk, await renderSample(AFTER), OPTIONS);
  assertEquals(plan, null);
  assertEquals(faults, [
    "another run is bringing this project in step at this moment: wait for its end, and say it again",
  ]);
  assertEquals(disk.texts(), before);
  // What is only shown keeps nobody out, and is kept out by nobody.
  const shown = await updateProject(disk, await renderSample(AFTER), { ...OPTIONS, dryRun: true });
  assert(shown.plan!.changes.length > 0);
});

Deno.test("where nobody can be kept out nothing is written, and what is in step already is no fault", async () => {
  const disk = await editedProject();
  disk.locked.add(".steady/lock");
  const before = disk.texts();
  const { faults } = await updateProject(disk, await renderSample(AFTER), OPTIONS);
  assertEquals(faults, [".steady/lock may not be written: see to its permissions"]);
  assertEquals(disk.texts(), before);
  const fresh = new MemoryDisk();
  await updateProject(fresh, await renderSample(BEFORE), { version: "1.2.3" });
  fresh.locked.add(".steady/lock");
  const again = await updateProject(fresh, await renderSample(BEFORE), { version: "1.2.3" });
  assertEquals([again.faults, again.plan!.changes], [[], []]);
  fresh.odd.set(".steady/lock", "link");
  const odd = await updateProject(fresh, await renderSample(BEFORE), { version: "1.2.3" });
  assertEquals(odd.faults, [
    ".steady/lock is a symbolic link, and a file is to be there: move it away",
  ]);
});

Deno.test("until the whole update is noted, nothing of the project is changed", async () => {
  const project = await editedProject();
  const killed = project.copy();
  killed.killedAt = 1;
  const rendered = await renderSample(AFTER);
  await assertRejects(() => updateProject(killed, rendered, OPTIONS), Killed);
  assertEquals(killed.own(), project.own());
  // If nothing is asked for after all, nothing is left of it.
  const made = new MemoryDisk();
  await updateProject(made, await renderSample(BEFORE), { version: "1.2.3" });
  for (const at of [0, 1]) {
    const other = made.copy();
    other.killedAt = at;
    await assertRejects(() => updateProject(other, rendered, OPTIONS), Killed);
    const revived = other.copy();
    assertEquals(Object.keys(revived.texts()).some((path) => path.endsWith(".steady-new")), true);
    await updateProject(revived, await renderSample(BEFORE), { version: "1.2.3" });
    assertEquals(revived.texts(), made.texts());
  }
});

Deno.test("what its owner wrote between a kill and the next run is kept, and merged", async () => {
  const project = await editedProject();
  const rendered = await renderSample(AFTER);
  const whole = project.copy();
  await updateProject(whole, rendered, OPTIONS);
  for (let at = 2; at < whole.changes; at++) {
    const killed = project.copy();
    killed.killedAt = at;
    await updateProject(killed, rendered, OPTIONS).catch(() => {});
    const edited = killed.copy();
    const main = edited.text("main.ts")!;
    edited.put("main.ts", `// since then\n\n\n${main}`);
    const { leftAlone } = (await updateProject(edited, rendered, OPTIONS)).finished!;
    const text = edited.text("main.ts")!;
    assertStringIncludes(text, "// since then");
    assertStringIncludes(text, "// mine");
    if (leftAlone.length === 0) continue;
    assertEquals(leftAlone, ["main.ts"]);
    // The marks of the other file have stopped that run: its owner chooses, and the next one goes on.
    edited.put("actors/tick.ts", edited.text("actors/tick.ts")!.replace(/^[<|=>]{7}.*\n/gm, ""));
    await updateProject(edited, rendered, { version: "1.2.3" });
    assertStringIncludes(edited.text("main.ts")!, "// title 2");
    assertStringIncludes(edited.text("main.ts")!, "// since then");
  }
});

Deno.test("a dry run tells what a killed one has begun, and leaves it", async () => {
  const killed = await editedProject();
  const rendered = await renderSample(AFTER);
  killed.killedAt = 5;
  await updateProject(killed, rendered, OPTIONS).catch(() => {});
  const found = killed.copy();
  const { unfinished, plan } = await updateProject(found, rendered, { ...OPTIONS, dryRun: true });
  assertEquals(plan, null);
  assert(unfinished!.files.some(({ path }) => path === "actors/tick.ts"));
  assertEquals(found.texts(), killed.texts());
});

Deno.test("a note of an update that leads out of the project is refused", async () => {
  for (
    const note of [
      {
        format: 1,
        files: [{ path: "../x", kind: "made", before: null, after: "x" }],
        base: [],
        record: null,
      },
      { format: 1, files: [], base: [{ path: ".git/hooks/x", after: "x" }], record: null },
      { format: 2, files: [], base: [], record: null },
      { format: 1 },
      null,
    ]
  ) {
    const disk = new MemoryDisk({ ".steady/pending.json": JSON.stringify(note) });
    const before = disk.texts();
    await assertRejects(
      async () => await updateProject(disk, await renderSample(BEFORE), { version: "1" }),
      SyntaxError,
      "Cannot finish what was begun: .steady/pending.json cannot be read",
    );
    assertEquals(disk.texts(), before);
  }
});

/** Every file below a folder, by path. */
async function textsOf(folder: string, at = ""): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${at}`)) {
    if (isDirectory) Object.assign(texts, await textsOf(folder, `${at}${name}/`));
    else texts[at + name] = await Deno.readTextFile(`${folder}/${at}${name}`);
  }
  return Object.fromEntries(Object.entries(texts).sort());
}

Deno.test("a process that is killed in the midst of an update leaves one that the next finishes", async () => {
  const place = await Deno.makeTempDir({ prefix: "killed " });
  try {
    const project = await editedProject();
    for (const [path, text] of Object.entries(project.texts())) {
      for (const folder of ["whole", "killed"]) {
        const file = `${place}/${folder}/${path}`;
        await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
        await Deno.writeTextFile(file, text);
      }
    }
    const rendered = await renderSample(AFTER);
    await updateProject(realDisk(`${place}/whole`), rendered, OPTIONS);
    const script = fileURLToPath(new URL("./killed_program.ts", import.meta.url));
    const request = JSON.stringify({ folder: `${place}/killed`, rendered, options: OPTIONS });
    await using program = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-lock", "--no-check", "--quiet", script, request],
      stdout: "piped",
    }).spawn();
    for await (const line of program.stdout.pipeThrough(new TextDecoderStream())) {
      if (!line.includes("in the midst")) continue;
      // As long as it lives, nobody else writes.
      const found = await textsOf(`${place}/killed`);
      const second = await updateProject(realDisk(`${place}/killed`), rendered, OPTIONS);
      assertStringIncludes(`${second.faults}`, "another run is bringing this project in step");
      assertEquals(await textsOf(`${place}/killed`), found);
      // It waits for its death in the midst of it.
      program.kill("SIGKILL");
    }
    assertEquals((await within(program.status, "the end of the process")).signal, "SIGKILL");
    const left = await textsOf(`${place}/killed`);
    assert(left[".steady/pending.json"] !== undefined);
    assert(left[".steady/lock"] !== undefined);
    assert(Object.keys(left).some((path) => path.endsWith(".steady-new")));
    await updateProject(realDisk(`${place}/killed`), rendered, OPTIONS);
    assertEquals(await textsOf(`${place}/killed`), await textsOf(`${place}/whole`));
  } finally {
    await Deno.remove(place, { recursive: true });
  }
});
