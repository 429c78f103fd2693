/** What a source of files hands over, and how. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { filesSource } from "../../../src/connectors/files/mod.ts";
import { MisconfiguredError } from "../../../src/connectors/wire.ts";
import { wireWorld } from "../../../src/client/wire_world.ts";
import { append, folderFor, tail, texts } from "./tail.ts";

Deno.test("files source: lines end with LF or CRLF, and any bytes between are handed over", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  append(log, "one\r\n\r\ntwo\rtwo\n\n");
  append(log, Uint8Array.of(0xff, 0, 0xc3, 10));
  await using source = await tail({ path: log });
  const lines = await source.take(5);
  assertEquals(texts(lines.slice(0, 4)), ["one", "", "two\rtwo", ""]);
  assertEquals([...lines[4]!.raw.bytes], [0xff, 0, 0xc3]);
});

Deno.test("files source: with skipEmpty, lines without a byte are passed over", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  append(log, "\n1\n\r\n\n2\n\n");
  await using source = await tail({ path: log, skipEmpty: true, follow: false });
  assertEquals(await source.lines(2), ["1", "2"]);
  assertEquals(await source.wire.pull(10, new AbortController().signal), undefined);
});

Deno.test("files source: a line comes when its end does", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  append(log, "1\nhal");
  await using source = await tail({ path: log });
  assertEquals(await source.lines(1), ["1"]);
  assertEquals(await source.nothing(), []);
  append(log, "f\n");
  assertEquals(await source.lines(1), ["half"]);
});

Deno.test("files source: the last line of a file that was replaced comes without its end, once it is quiet", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  let now = 1000;
  const world = { ...wireWorld(Date), now: () => now };
  append(log, "1\nopen");
  await using source = await tail({ path: log, pollMs: 20 }, world);
  assertEquals(await source.lines(1), ["1"]);
  Deno.renameSync(log, `${log}.1`);
  append(log, "2\n");
  assertEquals(await source.lines(1), ["2"]);
  assertEquals(await source.nothing(), []);
  now += 20;
  assertEquals(await source.lines(1), ["open"]);
});

Deno.test("files source: of a line that is too long the begin comes, with what is wrong, and the next one is whole", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  append(log, `${"x".repeat(300_000)}\r\n${"y".repeat(10)}\r\nnext\n`);
  await using source = await tail({ path: log, maxLineBytes: 10 });
  const [long, exact, next] = await source.take(3);
  assertEquals(texts([long!, exact!, next!]), ["x".repeat(10), "y".repeat(10), "next"]);
  assertEquals(long!.raw.headers, { bytes: "300000" });
  assertEquals(
    long!.raw.fault,
    "it is a line of 300000 bytes, of which 10 are here: maxLineBytes is 10",
  );
  assertEquals([exact!.raw.fault, next!.raw.fault], [undefined, undefined]);
});

Deno.test("files source: with follow false it ends after the last line, with or without an end", async () => {
  await using folder = await folderFor();
  append(`${folder.path}/a.log`, "1\n2\n");
  append(`${folder.path}/b.log`, "3\n4");
  append(`${folder.path}/c.txt`, "not meant\n");
  const args = { path: `${folder.path}/*.log`, follow: false };
  {
    await using source = await tail(args);
    const lines = await source.take(4);
    assertEquals(texts(lines).toSorted(), ["1", "2", "3", "4"]);
    assertEquals(await source.wire.pull(10, new AbortController().signal), undefined);
    await source.wire.settle(lines);
  }
  // All of it is done, so there is nothing for another run.
  await using source = await tail(args);
  assertEquals(await source.wire.pull(10, new AbortController().signal), undefined);
});

Deno.test("files source: a file that is always written to keeps no other waiting", async () => {
  await using folder = await folderFor();
  const piece = `${"x".repeat(99)}\n`.repeat(3000);
  append(`${folder.path}/a.log`, piece);
  append(`${folder.path}/b.log`, "b\n");
  await using source = await tail({ path: `${folder.path}/*.log` });
  let count = 0;
  for (;;) {
    const pulled = await source.wire.pull(500, AbortSignal.timeout(60_000)) ?? [];
    count += pulled.length;
    append(`${folder.path}/a.log`, piece);
    if (texts(pulled).includes("b")) break;
    assert(count < 30_000, "b.log is never read");
  }
});

Deno.test("files source: a file that is not there yet is read once it is", async () => {
  await using folder = await folderFor();
  await using source = await tail({ path: `${folder.path}/app.log` });
  const lines = source.lines(2);
  append(`${folder.path}/app.log`, "1\n");
  append(`${folder.path}/app.log`, "2\n");
  assertEquals(await lines, ["1", "2"]);
});

Deno.test("files source: only one source uses a file of positions, and it goes with its process", async () => {
  await using folder = await folderFor();
  const path = `${folder.path}/app.log`;
  {
    await using _first = await tail({ path });
    const error = await assertRejects(() => tail({ path }), Error, "another actor or process does");
    assert(!(error instanceof MisconfiguredError), "another process may be about to end");
  }
  await using _second = await tail({ path });
});

Deno.test("files source: what is misconfigured is told with what to do", async () => {
  await using folder = await folderFor();
  const path = `${folder.path}/app.log`;
  await assertRejects(
    () => tail({ path: `${folder.path}/nowhere/app.log` }),
    MisconfiguredError,
    "it is not there; make it, or correct the path",
  );
  await assertRejects(() => tail({ path, follow: false }), MisconfiguredError, path);
  Deno.writeTextFileSync(`${folder.path}/positions`, "{}");
  await assertRejects(
    () => tail({ path, positions: `${folder.path}/positions` }),
    MisconfiguredError,
    "they are not what a source of files writes",
  );
  assertEquals(
    filesSource.faults({ ...filesSource.args, path: "a*/b", pollMs: 1, maxLineBytes: 0 }),
    [
      "maxLineBytes is 0, give a whole number from 1 to 1073741824",
      "pollMs is 1, give a whole number from 10 to 3600000",
      "path may have * and ? in its last part alone",
    ],
  );
  assertEquals(filesSource.faults(filesSource.args), ['path is "", give a text']);
});
