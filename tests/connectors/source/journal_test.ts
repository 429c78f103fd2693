/** The mode `journal`: the service is told at once, and nothing that it was told of is lost, whenever the process dies. */
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import type { Pulled, SourceOpening, SourceWire } from "@steady-state/deno/connectors";
import { rehearse } from "@steady-state/deno/testing";
import { Journal } from "../../../src/connectors/source/journal.ts";
import { JournalWire } from "../../../src/connectors/source/journal_wire.ts";
import { until } from "../../fixtures/watch.ts";
import { settledIn } from "./file_wire.ts";
import { texts } from "./scripted_sources.ts";
import { Script } from "./scripted_wire.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function originsIn(path: string): string[] {
  const file = new DatabaseSync(path, { readOnly: true });
  try {
    return file.prepare("SELECT origin FROM messages ORDER BY id").all().map(({ origin }) =>
      origin as string
    );
  } finally {
    file.close();
  }
}

function message(origin: string, rest: Partial<Pulled["raw"]> = {}): Pulled<string> {
  const raw = { bytes: new TextEncoder().encode(origin), ...rest };
  return { origin, partition: "p", position: origin, raw };
}

/** A wire that hands over batches, once, and notes what it is told. */
class OnceWire implements SourceWire<string> {
  readonly told: string[] = [];
  readonly #batches: Pulled<string>[][];
  onSettle: (messages: readonly Pulled<string>[]) => void = () => {};

  constructor(...batches: Pulled<string>[][]) {
    this.#batches = batches;
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  pull(): Promise<Pulled<string>[] | undefined> {
    return Promise.resolve(this.#batches.shift());
  }

  async settle(messages: readonly Pulled<string>[]): Promise<void> {
    await this.onSettle(messages);
    this.told.push(...messages.map(({ origin }) => origin));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const { signal } = new AbortController();
const OPENING = { signal } as SourceOpening;

Deno.test("what a journal has kept comes out of it as it went in, once more for who opens it anew", () =>
  inFolder(async (folder) => {
    const path = `${folder}/journal`;
    const messages = [
      message("s/1", { subject: "orders", key: "k", headers: { a: "1", "ä": "" }, at: 17.5 }),
      message("s/2", { bytes: new Uint8Array(0) }),
      message("s/3", { bytes: Uint8Array.of(0, 255), subject: "" }),
    ];
    const first = new JournalWire(new OnceWire(messages), path, "ORDERS");
    await first.open(OPENING);
    const pulled = await first.pull(10, signal);
    const plain = (list: readonly Pulled[] | undefined) =>
      list?.map(({ origin, partition, raw }) => ({ origin, partition, raw }));
    assertEquals(plain(pulled), plain(messages));
    await first.settle(pulled!.slice(0, 1));
    await first.close();

    const second = new JournalWire(new OnceWire(), path, "ORDERS");
    await second.open(OPENING);
    assertEquals(plain(await second.pull(1, signal)), plain(messages.slice(1, 2)));
    assertEquals(plain(await second.pull(5, signal)), plain(messages.slice(2)));
    assertEquals(await second.pull(5, signal), undefined);
    await second.close();
  }));

Deno.test("the service is told of a batch once the file has it, and not before", () =>
  inFolder(async (folder) => {
    const path = `${folder}/journal`;
    const inner = new OnceWire([message("s/1"), message("s/2")], [message("s/3")]);
    const seen: string[][] = [];
    inner.onSettle = () => void seen.push(originsIn(path));
    const wire = new JournalWire(inner, path, "ORDERS");
    await wire.open(OPENING);
    await wire.pull(10, signal);
    await wire.pull(10, signal);
    assertEquals(await wire.pull(10, signal), undefined);
    assertEquals(seen, [["s/1", "s/2"], ["s/1", "s/2", "s/3"]]);
    assertEquals(inner.told, ["s/1", "s/2", "s/3"]);
    await wire.close();
  }));

Deno.test("what the service could not be told of comes again, and is in the journal once", () =>
  inFolder(async (folder) => {
    const path = `${folder}/journal`;
    const batch = [message("s/1"), message("s/2")];
    const inner = new OnceWire(batch);
    inner.onSettle = () => {
      throw new Error("ECONNRESET");
    };
    const first = new JournalWire(inner, path, "ORDERS");
    await first.open(OPENING);
    assertEquals((await first.pull(10, signal))?.length, 2);
    await assertRejects(() => first.pull(10, signal), Error, "ECONNRESET");
    await first.close();
    const again = new OnceWire([...batch, batch[1]!]);
    const second = new JournalWire(again, path, "ORDERS");
    await second.open(OPENING);
    assertEquals((await second.pull(10, signal))?.map(({ origin }) => origin), ["s/1", "s/2"]);
    assertEquals(await second.pull(10, signal), []);
    await second.close();
    assertEquals(again.told, ["s/1", "s/2", "s/2"]);
    assertEquals(originsIn(path), ["s/1", "s/2"]);
  }));

Deno.test("a batch of more rows than a statement has room for is kept whole", () =>
  inFolder(async (folder) => {
    const journal = new Journal(`${folder}/journal`, "ORDERS");
    const batch = Array.from({ length: 10_000 }, (_, n) => message(`s/${n}`));
    assertEquals(journal.append(batch).map(({ position }) => position).at(-1), 10_000);
    assertEquals(journal.after(0, 20_000).length, 10_000);
    journal.remove(Array.from({ length: 9_999 }, (_, n) => n + 1));
    assertEquals(journal.after(0, 20_000).map(({ origin }) => origin), ["s/9999"]);
    journal.close();
    await Promise.resolve();
  }));

Deno.test("a file that is no journal, or another source's, is refused, and left as it is", () =>
  inFolder(async (folder) => {
    const refused = (path: string, why: string) =>
      assertThrows(() => new Journal(path, "ORDERS"), Error, `Cannot open journal ${path}: ${why}`);
    await Deno.writeTextFile(
      `${folder}/text`,
      "a text, and long enough to be looked at".repeat(100),
    );
    refused(`${folder}/text`, "file is not a database");
    const other = new DatabaseSync(`${folder}/other`);
    other.exec("CREATE TABLE messages (id INTEGER)");
    other.close();
    refused(`${folder}/other`, "it is no journal of a source, or of another version");
    new Journal(`${folder}/bills`, "BILLS").close();
    refused(`${folder}/bills`, "it is the one of source BILLS, name a file for each source");
    refused(`${folder}/missing/journal`, "unable to open database file");
  }));

Deno.test("a source with a journal tells its service at once, keeps what is under way, and knows it after a death", () =>
  inFolder(async (folder) => {
    const script = new Script("journal").add("s/1", "s/2", "s/3");
    const journal = `${folder}/journal`;
    await using scene = await rehearse(texts, {
      args: { script: "journal", mode: "journal", journal },
    });
    scene.messages.hold();
    await scene.advance(500);
    assertEquals([script.settled, originsIn(journal)], [["s/1", "s/2", "s/3"], script.settled]);
    scene.crash();
    await scene.advance(2000);
    scene.messages.hold(false);
    await scene.advance(500);
    assertEquals(scene.messages.taken.map(({ origin }) => origin), ["s/1", "s/2", "s/3"]);
    assertEquals(originsIn(journal), []);
    scene.stop();
    assert((await scene.ended).clean);
  }));

Deno.test("a journal that is needed and not named is a fault, and so is one that cannot be opened", async () => {
  const script = new Script("no journal").add("s/1");
  await using scene = await rehearse(texts, { args: { script: script.name, mode: "journal" } });
  await scene.advance(100);
  assertEquals(
    scene.crashes[0]!.error.message,
    'Cannot start source "ACTOR": its mode is "journal", and it has no journal, give the path of a file',
  );
  await using second = await rehearse(texts, {
    args: { script: script.name, mode: "journal", journal: "/there is no such/folder" },
  });
  await second.advance(100);
  assertMatch(
    second.crashes[0]!.error.message,
    /^Cannot open journal \/there is no such\/folder: unable to open database file/,
  );
});

const PROGRAM = fileURLToPath(new URL("journal_program.ts", import.meta.url));

function program(...args: readonly unknown[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--no-check", "--quiet", PROGRAM, ...args.map(String)],
  }).spawn();
}

Deno.test("a process is killed with messages in its channels that the service was told of, and none is lost", () =>
  inFolder(async (folder) => {
    const first = program(folder, 1000, 0);
    let told: number[] = [];
    await until(() => (told = settledIn(folder)).length >= 256, "a channel is full");
    first.kill("SIGKILL");
    await first.status;
    const second = program(folder, 1000, 1);
    assert((await second.status).success);
    const out = (await Deno.readTextFile(`${folder}/out`)).split("\n").slice(0, -1).map(Number);
    assertEquals(out.slice(0, told.length), told);
    assertEquals(out, Array.from({ length: 1000 }, (_, n) => n + 1));
  }));
