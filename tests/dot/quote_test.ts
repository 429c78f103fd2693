import { assertEquals } from "@std/assert";
import { escapeLabel, quoteId, quoteValue } from "../../src/dot/mod.ts";

Deno.test("quoteId escapes quotes and backslashes", () => {
  assertEquals(quoteId('say "hi"'), '"say \\"hi\\""');
  assertEquals(quoteId("ends in \\"), '"ends in \\\\"');
  assertEquals(quoteId("two\nlines"), '"two\\nlines"');
});

Deno.test("quoteId drops what cannot be seen", () => {
  assertEquals(quoteId("a\u0000b\u001b[31mc\u007f"), '"ab[31mc"');
  assertEquals(quoteId("abc\u202Edef\u2066"), '"abcdef"');
  assertEquals(quoteId("half \ud83d of a pair"), '"half \ufffd of a pair"');
});

Deno.test("escapeLabel takes the meaning from escapes and entities", () => {
  assertEquals(escapeLabel("\\N & <b>"), "\\\\N &amp; <b>");
  assertEquals(escapeLabel("one\ntwo"), "one\\ntwo");
});

Deno.test("quoteValue keeps escapes and leaves numbers bare", () => {
  assertEquals(quoteValue('a\\n"b"'), '"a\\n\\"b\\""');
  assertEquals(quoteValue(1.5), "1.5");
});
