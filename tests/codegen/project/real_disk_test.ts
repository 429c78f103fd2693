/** What is done to a real folder, and what is found out about it. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  folderFaults,
  isUnderVersionControl,
  parentFaults,
  realDisk,
  updateProject,
} from "../../../src/codegen/project/mod.ts";
import { MemoryDisk } from "./memory_disk.ts";
import { renderSample } from "./sample_drawing.ts";

async function temporary(use: (place: string) => Promise<void>): Promise<void> {
  const place = await Deno.realPath(await Deno.makeTempDir({ prefix: "project " }));
  try {
    await use(place);
  } finally {
    await Deno.remove(place, { recursive: true });
  }
}

const DRAWING = { title: 1, modules: [{ name: "tick", ports: 1, lines: [1, 1, 1] }] };
const OPTIONS = { version: "1.2.3" };

Deno.test("a real folder gets what one in memory gets, and files keep their permissions", async () => {
  await temporary(async (place) => {
    const disk = realDisk(`${place}/not/there/yet`);
    const memory = new MemoryDisk();
    await updateProject(memory, await renderSample(DRAWING), OPTIONS);
    await updateProject(disk, await renderSample(DRAWING), OPTIONS);
    for (const [path, text] of Object.entries(memory.texts())) {
      assertEquals(await Deno.readTextFile(`${place}/not/there/yet/${path}`), text);
    }
    const main = `${place}/not/there/yet/main.ts`;
    if (Deno.build.os !== "windows") await Deno.chmod(main, 0o750);
    const next = await renderSample({ ...DRAWING, title: 2 });
    const { plan } = await updateProject(disk, next, OPTIONS);
    assertEquals(plan?.changes.map(({ path }) => path), ["main.ts"]);
    assertStringIncludes(await Deno.readTextFile(main), "title 2");
    if (Deno.build.os !== "windows") assertEquals((await Deno.stat(main)).mode! & 0o777, 0o750);
    assertEquals((await updateProject(disk, next, OPTIONS)).plan?.changes, []);
  });
});

Deno.test("links are not followed, wherever they are", async () => {
  await temporary(async (place) => {
    await Deno.writeTextFile(`${place}/target`, "not ours");
    await Deno.mkdir(`${place}/elsewhere`);
    await Deno.mkdir(`${place}/project`);
    await Deno.symlink(`${place}/elsewhere`, `${place}/project/actors`);
    await Deno.symlink(`${place}/target`, `${place}/project/main.ts`);
    const disk = realDisk(`${place}/project`);
    const { faults } = await updateProject(disk, await renderSample(DRAWING), OPTIONS);
    assertEquals(faults, [
      "actors is a symbolic link, and a folder is to be there: move it away",
      "main.ts is a symbolic link, and a file is to be there: move it away",
    ]);
    await Deno.remove(`${place}/project/actors`);
    await Deno.remove(`${place}/project/main.ts`);
    await Deno.symlink(`${place}/target`, `${place}/project/main.ts.steady-new`);
    await updateProject(disk, await renderSample(DRAWING), OPTIONS);
    assertEquals(await Deno.readTextFile(`${place}/target`), "not ours");
    assertStringIncludes(await Deno.readTextFile(`${place}/project/main.ts`), "title 1");
    await Deno.remove(`${place}/project/.steady`, { recursive: true });
    await Deno.symlink(`${place}/elsewhere`, `${place}/project/.steady`);
    const linked = await updateProject(disk, await renderSample(DRAWING), OPTIONS);
    assertEquals(linked.faults, [
      ".steady is a symbolic link, and a folder is to be there: move it away",
    ]);
    assertEquals((await Array.fromAsync(Deno.readDir(`${place}/elsewhere`))).length, 0);
  });
});

Deno.test("a folder with files of others is refused, one of ours, an empty one and one with the drawing are not", async () => {
  await temporary(async (place) => {
    const faults = (name: string, drawing: string | null = null) =>
      folderFaults(realDisk(`${place}/${name}`), name, drawing);
    await Deno.mkdir(`${place}/empty/.git`, { recursive: true });
    await Deno.writeTextFile(`${place}/empty/graph.dot`, "");
    assertEquals(await faults("empty", "graph.dot"), []);
    assertEquals(await faults("none"), []);
    assertEquals(await faults("empty"), [
      "empty is not empty and is no project that was generated: it has no .steady/base.json, but graph.dot; give another name, or bring .steady back from version control",
    ]);
    for (const name of ["a", "b", "c", "d", "e", "f", "g"]) {
      await Deno.writeTextFile(`${place}/empty/${name}`, "");
    }
    assertStringIncludes(`${await faults("empty", "graph.dot")}`, "but a, b, c, d, e and 2 more;");
    await Deno.writeTextFile(`${place}/file`, "");
    assertEquals(await faults("file"), ["file is a file, give the name of a folder"]);
    assertEquals(await parentFaults(`${place}/file/below`), [
      `${place}/file/below cannot be made: ${place}/file is no folder, give another name`,
    ]);
    assertEquals(await parentFaults(`${place}/a/new/one`), []);
    await updateProject(realDisk(`${place}/ours`), await renderSample(DRAWING), OPTIONS);
    assertEquals(await faults("ours"), []);
    if (Deno.build.os === "linux") {
      assertEquals(await parentFaults("/proc/none"), [
        "/proc/none cannot be made: /proc may not be written, see to its permissions",
      ]);
    }
  });
});

Deno.test("a folder below one that is under version control is, too", async () => {
  await temporary(async (place) => {
    await Deno.mkdir(`${place}/a/b`, { recursive: true });
    assertEquals(await isUnderVersionControl(`${place}/a/b/new`), false);
    await Deno.writeTextFile(`${place}/.git`, "gitdir: elsewhere");
    assertEquals(await isUnderVersionControl(`${place}/a/b/new`), true);
  });
});
