import { assertEquals, assertThrows } from "@std/assert";
import { f64, openChannel, struct, u32 } from "../../src/channel/mod.ts";

Deno.test("a slice of a checked channel is empty once the turn that took it has committed", () => {
  const { tx, rx, commit } = openChannel("numbers", f64, { capacity: 4, checked: true });
  tx.sendBatch([1, 2, 3]);
  commit();
  const [slice] = rx.peekSlices();
  assertEquals([...slice!], [1, 2, 3]);
  rx.advance(1);
  assertEquals([...slice!], [1, 2, 3], "the turn is not over");
  commit();
  assertEquals(slice!.length, 0);
  assertThrows(() => slice!.fill(0), TypeError);
  assertEquals([...rx.peekSlices()[0]!], [2, 3]);
});

Deno.test("a slice of a checked channel that was only looked at stays as it is", () => {
  const { tx, rx, commit } = openChannel("numbers", f64, { capacity: 4, checked: true });
  tx.trySend(1);
  commit();
  const [slice] = rx.peekSlices();
  commit();
  assertEquals([...slice!], [1]);
});

Deno.test("what is written into poked slices of a checked channel is sent, around the ring's end too", () => {
  const { tx, rx, commit } = openChannel("numbers", u32, { capacity: 4, checked: true });
  for (let round = 0; round < 8; round++) {
    tx.trySend(100);
    const slices = tx.pokeSlices();
    let next = 0;
    for (const slice of slices) for (let i = 0; i < slice.length; i++) slice[i] = next++;
    tx.advance(1);
    tx.advance(1);
    commit();
    assertEquals(rx.takeBatch(), [100, 0, 1]);
    commit();
  }
});

Deno.test("a slice poked in a checked channel changes nothing once it is sent, or poked anew", () => {
  const { tx, rx, commit } = openChannel("numbers", u32, { capacity: 4, checked: true });
  const [old] = tx.pokeSlices(2);
  const [slice] = tx.pokeSlices(2);
  assertEquals(old!.length, 0, "the next poke takes it back");
  slice!.set([1, 2]);
  tx.advance(2);
  commit();
  assertEquals(slice!.length, 0);
  slice![0] = 9;
  assertEquals(rx.takeBatch(), [1, 2]);
  const [kept] = tx.pokeSlices(1);
  kept![0] = 5;
  assertEquals(tx.sendFrom(Uint32Array.of(3, 4)), 2, "not what was poked");
  commit();
  assertEquals(rx.takeBatch(), [3, 4]);
});

Deno.test("without the check, a slice that is kept shows what the ring holds", () => {
  const { tx, rx, commit } = openChannel("numbers", u32, { capacity: 2 });
  tx.sendBatch([1, 2]);
  commit();
  const [slice] = rx.peekSlices();
  rx.advance(2);
  commit();
  tx.sendBatch([3, 4]);
  assertEquals([...slice!], [3, 4]);
});

Deno.test("columns of a checked struct channel are copies that end with their turn", () => {
  const point = struct({ x: f64, tag: u32 });
  const { tx, rx, commit } = openChannel("points", point, { capacity: 4, checked: true });
  const [part] = tx.pokeColumns(3);
  (part!.columns.x as Float64Array).set([1, 2, 3]);
  (part!.columns.tag as Uint32Array).set([10, 20, 30]);
  tx.advance(2);
  commit();
  assertEquals((part!.columns.x as Float64Array).length, 0);
  const [seen] = rx.peekColumns();
  assertEquals([...seen!.columns.tag as Uint32Array], [10, 20]);
  rx.advance(2);
  assertEquals([...seen!.columns.x as Float64Array], [1, 2]);
  commit();
  assertEquals((seen!.columns.x as Float64Array).length, 0);
});
