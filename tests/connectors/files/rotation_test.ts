/** What a source of files does when files are renamed, cut back, deleted and made anew under it. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { wireWorld } from "../../../src/client/wire_world.ts";
import { append, folderFor, tail, texts } from "./tail.ts";

Deno.test("files source: after a rename and a new file the old one is read to its end first", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  append(log, "1\n2\n");
  await using source = await tail({ path: log });
  assertEquals(await source.lines(2), ["1", "2"]);
  append(log, "3\n4\n");
  Deno.renameSync(log, `${folder.path}/app.log.1`);
  append(log, "6\n7\n");
  append(`${folder.path}/app.log.1`, "5\n");
  const rest = await source.take(5);
  assertEquals(texts(rest), ["3", "4", "5", "6", "7"]);
  const [old, fresh] = [rest[0]!.partition, rest[4]!.partition];
  assert(old !== fresh, `both are ${old}`);
  assertEquals(rest.map(({ partition }) => partition), [old, old, old, fresh, fresh]);
});

Deno.test("files source: the order holds over many turns, whichever file is looked at first", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  append(log, "0a\n");
  // The folder is looked through at each pull.
  let now = 0;
  await using source = await tail({ path: log }, { ...wireWorld(Date), now: () => now += 100 });
  for (let turn = 0; turn < 8; turn++) {
    assertEquals(await source.lines(1), [`${turn}a`]);
    // What has been read to its end may grow before it is replaced.
    assertEquals(await source.nothing(), []);
    append(log, `${turn}b\n${turn}c\n`);
    Deno.renameSync(log, `${log}.${turn}`);
    append(log, `${turn + 1}a\n`);
    // One at a time, so that each pull begins with another file.
    assertEquals([...await source.lines(1), ...await source.lines(1)], [`${turn}b`, `${turn}c`]);
  }
});

Deno.test("files source: what is written to a file after it was replaced is read, too", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  append(log, "1\n");
  await using source = await tail({ path: log });
  await source.lines(1);
  Deno.renameSync(log, `${folder.path}/app.log.1`);
  append(log, "2\n");
  assertEquals(await source.lines(1), ["2"]);
  append(`${folder.path}/app.log.1`, "late\n");
  assertEquals(await source.lines(1), ["late"]);
});

Deno.test("files source: a file that was renamed and replaced while nobody read goes on where it was", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  append(log, "1\n2\n3\n");
  let origin: string;
  {
    await using source = await tail({ path: log });
    const [first, second] = await source.take(2);
    await source.wire.settle([first!]);
    origin = second!.origin;
  }
  Deno.renameSync(log, `${folder.path}/app.log.1`);
  append(log, "4\n");
  await using source = await tail({ path: log });
  const rest = await source.take(3);
  assertEquals(texts(rest), ["2", "3", "4"]);
  assertEquals(rest[0]!.origin, origin);
});

Deno.test("files source: a file is known by its first look, if no line of it was settled", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  append(log, "1\n");
  let origin: string;
  {
    await using source = await tail({ path: log });
    origin = (await source.take(1))[0]!.origin;
  }
  Deno.renameSync(log, `${folder.path}/gone-by`);
  await using source = await tail({ path: log });
  assertEquals((await source.take(1))[0]!.origin, origin);
});

Deno.test("files source: what was read of is not read again under another name that is meant", async () => {
  await using folder = await folderFor();
  append(`${folder.path}/app.log`, "1\n");
  await using source = await tail({ path: `${folder.path}/app.log*` });
  await source.lines(1);
  Deno.renameSync(`${folder.path}/app.log`, `${folder.path}/app.log.1`);
  append(`${folder.path}/app.log`, "2\n");
  assertEquals(await source.lines(1), ["2"]);
  assertEquals(await source.nothing(), []);
});

Deno.test("files source: a file that is cut back begins anew, with other origins, and it is told", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  append(log, "first\nsecond\n");
  await using source = await tail({ path: log });
  const before = await source.take(2);
  Deno.truncateSync(log);
  append(log, "third\n");
  const after = await source.take(1);
  assertEquals(texts(after), ["third"]);
  assert(before[0]!.origin !== after[0]!.origin, after[0]!.origin);
  assertMatch(source.logged.join("\n"), /app\.log was cut back.* read to 13/);
  // What was handed over before is of another content, and moves nothing.
  await source.wire.settle(before);
  await source.wire.settle(after);
});

Deno.test("files source: a file that is longer again by the time it is looked at is known to be another", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  append(log, "first\n");
  await using source = await tail({ path: log });
  await source.take(1);
  Deno.truncateSync(log);
  append(log, "another first\nand more\n");
  assertEquals(await source.lines(2), ["another first", "and more"]);
});

Deno.test("files source: what was cut back while nobody read is read from its begin", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  append(log, "first\nsecond\n");
  {
    await using source = await tail({ path: log });
    await source.wire.settle(await source.take(2));
  }
  Deno.truncateSync(log);
  append(log, "third\n");
  await using source = await tail({ path: log });
  assertEquals(await source.lines(1), ["third"]);
});

Deno.test("files source: a file that is deleted is read to its end, and forgotten once that is settled", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  const positions = `${folder.path}/positions.json`;
  append(log, "1\n2\nopen");
  await using source = await tail({ path: log, positions });
  await source.lines(1);
  Deno.removeSync(log);
  const rest = await source.take(2);
  assertEquals(texts(rest), ["2", "open"]);
  await source.wire.settle(rest);
  await source.nothing();
  await source.wire.settle([]);
  assertEquals(JSON.parse(Deno.readTextFileSync(positions)), { files: [] });
});

Deno.test("files source: another file that is given an inode of one that was read is read from its begin", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  const positions = `${folder.path}/positions.json`;
  append(log, "first\n");
  {
    await using source = await tail({ path: log, positions });
    await source.wire.settle(await source.take(1));
  }
  // As if the file with this inode had been made before the one that has it.
  const kept = JSON.parse(Deno.readTextFileSync(positions));
  kept.files[0].since -= 1000;
  Deno.writeTextFileSync(positions, JSON.stringify(kept));
  await using source = await tail({ path: log, positions });
  assertEquals(await source.lines(1), ["first"]);
});
