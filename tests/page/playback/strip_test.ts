import { assertEquals } from "@std/assert";
import { historyOf } from "../../../static/playback/history_of.js";
import { parseRecording } from "../../../static/playback/recording.js";
import { slicesOf, stretchesOf } from "../../../static/playback/strip.js";
import { recordingText } from "./recordings.ts";

Deno.test("slicesOf tells the worst alert in each slice of time", () => {
  const episode = (level: number, since: number, until: number | null) =>
    ({ level, since, until }) as Parameters<typeof slicesOf>[0][number];
  const episodes = [episode(1, -50, 25), episode(3, 20, 39), episode(2, 80, null)];
  const levels = slicesOf(episodes, 0, 100, 10).map(({ level }) => level);
  assertEquals(levels, [1, 1, 3, 3, 0, 0, 0, 0, 2, 2]);
  const slices = slicesOf(episodes, 0, 100, 10);
  assertEquals(slices[2]!.count, 2);
  const stretches = stretchesOf(slices).map(({ at, length, level }) => [at, length, level]);
  assertEquals(stretches, [[0, 2, 1], [2, 1, 3], [3, 1, 3], [8, 2, 2]]);
});

Deno.test("historyOf tells the last value of each step, and where there is none", () => {
  const recording = parseRecording(recordingText());
  const { from } = recording;
  const { step, series } = historyOf(recording, "a0", from - 400, from + 1000, 200);
  assertEquals(step, 200);
  assertEquals(series.busy, [null, null, 1, 3, 5, 7, 9]);
});
