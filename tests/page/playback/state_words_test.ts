import { assertEquals } from "@std/assert";
import { stateWords } from "../../../static/playback/state_words.js";

const NOON = new Date(2026, 0, 1, 12, 31, 5).getTime();
const LIVE = { state: "live", position: null, speed: null, file: null, present: NOON, lag: 3 };

Deno.test("stateWords says live, how far behind, and since when nothing came", () => {
  assertEquals(stateWords(LIVE), ["live", undefined]);
  assertEquals(stateWords({ ...LIVE, lag: 3400 }), ["lagging", "Lagging 3 s"]);
  assertEquals(stateWords({ ...LIVE, state: "reconnecting" }), [
    "reconnecting",
    "Reconnecting · snapshot at 12:31:05",
  ]);
  assertEquals(stateWords({ ...LIVE, lag: null }), ["live", undefined]);
  assertEquals(stateWords({ ...LIVE, state: "connecting", present: 0 }), ["connecting", undefined]);
});

Deno.test("stateWords says which moment is shown, how fast it plays, and of which file", () => {
  const past = { ...LIVE, position: NOON, speed: 0 };
  assertEquals(stateWords(past), ["paused", "Paused at 12:31:05"]);
  assertEquals(stateWords({ ...past, speed: 4 }), ["paused", "Playback 12:31:05 · 4×"]);
  assertEquals(stateWords({ ...past, file: "a.ndjson" }), [
    "paused",
    "a.ndjson · Paused at 12:31:05",
  ]);
});
