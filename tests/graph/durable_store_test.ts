/** Every kind of store that state is kept in keeps the contract. */
import { durableSettings } from "../../src/graph/options/mod.ts";
import { VirtualDisk } from "../../src/testing/virtual_disk.ts";
import { systemWorld } from "../../src/world.ts";
import { testStore, testStoreOnDisk } from "../contract/store_contract.ts";
import { placeNamed, PLACES } from "../fixtures/durable_places.ts";

for (const place of PLACES) testStore(place.name, (path) => place.kind(path));

const disk = new VirtualDisk(systemWorld);
testStore("the disk of a simulation", (path) => disk.kindOf(durableSettings(path)));
testStore(
  "a folder on the disk of a simulation",
  (folder) => disk.kindOf(durableSettings({ folder })),
);

const LETTER = "no store, but somebody's only copy of a letter";

testStoreOnDisk("file", (path) => placeNamed("file").kind(path), {
  makeEmpty: (path) => Deno.writeTextFile(path, ""),
  async makeStranger(path) {
    await Deno.writeTextFile(path, LETTER);
    return path;
  },
});

testStoreOnDisk("folder", (path) => placeNamed("folder").kind(path), {
  makeEmpty: (path) => Deno.mkdir(path),
  async makeStranger(path) {
    await Deno.mkdir(path);
    await Deno.writeTextFile(`${path}/LEDGER.json`, LETTER);
    return `${path}/LEDGER.json`;
  },
});
