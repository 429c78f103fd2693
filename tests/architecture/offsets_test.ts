/**
 * Holds that where something stands in shared memory is said by the layout files alone: all others name a word or a byte of them, or
 * ask one of their functions, and count on from there by no number of their own.
 */
import { assertEquals } from "@std/assert";
import { importsOf, sourceFiles } from "./imports.ts";

/** A number that is added to a place in one of the region's views, and one by which what a layout names is moved on or multiplied. */
const OWN_OFFSETS = [
  /\b(?:words|floats|slots)\[[^\]]*[+*] *\d/,
  /\b[A-Z]+(?:_[A-Z]+)*_(?:WORD|BYTE|F64) *[+*] *(?:\d|\w+ *\*)/,
];

Deno.test("no offset stands outside of the layout files", async () => {
  const faults: string[] = [];
  let looked = 0;
  for (const file of await sourceFiles()) {
    if (file.endsWith("_layout.ts")) continue;
    const text = await Deno.readTextFile(new URL(`../../src/${file}`, import.meta.url));
    const isOfMemory = /Int32Array|viewsOf|_layout\.ts"/.test(text) ||
      (await importsOf(file)).some((target) => target.endsWith("/ring/mod.ts"));
    if (!isOfMemory) continue;
    looked++;
    text.split("\n").forEach((line, i) => {
      if (/^\s*(?:\*|\/\/|\/\*)/.test(line)) return;
      if (OWN_OFFSETS.some((pattern) => pattern.test(line))) {
        faults.push(`${file}:${i + 1}: ${line.trim()}`);
      }
    });
  }
  assertEquals(faults, []);
  assertEquals(looked > 30, true);
});

Deno.test("the rule of offsets knows one when it sees one", () => {
  const lines = [
    "publish(i, words[at] as number, words[at + 1] === 1);",
    "const slot = (slots[(cursor & mask) * 2 + 1] as number);",
    "const at = base + JOURNAL_RECORD_WORD + i * RECORD_WORDS_PER_END;",
    "bytesAt: at + CHANNEL_TRAIL_BYTE + TRAIL_BYTES_F64 * 8,",
  ];
  const seen = lines.filter((line) => OWN_OFFSETS.some((pattern) => pattern.test(line)));
  assertEquals(seen, lines);
  const fine =
    "Atomics.load(words, at / 4 + CHANNEL_TAIL_WORD) + words[base + journalCursorWord(i)]";
  assertEquals(OWN_OFFSETS.some((pattern) => pattern.test(fine)), false);
});
