/** What every kind of store for durable state must do. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { CellName, KeptCell } from "@steady-state/deno";
import type { OpenStore, StoreKind } from "../../src/graph/durable/open_store.ts";
import { Dice } from "../../src/testing/dice.ts";

/** A kind of store, at whatever path: another object each time, as in another process. */
export type KindAt = (path: string) => StoreKind;

const NEVER = new AbortController().signal;

function cell(actor: string, name: string, value: string): KeptCell {
  return { actor, cell: name, kind: "text", value };
}

function nameOf({ actor, cell }: CellName): string {
  return JSON.stringify([actor, cell]);
}

function sorted(cells: readonly KeptCell[]): readonly KeptCell[] {
  return cells.toSorted((one, other) => nameOf(one) < nameOf(other) ? -1 : 1);
}

/** Opens stores, and writes to them as a graph does: with all that is to be kept, too. */
class Keeping {
  readonly #kind: StoreKind;
  readonly #content = new Map<string, KeptCell>();
  #store: OpenStore | undefined;

  constructor(kind: StoreKind) {
    this.#kind = kind;
  }

  get store(): OpenStore {
    return this.#store as OpenStore;
  }

  async open(isAnew = false): Promise<this> {
    this.#store = await this.#kind.open(NEVER, isAnew);
    for (const one of this.#store.read()) this.#content.set(nameOf(one), one);
    return this;
  }

  async write(put: readonly KeptCell[], drop: readonly CellName[] = []): Promise<void> {
    for (const one of drop) this.#content.delete(nameOf(one));
    for (const one of put) this.#content.set(nameOf(one), one);
    await this.store.write({ put, drop, all: [...this.#content.values()] }, NEVER);
  }

  async close(): Promise<void> {
    await this.store.close(NEVER);
  }
}

/** What a store of that kind has. */
async function keptIn(kind: StoreKind): Promise<readonly KeptCell[]> {
  const store = await kind.open(NEVER, false);
  const cells = sorted(store.read());
  await store.close(NEVER);
  return cells;
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

/** Labels that are hard on whoever makes names of files of them. */
const LABELS = [
  ...["A", "a", "Ä", "A.json", "A~2", "index", "commit", "lock", "CON", "nul", ".", "..", ".git"],
  ...["../A", "a/b", "a\\b", "C:", "__proto__", "constructor", "größer 🥬", "x y", '"'],
  ...["x".repeat(300), `${"x".repeat(300)}y`],
];

/** Registers the tests that a kind of store must pass. */
export function testStore(name: string, kindAt: KindAt): void {
  const test = (what: string, run: (path: string) => Promise<void>) =>
    inFolder(`${name}: ${what}`, run);

  test("a store that holds nothing yet says so, and one that holds something does not", async (path) => {
    const made = await new Keeping(kindAt(path)).open();
    assert(["made", "bare"].includes(String(made.store.began)), `${made.store.began}`);
    assertEquals(made.store.read(), []);
    await made.write([cell("A", "x", "1")]);
    await made.close();
    const again = await new Keeping(kindAt(path)).open();
    assertEquals(again.store.began, null);
    await again.close();
  });

  test("what is put is found by the next opening, as it was put last", async (path) => {
    const keeping = await new Keeping(kindAt(path)).open();
    const long = JSON.stringify("größer\n\0");
    await keeping.write([cell("A", "x", "1"), cell("A", "y", long), cell("B", "x", "3")]);
    await keeping.write(
      [cell("A", "x", "2")],
      [{ actor: "B", cell: "x" }, { actor: "C", cell: "none" }],
    );
    await keeping.close();
    const kept = [cell("A", "x", "2"), cell("A", "y", long)];
    assertEquals(await keptIn(kindAt(path)), kept);
    // And by the one after it, which finds it as it was left.
    assertEquals(await keptIn(kindAt(path)), kept);
  });

  test("every value comes back to the letter, whatever the actor and the cell are called", async (path) => {
    const values = [
      ...["0", "-0", "NaN", "-Infinity", "5e-324", "18446744073709551615", "true", "", " 1", "1.0"],
      ...[
        '"1"',
        "[]",
        '{"__proto__":1,"b":{"":null},"a":[1.5,"x"]}',
        '"\\ud800"',
        "null",
        '{"a": 1}',
      ],
    ];
    const cells = LABELS.flatMap((label, i) => [
      cell(label, label, values[i % values.length] as string),
      {
        actor: label,
        cell: "other",
        kind: "json",
        value: values[(i * 7) % values.length] as string,
      },
    ]);
    const keeping = await new Keeping(kindAt(path)).open();
    await keeping.write(cells);
    await keeping.close();
    assertEquals(await keptIn(kindAt(path)), sorted(cells));
  });

  test("random changes, over many openings, come to what they must", async (path) => {
    const dice = new Dice(11, name);
    const model = new Map<string, KeptCell>();
    for (let opening = 0; opening < 12; opening++) {
      const keeping = await new Keeping(kindAt(path)).open();
      assertEquals(sorted(keeping.store.read()), sorted([...model.values()]));
      for (let write = dice.below(6); write > 0; write--) {
        const names = Array.from({ length: dice.below(5) }, () => ({
          actor: `A${dice.below(6)}`,
          cell: `c${dice.below(3)}`,
        }));
        const put = names.map(({ actor, cell: name }) => cell(actor, name, `${dice.below(1000)}`));
        const drop = [{ actor: `A${dice.below(6)}`, cell: `c${dice.below(3)}` }];
        await keeping.write(put, drop);
        for (const one of drop) model.delete(nameOf(one));
        for (const one of put) model.set(nameOf(one), one);
        assertEquals(keeping.store.tampering(), undefined);
      }
      await keeping.close();
    }
    assert(model.size > 5);
  });

  test("only one has it at a time", async (path) => {
    const keeping = await new Keeping(kindAt(path)).open();
    await assertRejects(async () => await kindAt(path).open(NEVER, false), Error);
    await keeping.write([cell("A", "x", "1")]);
    await keeping.close();
    assertEquals(await keptIn(kindAt(path)), [cell("A", "x", "1")]);
  });
}

/** How a store on the disk is made, and undone, by others. */
export interface OnDisk {
  /** Makes what is there, and holds nothing. */
  makeEmpty(path: string): Promise<void>;
  /** Makes what is no store, and returns a file of it. */
  makeStranger(path: string): Promise<string>;
}

/** Registers the tests that a kind of store must pass whose files other programs can reach. */
export function testStoreOnDisk(
  name: string,
  kindAt: KindAt,
  { makeEmpty, makeStranger }: OnDisk,
): void {
  const test = (what: string, run: (path: string) => Promise<void>) =>
    inFolder(`${name}: ${what}`, run);

  test("what is empty, and not of its making, is told", async (path) => {
    await makeEmpty(path);
    const { store } = await new Keeping(kindAt(path)).open();
    assertEquals([store.began, store.read()], ["empty", []]);
    await store.close(NEVER);
  });

  test("what others do to it is tampering", async (path) => {
    const keeping = await new Keeping(kindAt(path)).open();
    await keeping.write([cell("A", "x", "1")]);
    await Deno.remove(path, { recursive: true });
    assert(/^was /.test(String(keeping.store.tampering())), keeping.store.tampering());
    await keeping.close();
    const anew = await new Keeping(kindAt(path)).open(true);
    assertEquals(anew.store.read(), []);
    await anew.close();
  });

  test("what is no store is refused with a sentence, and left as it is", async (path) => {
    const stranger = await makeStranger(path);
    const text = await Deno.readTextFile(stranger);
    const stat = await Deno.stat(path);
    await assertRejects(async () => await kindAt(path).open(NEVER, false), Error);
    assertEquals(await Deno.readTextFile(stranger), text);
    assertEquals((await Deno.stat(path)).mtime, stat.mtime);
  });
}
