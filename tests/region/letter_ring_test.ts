import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { RegionPlan } from "../../src/memory/region.ts";
import { lettersBytes } from "../../src/region/letter_ring_layout.ts";
import { LetterRing } from "../../src/region/mod.ts";

function ringOf(size: number): { ring: LetterRing; again: () => LetterRing } {
  const plan = new RegionPlan();
  const at = plan.reserve(lettersBytes(size));
  const region = plan.allocate();
  const ring = new LetterRing(region, at, size);
  ring.init();
  return { ring, again: () => new LetterRing(region, at, size) };
}

Deno.test("LetterRing keeps the newest letters, whole and in their order, whatever their length", () => {
  const texts = fc.array(fc.string({ maxLength: 60, unit: "grapheme" }), { maxLength: 60 });
  fc.assert(fc.property(fc.integer({ min: 16, max: 64 }), texts, (eights, texts) => {
    const { ring, again } = ringOf(eights * 8);
    const kept: string[] = [];
    texts.forEach((text, turn) => {
      if (ring.add({ actor: 3, from: { turn } }, text) !== undefined) kept.push(text);
      assertEquals(ring.isSound, true);
    });
    const found = again().letters;
    assertEquals(found.map(({ text }) => text), kept.slice(kept.length - found.length));
    assertEquals(found.length > 0, kept.length > 0);
  }));
});

Deno.test("LetterRing tells of each letter of whom it is, where from, and how it stands", () => {
  const { ring, again } = ringOf(1024);
  const written = ring.add({ actor: 1, from: { turn: 2 ** 40 } }, "one") as number;
  const taken = ring.add({ actor: 2, from: { end: 4, cursor: -7 } }, "two") as number;
  ring.add({ actor: 3, from: { turn: 1 } }, "three");
  ring.settle(written, true);
  ring.told(written);
  ring.settle(taken, false);
  assertEquals(again().letters.map(({ place: _, ...letter }) => letter), [
    { actor: 1, from: { turn: 2 ** 40 }, status: "counts", wasTold: true, text: "one" },
    { actor: 2, from: { end: 4, cursor: -7 }, status: "void", wasTold: false, text: "two" },
    { actor: 3, from: { turn: 1 }, status: "open", wasTold: false, text: "three" },
  ]);
});

Deno.test("LetterRing changes nothing of a letter that is gone, and takes none that is larger than it", () => {
  const { ring } = ringOf(80);
  const first = ring.add({ actor: 1, from: { turn: 1 } }, "first") as number;
  ring.add({ actor: 1, from: { turn: 2 } }, "other");
  ring.add({ actor: 1, from: { turn: 3 } }, "third");
  ring.settle(first, true);
  ring.told(first);
  assertEquals(ring.letters.map(({ status, wasTold }) => [status, wasTold]), [
    ["open", false],
    ["open", false],
  ]);
  assertEquals(ring.add({ actor: 1, from: { turn: 4 } }, "x".repeat(60)), undefined);
  assertEquals(ring.letters.length, 2);
});
