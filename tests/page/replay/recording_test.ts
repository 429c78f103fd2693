import { assertEquals, assertThrows } from "@std/assert";
import { parseRecording } from "../../../static/replay/recording.js";
import { recordingText } from "./recordings.ts";

Deno.test("parseRecording reads frames and events", () => {
  const life = { event: "life", data: { rev: 1, events: [] } };
  const { hello, topology, frames, events, from, to } = parseRecording(
    recordingText({ events: [life, { event: "later kind", data: {} }] }),
  );
  assertEquals([hello.epoch, topology.graph, frames.length], ["e", "pair", 30]);
  assertEquals([from, to, frames[10]!.name, frames[11]!.name], [1e6, 1_002_900, "key", "tick"]);
  assertEquals(events.map(({ name }) => name), ["life"]);
});

Deno.test("parseRecording leaves out a last line that was cut off, and ticks before the first key", () => {
  const [head, key, tick, ...rest] = recordingText().trimEnd().split("\n");
  const cut = [head, tick, key, tick, ...rest].join("\n").slice(0, -20);
  assertEquals(parseRecording(cut).frames.length, 29);
});

const SENTENCES: Record<string, [text: string, says: string]> = {
  "an empty file": ["", 'its first line does not begin with {"recording":1'],
  "a picture": ["\u0089PNG\r\n\u001a\n\u0000", "its first line does not begin with"],
  "other JSON": ['{"a":1}\n[]', "its first line does not begin with"],
  "a later version": ['{"recording":2}', "it is of version 2, and this page reads version 1"],
  "no graph": ['{"recording":1,"hello":{}}', "does not say of which graph"],
  "a broken line": [recordingText().replace('{"event":"tick"', "oops"), "line 3 is not an event"],
  "a number": [recordingText().replace(/\n.*\n/, "\n7\n"), "line 2 is not an event"],
  "no time": [recordingText().replace('"t":1000000,', ""), "line 2 has no time"],
  "no columns": [recordingText().replace('"a":[[0,1]', '"b":[[0,1]'), "line 2 has no columns"],
  "nothing but a head": [recordingText({ ticks: 0 }), "it holds no values"],
};

for (const [what, [text, says]] of Object.entries(SENTENCES)) {
  Deno.test(`parseRecording refuses ${what} in one sentence`, () => {
    const error = assertThrows(() => parseRecording(text), SyntaxError, says);
    assertEquals(error.message.startsWith("Cannot play this as a recording: "), true);
    assertEquals(error.message.includes("\n"), false);
  });
}
