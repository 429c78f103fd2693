import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { LineCutter, linesOf, noLine } from "../../src/connectors/lines.ts";

/** All lines of pieces, with the rest at the end, each as text. */
function cut(pieces: readonly Uint8Array[], maxBytes: number) {
  const cutter = new LineCutter(0, maxBytes);
  const lines = [];
  for (const piece of pieces) {
    cutter.push(piece);
    for (let line = cutter.next(); line !== undefined; line = cutter.next()) lines.push(line);
  }
  const rest = cutter.rest();
  if (rest !== undefined) lines.push(rest);
  return { lines, end: cutter.end };
}

Deno.test("lines: they are the same however the bytes come, and each says where it is", () => {
  const text = fc.array(fc.constantFrom("\n", "\r\n", "\r", "a", "bc", "\u00e9"), {
    maxLength: 40,
  });
  const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 60, maxLength: 60 });
  fc.assert(fc.property(text, sizes, fc.integer({ min: 1, max: 6 }), (parts, sizes, maxBytes) => {
    const bytes = new TextEncoder().encode(parts.join(""));
    const pieces: Uint8Array[] = [];
    for (let at = 0, i = 0; at < bytes.length; i++) {
      pieces.push(bytes.subarray(at, at += sizes[i % sizes.length]!));
    }
    const { lines, end } = cut(pieces, maxBytes);
    const decode = (part: Uint8Array) => String.fromCharCode(...part);
    const expected = decode(bytes).split("\n");
    const last = expected.pop()!;
    const contents = [
      ...expected.map((line) => line.endsWith("\r") ? line.slice(0, -1) : line),
      ...last === "" ? [] : [last],
    ];
    assertEquals(
      lines.map((line) => decode(line.bytes)),
      contents.map((c) => c.slice(0, maxBytes)),
    );
    assertEquals(lines.map(({ length }) => length), contents.map(({ length }) => length));
    assertEquals(lines[0]?.start ?? 0, 0);
    for (const [i, line] of lines.entries()) {
      assertEquals(line.end, lines[i + 1]?.start ?? bytes.length);
    }
    assertEquals(end, bytes.length);
  }));
});

Deno.test("lines: what is written is what is cut", () => {
  const items = ["", "one", Uint8Array.of(0xff, 0)];
  const { lines } = cut([linesOf(items)], 100);
  assertEquals(lines.map(({ bytes }) => [...bytes]), [[], [111, 110, 101], [255, 0]]);
  assertEquals(noLine("a\nb"), "It cannot be a line, because it has a line's end at 1");
  assertEquals(noLine(Uint8Array.of(1, 2)), undefined);
});
