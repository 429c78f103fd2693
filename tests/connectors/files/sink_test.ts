/** What a sink of files writes, and what a death costs: nothing. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { type FileLine, filesSink, type FilesSinkArgs } from "../../../src/connectors/files/mod.ts";
import { MisconfiguredError, type Outgoing, type SinkWire } from "../../../src/connectors/wire.ts";
import { wireWorld } from "../../../src/client/wire_world.ts";
import { folderFor } from "./tail.ts";

type Args = Partial<FilesSinkArgs> & { readonly path: string };

async function open(
  args: Args,
  world = wireWorld(Date),
  logged: string[] = [],
): Promise<SinkWire<FileLine> & AsyncDisposable> {
  const wire = await filesSink.create({ ...filesSink.args, ...args });
  const log = (line: string) => void logged.push(line);
  try {
    await wire.open({ signal: new AbortController().signal, world, log });
  } catch (error) {
    await wire.close();
    throw error;
  }
  return Object.assign(wire, { [Symbol.asyncDispose]: () => wire.close() });
}

function lines(from: number, to: number): Outgoing<FileLine>[] {
  return Array.from({ length: to - from }, (_, i) => ({
    origin: `log/${from + i}`,
    item: String(from + i),
  }));
}

const put = (wire: SinkWire<FileLine>, batch: Outgoing<FileLine>[]) =>
  wire.put(batch, new AbortController().signal);

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
    !name.startsWith(".")
  ).toSorted();
}

const read = (folder: string) =>
  names(folder).map((name) => Deno.readTextFileSync(`${folder}/${name}`)).join("");

const text = (from: number, to: number) => lines(from, to).map(({ item }) => `${item}\n`).join("");

Deno.test("files sink: a file has its name when it has enough bytes, and when the sink ends", async () => {
  await using folder = await folderFor();
  {
    await using sink = await open({ path: `${folder.path}/n.txt`, rollBytes: 6 });
    await put(sink, lines(0, 2));
    assertEquals(names(folder.path), ["n-000001.txt.part"]);
    await put(sink, lines(2, 4));
    assertEquals(names(folder.path), ["n-000001.txt"]);
    await put(sink, lines(4, 5));
    assertEquals(names(folder.path), ["n-000001.txt", "n-000002.txt.part"]);
  }
  assertEquals(names(folder.path), ["n-000001.txt", "n-000002.txt"]);
  assertEquals(read(folder.path), text(0, 5));
});

Deno.test("files sink: a file has its name when its first line is old enough", async () => {
  await using folder = await folderFor();
  const pauses: { ms: number; end: () => void }[] = [];
  const world = {
    ...wireWorld(Date),
    pause: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((end) => {
        pauses.push({ ms, end });
        signal?.addEventListener("abort", () => end());
      }),
  };
  await using sink = await open({ path: `${folder.path}/n.txt`, rollMs: 500 }, world);
  assertEquals(pauses, []);
  await put(sink, lines(0, 1));
  await put(sink, lines(1, 2));
  assertEquals(pauses.map(({ ms }) => ms), [500]);
  pauses[0]!.end();
  await Promise.resolve();
  await put(sink, lines(2, 3));
  assertEquals(names(folder.path), ["n-000001.txt", "n-000002.txt.part"]);
  assertEquals(pauses.map(({ ms }) => ms), [500, 500]);
});

Deno.test("files sink: what comes again is not written again, within a batch, over files and over sinks", async () => {
  await using folder = await folderFor();
  const args = { path: `${folder.path}/n.txt`, rollBytes: 4 };
  for (let sinks = 0; sinks < 3; sinks++) {
    await using sink = await open(args);
    assertEquals(await put(sink, [...lines(0, 3), ...lines(1, 4)]), Array(6).fill("done"));
    assertEquals(await put(sink, lines(2, 6)), Array(4).fill("done"));
  }
  assertEquals(read(folder.path), text(0, 6));
});

Deno.test("files sink: it remembers as many origins as it is told to, over any number of lines", async () => {
  await using folder = await folderFor();
  const args = { path: `${folder.path}/n.txt`, remember: 10 };
  const index = `${folder.path}/.n.txt.index`;
  {
    await using sink = await open(args);
    for (let at = 0; at < 100; at += 5) await put(sink, lines(at, at + 5));
    await put(sink, lines(90, 100));
    const origins = Deno.readTextFileSync(index).match(/log\//g)!.length;
    assert(origins <= 20, `${origins} origins stand in the index`);
    await put(sink, lines(0, 1));
  }
  await using sink = await open(args);
  await put(sink, lines(95, 100));
  assertEquals(read(folder.path), text(0, 100) + text(0, 1));
});

Deno.test("files sink: a batch of which the index does not know is cut off, one that it knows stays", async () => {
  await using folder = await folderFor();
  const path = `${folder.path}/n.txt`;
  const part = `${folder.path}/n-000001.txt.part`;
  const index = `${folder.path}/.n.txt.index`;
  // As a death leaves it: the last batch is written in part, and its line of the index, too.
  Deno.writeTextFileSync(index, '{"file":1,"bytes":4,"origins":["log/0","log/1"]}\n{"file":1,"by');
  Deno.writeTextFileSync(part, "0\n1\n2\n3");
  const logged: string[] = [];
  await using sink = await open({ path }, wireWorld(Date), logged);
  assertEquals(Deno.readTextFileSync(part), "0\n1\n");
  assertMatch(logged.join(), /cut back by 3 bytes/);
  await put(sink, lines(0, 4));
  assertEquals(read(folder.path), text(0, 4));
});

Deno.test("files sink: it goes on after a death between two of its steps", async () => {
  await using folder = await folderFor();
  const path = `${folder.path}/n.txt`;
  const index = `${folder.path}/.n.txt.index`;
  const known = '{"file":1,"bytes":2,"origins":["log/0"]}\n';
  // The file was given its name, and nothing has been written since.
  Deno.writeTextFileSync(index, known);
  Deno.writeTextFileSync(`${folder.path}/n-000001.txt`, "0\n");
  {
    await using sink = await open({ path });
    await put(sink, lines(0, 2));
  }
  assertEquals(names(folder.path), ["n-000001.txt", "n-000002.txt"]);
  // The next file was begun, and its first batch is not in the index.
  Deno.writeTextFileSync(`${folder.path}/n-000003.txt.part`, "2\n");
  {
    await using sink = await open({ path });
    await put(sink, lines(0, 4));
  }
  assertEquals(read(folder.path), text(0, 4));
});

Deno.test("files sink: a batch that fails leaves nothing that counts, and is put again by another", async () => {
  await using folder = await folderFor();
  const path = `${folder.path}/n.txt`;
  {
    await using sink = await open({ path });
    await put(sink, lines(0, 1));
    // The index is made to fail: its record of the next batch cannot be written.
    const failing = Object.assign(sink, {});
    const original = Deno.FsFile.prototype.syncData;
    let syncs = 0;
    Deno.FsFile.prototype.syncData = function () {
      return ++syncs === 2 ? Promise.reject(new Error("no room")) : original.call(this);
    };
    try {
      await assertRejects(() => put(failing, lines(1, 2)), Error, "no room");
    } finally {
      Deno.FsFile.prototype.syncData = original;
    }
    await assertRejects(() => put(sink, lines(1, 2)), Error, "no room");
  }
  assertEquals(names(folder.path), ["n-000001.txt.part"]);
  {
    await using sink = await open({ path });
    await put(sink, lines(0, 3));
  }
  assertEquals(read(folder.path), text(0, 3));
});

Deno.test("files sink: an item with a line's end is refused, the others are written", async () => {
  await using folder = await folderFor();
  await using sink = await open({ path: `${folder.path}/n` });
  const batch = [...lines(0, 1), { origin: "x", item: "a\nb" }, ...lines(1, 2)];
  assertEquals(await put(sink, batch), [
    "done",
    { dead: "It cannot be a line, because it has a line's end at 1" },
    "done",
  ]);
  assertEquals(read(folder.path), text(0, 2));
  assertEquals(names(folder.path), ["n-000001.part"]);
});

Deno.test("files sink: it goes on after the files that there are, and overwrites none", async () => {
  await using folder = await folderFor();
  const path = `${folder.path}/n.txt`;
  Deno.writeTextFileSync(`${folder.path}/n-000007.txt`, "seven\n");
  {
    await using sink = await open({ path });
    await put(sink, lines(0, 1));
  }
  assertEquals(names(folder.path), ["n-000007.txt", "n-000008.txt"]);
  await using sink = await open({ path, rollBytes: 1 });
  Deno.writeTextFileSync(`${folder.path}/n-000009.txt`, "nine\n");
  await assertRejects(() => put(sink, lines(1, 2)), MisconfiguredError, "there is such a file");
  assertEquals(Deno.readTextFileSync(`${folder.path}/n-000009.txt`), "nine\n");
});

Deno.test("files sink: what does not fit together is told, and not guessed", async () => {
  await using folder = await folderFor();
  const path = `${folder.path}/n.txt`;
  const part = `${folder.path}/n-000001.txt.part`;
  Deno.writeTextFileSync(part, "0\n");
  await assertRejects(() => open({ path }), MisconfiguredError, "the index beside it is gone");
  Deno.writeTextFileSync(
    `${folder.path}/.n.txt.index`,
    '{"file":1,"bytes":4,"origins":["log/0","log/1"]}\n',
  );
  await assertRejects(() => open({ path }), MisconfiguredError, "4 bytes of it were written for");
  Deno.writeTextFileSync(`${folder.path}/.n.txt.index`, "what\n");
  await assertRejects(() => open({ path }), MisconfiguredError, "it is not what a sink of files");
  assertEquals(Deno.readTextFileSync(part), "0\n");
  assertEquals(filesSink.faults({ ...filesSink.args, rollMs: 0 }), [
    'path is "", give a text',
    "rollMs is 0, give a whole number from 10 to 86400000",
  ]);
});
