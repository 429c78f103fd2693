/** What a folder keeps when the process, or the power, or a single step fails at any moment; and what others do to its files. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { CellName, KeptCell } from "@steady-state/deno";
import { JsonFolder } from "../../src/graph/durable/json_folder.ts";
import { MachineFolder } from "../../src/graph/durable/machine_folder.ts";
import { Dice } from "../../src/testing/dice.ts";
import { type Mishap, MortalDisk } from "../fixtures/mortal_disk.ts";

/** State as text: what is kept of each actor. */
type State = ReadonlyMap<string, string>;

interface Change {
  readonly put: readonly KeptCell[];
  readonly drop: readonly CellName[];
}

const LABELS = ["A", "a", "B", "C"];

/** Some writes, of one actor or several, of which some are new. */
function changesOf(seed: number): Change[] {
  const dice = new Dice(seed, "changes");
  return Array.from({ length: 4 }, (_, write) => ({
    put: LABELS.filter(() => dice.chance(0.5)).map((actor) => ({
      actor,
      cell: `c${dice.below(2)}`,
      kind: "u32",
      value: `${write * 100 + dice.below(100)}`,
    })),
    drop: dice.chance(0.3) ? [{ actor: "A", cell: "c0" }] : [],
  }));
}

function after(state: State, { put, drop }: Change): State {
  const next = new Map(state);
  for (const { actor, cell } of drop) next.delete(`${actor} ${cell}`);
  for (const { actor, cell, value } of put) next.set(`${actor} ${cell}`, value);
  return next;
}

function stateIn(folder: JsonFolder): string {
  return textOf(
    new Map(folder.read().map(({ actor, cell, value }) => [`${actor} ${cell}`, value])),
  );
}

function textOf(state: State): string {
  return JSON.stringify([...state].sort());
}

/** Opens the folder and makes the changes, as long as it goes. Returns the states that may be found afterwards. */
async function live(
  disk: MortalDisk,
  changes: readonly Change[],
  before: State,
): Promise<readonly State[]> {
  let state = before;
  let next = before;
  try {
    const folder = await JsonFolder.open(disk, false);
    for (const change of changes) {
      next = after(state, change);
      await folder.write(change);
      state = next;
    }
    await folder.close();
  } catch {
    if (!disk.isStruck) throw new Error("something failed where nothing was to go wrong");
  }
  return [state, next];
}

/** Has something go wrong at each step in turn, and then again at each step of the opening that follows. */
async function perish(what: Mishap, seed: number): Promise<number> {
  const changes = changesOf(seed);
  let lives = 0;
  for (let at = 1;; at++) {
    const disk = new MortalDisk(new Dice(seed * 1000 + at, what));
    disk.doom(at, what);
    let states = await live(disk, changes, new Map());
    if (!disk.isStruck) return lives;
    for (let second = 1;; second++) {
      disk.revive();
      disk.doom(second, what);
      const isThrough = await JsonFolder.open(disk, false).then((one) => one.close(), () => {})
        .then(() => !disk.isStruck);
      if (isThrough) break;
      lives++;
    }
    disk.revive();
    const folder = await JsonFolder.open(disk, false);
    const found = stateIn(folder);
    assert(
      states.map(textOf).includes(found),
      `${what} at step ${at} of seed ${seed}: has ${found}, must be of ${states.map(textOf)}`,
    );
    // It goes on from there, with a number for each write that no old file has.
    const state = states.find((one) => textOf(one) === found) as State;
    await folder.close();
    states = await live(disk, changes, state);
    const again = await JsonFolder.open(disk, false);
    assertEquals(stateIn(again), textOf(states[0] as State));
    await again.close();
  }
}

for (const what of ["kill", "power"] as const) {
  Deno.test(`a ${what} at any step leaves a folder with all of a write or nothing of it`, async () => {
    let lives = 0;
    for (let seed = 1; seed <= 12; seed++) lives += await perish(what, seed);
    assert(lives > 5000, `${lives}`);
  });
}

Deno.test("a step that fails costs nothing: the next write of the same cells finds its place", async () => {
  let failed = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const changes = changesOf(seed);
    for (let at = 1;; at++) {
      const disk = new MortalDisk(new Dice(seed, "failure"));
      const folder = await JsonFolder.open(disk, false);
      disk.doom(at, "failure");
      let state: State = new Map();
      for (const change of changes) {
        state = after(state, change);
        await folder.write(change).catch(async () => {
          failed++;
          await folder.write(change);
        });
        assertEquals(stateIn(folder), textOf(state));
        const found = await JsonFolder.open(disk.copy(), false);
        assertEquals(stateIn(found), textOf(state), `step ${at} of seed ${seed}`);
      }
      await folder.close();
      if (!disk.isStruck) break;
      disk.revive();
      const again = await JsonFolder.open(disk, false);
      assertEquals(stateIn(again), textOf(state), `step ${at} of seed ${seed}`);
      // None has got another name by a failure.
      assertEquals(disk.look("B~2.json"), undefined);
      await again.close();
    }
  }
  assert(failed > 50, `${failed}`);
});

Deno.test("what several files were to be once is not brought back over what they are", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const disk = new MortalDisk(new Dice(seed, "stuck"));
    disk.stuck = "commit.json";
    const folder = await JsonFolder.open(disk, false);
    let state: State = new Map();
    for (const change of [...changesOf(seed), ...changesOf(seed + 100)]) {
      state = after(state, change);
      await folder.write(change);
      const found = await JsonFolder.open(disk.copy(), false);
      assertEquals(stateIn(found), textOf(state), `seed ${seed}`);
    }
    await folder.close();
  }
});

async function inFolder(test: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "folder_" });
  try {
    await test(`${folder}/state`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function cell(actor: string, name: string, kind: string, value: string): KeptCell {
  return { actor, cell: name, kind, value };
}

/** Makes a folder with two actors. */
async function made(path: string): Promise<void> {
  const folder = await JsonFolder.open(new MachineFolder(path), false);
  await folder.write({
    put: [
      cell("LEDGER", "cents", "u32", "201000"),
      cell("LEDGER", "big", "u64", "18446744073709551615"),
      cell("LEDGER", "recent", "json", '[1,{"a":"x"}]'),
      cell("CLERK 2", "last", "text", '"nothing yet"'),
    ],
    drop: [],
  });
  await folder.close();
}

function contents(path: string): Record<string, string> {
  return Object.fromEntries(
    [...Deno.readDirSync(path)].map(({ name }) => [name, Deno.readTextFileSync(`${path}/${name}`)]),
  );
}

Deno.test("the files of a folder are as the guide says: JSON that a person can read", () =>
  inFolder(async (path) => {
    await made(path);
    assertEquals(contents(path), {
      "lock": "",
      "index.json": `{
  "format": "steady-state durable state",
  "version": 1,
  "write": 2,
  "actors": {
    "LEDGER": "LEDGER.json",
    "CLERK 2": "CLERK_2.json"
  }
}
`,
      "LEDGER.json": `{
  "actor": "LEDGER",
  "write": 2,
  "cells": {
    "cents": { "kind": "u32", "value": 201000 },
    "big": { "kind": "u64", "text": "18446744073709551615" },
    "recent": { "kind": "json", "value": [1,{"a":"x"}] }
  }
}
`,
      "CLERK_2.json": `{
  "actor": "CLERK 2",
  "write": 2,
  "cells": {
    "last": { "kind": "text", "value": "nothing yet" }
  }
}
`,
    });
  }));

/** What is done to a file of a folder that is not open, and what is said of it. */
const DAMAGES: readonly (readonly [string, (path: string) => Promise<void>, RegExp])[] = [
  [
    "cut off",
    (path) => Deno.truncate(`${path}/LEDGER.json`, 90),
    /^its file "LEDGER.json" is dama/,
  ],
  [
    "emptied",
    (path) => Deno.truncate(`${path}/index.json`),
    /^its file "index.json" is damaged \(/,
  ],
  [
    "gone",
    (path) => Deno.remove(`${path}/LEDGER.json`),
    /^its file "LEDGER.json" of actor "LEDGER" is/,
  ],
  [
    "zeroed",
    (path) => Deno.writeFile(`${path}/LEDGER.json`, new Uint8Array(200)),
    /^its file "LEDGER.json" is damaged \(/,
  ],
  [
    "not UTF-8",
    (path) => Deno.writeFile(`${path}/LEDGER.json`, new Uint8Array([0x22, 0xff, 0x22])),
    /^its file "LEDGER.json" is damaged \(/,
  ],
  [
    "another's",
    (path) => Deno.copyFile(`${path}/CLERK_2.json`, `${path}/LEDGER.json`),
    /^its file "LEDGER.json" is that of actor "CLERK 2", and is to be that of "LEDGER", restore/,
  ],
  [
    "of another form",
    (path) =>
      Deno.writeTextFile(`${path}/LEDGER.json`, '{"actor":"LEDGER","write":2,"cells":{"x":1}}'),
    /^its file "LEDGER.json" is damaged \(its cell "x" is 1\), restore a copy of the folder, or move it/,
  ],
];

for (const [what, damage, says] of DAMAGES) {
  Deno.test(`a file of a folder that is ${what} is refused, and left as it is`, () =>
    inFolder(async (path) => {
      await made(path);
      await damage(path);
      const before = contents(path);
      const error = await assertRejects(
        () => JsonFolder.open(new MachineFolder(path), false),
        Error,
      );
      assertMatch(error.message, says);
      assertMatch(error.message, /, restore a copy of the folder, or move it away to begin anew$/);
      assertEquals(contents(path), before);
    }));
}

Deno.test("all that is wrong with a folder is told at once", () =>
  inFolder(async (path) => {
    await made(path);
    await Deno.truncate(`${path}/LEDGER.json`, 5);
    await Deno.remove(`${path}/CLERK_2.json`);
    const error = await assertRejects(() => JsonFolder.open(new MachineFolder(path), false), Error);
    assertMatch(error.message, /"CLERK 2" is gone, .*; its file "LEDGER.json" is damaged /);
  }));

Deno.test("an index that leads out of the folder, or is none of this package or version, is refused", () =>
  inFolder(async (path) => {
    await made(path);
    const index = JSON.parse(await Deno.readTextFile(`${path}/index.json`));
    const refused: readonly (readonly [unknown, RegExp])[] = [
      [
        { ...index, actors: { LEDGER: "../LEDGER.json" } },
        /its actor "LEDGER" has the file "..\/LEDGER/,
      ],
      [{ ...index, actors: { LEDGER: "index.json" } }, /has the file "index.json"/],
      [{ ...index, actors: { A: "A.json", B: "A.json" } }, /its actor "B" has the file "A.json"/],
      [
        { ...index, version: 7 },
        /^it has version 7, this package reads version 1, use the package/,
      ],
      [{ pages: [] }, /^its index.json is another program's, name another folder$/],
    ];
    for (const [text, says] of refused) {
      await Deno.writeTextFile(`${path}/index.json`, JSON.stringify(text));
      const open = () => JsonFolder.open(new MachineFolder(path), false);
      assertMatch((await assertRejects(open, Error)).message, says);
    }
  }));

Deno.test("what links lead to outside of the folder is not written to", {
  ignore: Deno.build.os === "windows",
}, () =>
  inFolder(async (path) => {
    await made(path);
    const outside = `${path}.outside`;
    await Deno.writeTextFile(outside, "mine");
    await Deno.symlink(outside, `${path}/LEDGER.json.new`);
    const folder = await JsonFolder.open(new MachineFolder(path), false);
    await Deno.symlink(outside, `${path}/LEDGER.json.new`);
    await folder.write({ put: [cell("LEDGER", "cents", "u32", "1")], drop: [] });
    await folder.close();
    assertEquals(await Deno.readTextFile(outside), "mine");
  }));

Deno.test("a file, or a folder within another that is not there, is refused with what to do", () =>
  inFolder(async (path) => {
    await Deno.writeTextFile(path, "Dear diary");
    const openAt = (path: string) => () => JsonFolder.open(new MachineFolder(path), false);
    assertEquals((await assertRejects(openAt(path), Error)).message, "it is a file, name a folder");
    await Deno.remove(path);
    const { message } = await assertRejects(openAt(`${path}/deeper`), Error);
    assertMatch(message, /, see that the folder it is in is there and writable$/);
  }));

Deno.test("what could not be brought to its place is not written into what another program has there by now", async () => {
  class Reluctant extends MachineFolder {
    isStuck = true;

    override async replace(name: string): Promise<void> {
      if (this.isStuck && name.startsWith("B")) throw new Error("not now");
      await super.replace(name);
    }
  }
  const around = await Deno.makeTempDir({ prefix: "folder_" });
  const path = `${around}/state`;
  const put = ["A", "B"].map((actor) => ({ actor, cell: "c", kind: "u32", value: "1" }));
  try {
    const disk = new Reluctant(path);
    const folder = await JsonFolder.open(disk, false);
    await folder.write({ put, drop: [] });
    await Deno.rename(path, `${path}.away`);
    await Deno.mkdir(path);
    await Deno.writeTextFile(`${path}/diary.txt`, "Dear diary");
    disk.isStuck = false;
    await folder.close();
    assertEquals([...Deno.readDirSync(path)].map(({ name }) => name), ["diary.txt"]);
    const again = await JsonFolder.open(new MachineFolder(`${path}.away`), false);
    assertEquals(stateIn(again), textOf(new Map([["A c", "1"], ["B c", "1"]])));
    await again.close();
  } finally {
    await Deno.remove(around, { recursive: true });
  }
});
