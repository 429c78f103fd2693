/** What every kind of store for durable state must do. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { KeptCell, StoreKind } from "../../src/graph/durable/durable_store.ts";

const NONE: readonly KeptCell[] = [];

function cell(actor: string, name: string, value: string): KeptCell {
  return { actor, cell: name, kind: "text", value };
}

function sorted(cells: readonly KeptCell[]): readonly KeptCell[] {
  return cells.toSorted((one, other) =>
    `${one.actor} ${one.cell}` < `${other.actor} ${other.cell}` ? -1 : 1
  );
}

/** Registers a test that has a folder of its own. */
function inFolder(name: string, run: (path: string) => Promise<void>): void {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir({ prefix: "store_" });
    try {
      await run(`${folder}/state`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Registers the tests that a kind of store must pass. */
export function testStore(name: string, stores: StoreKind): void {
  const test = (what: string, run: (path: string) => Promise<void>) =>
    inFolder(`${name}: ${what}`, run);

  test("a store that is made just now says so, and one that holds something does not", async (path) => {
    const made = await stores.open(path);
    assertEquals([made.began, made.read()], ["made", []]);
    made.write([cell("A", "x", "1")], NONE);
    made.close();
    const again = stores.openAgain(path);
    assertEquals(again.began, null);
    again.close();
  });

  test("what is put is found by the next opening, as it was put last", async (path) => {
    const store = await stores.open(path);
    store.write([
      cell("A", "x", "1"),
      cell("A", "y", JSON.stringify("größer\n\0")),
      cell("B", "x", "3"),
    ], NONE);
    store.write([cell("A", "x", "2")], [{ actor: "B", cell: "x" }, { actor: "C", cell: "none" }]);
    const kept = [cell("A", "x", "2"), cell("A", "y", JSON.stringify("größer\n\0"))];
    assertEquals(sorted(store.read()), kept);
    store.close();
    const again = await stores.open(path);
    assertEquals(sorted(again.read()), kept);
    again.close();
  });

  test("only one has it at a time", async (path) => {
    const store = await stores.open(path);
    await assertRejects(() => stores.open(path), Error);
    store.write([cell("A", "x", "1")], NONE);
    store.close();
    const next = await stores.open(path);
    assertEquals(next.read(), [cell("A", "x", "1")]);
    next.close();
  });

  test("its own writes are no tampering", async (path) => {
    const store = await stores.open(path);
    store.write([cell("A", "x", "1")], NONE);
    assertEquals(store.tampering(), undefined);
    store.close();
  });
}

/** Registers the tests that a kind of store must pass whose files other programs can reach. */
export function testStoreOnDisk(name: string, stores: StoreKind): void {
  const test = (what: string, run: (path: string) => Promise<void>) =>
    inFolder(`${name}: ${what}`, run);

  test("what is empty, and not of its making, is told", async (path) => {
    await Deno.writeTextFile(path, "");
    const store = await stores.open(path);
    assertEquals([store.began, store.read()], ["empty", []]);
    store.close();
  });

  test("what others do to it is tampering", async (path) => {
    const store = await stores.open(path);
    store.write([cell("A", "x", "1")], NONE);
    await Deno.remove(path);
    assert(/^was /.test(String(store.tampering())), store.tampering());
    store.close();
    const anew = stores.openAgain(path);
    assertEquals(anew.read(), []);
    anew.close();
  });

  test("what is no store is refused with a sentence, and left as it is", async (path) => {
    const text = "no store, but somebody's only copy of a letter";
    await Deno.writeTextFile(path, text);
    await assertRejects(() => stores.open(path), Error);
    assertEquals(await Deno.readTextFile(path), text);
  });
}
