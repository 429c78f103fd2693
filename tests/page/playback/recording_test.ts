import { assertEquals, assertThrows } from "@std/assert";
import { checkSize, parseRecording } from "../../../static/playback/recording.js";
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
  "a later version": [
    '{"recording":3}',
    "it is of version 3, and this page reads versions 1 and 2",
  ],
  "no graph": ['{"recording":1,"hello":{}}', "does not say of which graph"],
  "a broken line": [recordingText().replace('{"event":"tick"', "oops"), "line 3 is not an event"],
  "a number": [recordingText().replace(/\n.*\n/, "\n7\n"), "line 2 is not an event"],
  "no time": [recordingText().replace('"t":1000000,', ""), "line 2 has no time"],
  "no columns": [recordingText().replace('"a":[[0,1]', '"b":[[0,1]'), "line 2 has no columns"],
  "a short column": [
    recordingText().replace('"a":[[0,1]', '"a":[[0]'),
    "line 2 has 1 values instead of 2 in column a0",
  ],
  "words for a number": [
    recordingText().replace('"a":[[0,1]', '"a":[["0",1]'),
    'line 2 has "0" where a number or null belongs in column a0',
  ],
  "a column that is none": [
    recordingText().replace('"c":[[0]', '"c":[{"length":1}'),
    "line 2 has something else than values in column c0",
  ],
  "a level that is none": [
    recordingText().replace('[0,0],[0,0],["",""]', '[0,9],[0,0],["",""]'),
    "line 2 has 9 where a level from 0 to 3 belongs in column a5",
  ],
  "a change of nobody": [
    recordingText().replace('"a0":[[1],[1]]', '"a0":[[1,2],[1,1]]'),
    "line 3 has a value of nobody in column a0",
  ],
  "a change of many": [
    recordingText().replace('"a0":[[1],[1]]', '"a0":[[1e9],[1]]'),
    "line 3 has a value of nobody in column a0",
  ],
  "a change of another column": [
    recordingText().replace('"a0":[[1],[1]]', '"a9":[[1],[1]]'),
    "line 3 has more columns than the key before it in column a9",
  ],
  "a channel from nobody": [
    recordingText().replace('"to":1', '"to":2'),
    "its first line does not say from whom to whom channel 0 goes",
  ],
  "an actor without a name": [
    recordingText().replace('"label":"to"', '"label":7'),
    "its first line does not name actor 1",
  ],
  "a partner without a name": [
    recordingText().replace('"capacity":64', '"capacity":64,"partner":7'),
    "its first line does not say what channel 0 is a partner of",
  ],
  "more statistics than there is room for": [
    recordingText().replace('"label":"to"', '"label":"to","shown":1e9'),
    "its first line does not say how many statistics are shown",
  ],
  "a time that is none": [
    recordingText().replace('"t":1000000,', '"t":1e300,'),
    "line 2 has no time",
  ],
  "an event that is none": [
    recordingText({ events: [{ event: "life", data: { events: [{ n: 1 }] } }] }),
    "line 32 holds something else than life events",
  ],
  "an alert that is none": [
    recordingText({ events: [{ event: "alert", data: { alerts: 7 } }] }),
    "line 32 holds something else than alerts",
  ],
  "nothing but a head": [recordingText({ ticks: 0 }), "it holds no values"],
};

for (const [what, [text, says]] of Object.entries(SENTENCES)) {
  Deno.test(`parseRecording refuses ${what} in one sentence`, () => {
    const error = assertThrows(() => parseRecording(text), SyntaxError, says);
    assertEquals(error.message.startsWith("Cannot play this as a recording: "), true);
    assertEquals(error.message.includes("\n"), false);
  });
}

Deno.test("checkSize refuses above 200 MB, with both sizes", () => {
  checkSize(200e6);
  assertThrows(
    () => checkSize(312e6),
    RangeError,
    "Cannot play this as a recording: it has 312MB, and this page reads at most 200MB",
  );
});

Deno.test("parseRecording keeps the order of frames where the clock was set back", () => {
  const { frames, from, to } = parseRecording(
    recordingText({ ticks: 5 }).replace('"t":1000200,', '"t":900000,'),
  );
  assertEquals(frames.map(({ time }) => time - 1e6), [0, 100, 100, 300, 400]);
  assertEquals([from, to], [1e6, 1_000_400]);
});
