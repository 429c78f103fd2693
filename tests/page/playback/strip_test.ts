import { assertEquals } from "@std/assert";
import { historyOf } from "../../../static/playback/history_of.js";
import { parseRecording } from "../../../static/playback/recording.js";
import { crashesOf, slicesOf, stretchesOf } from "../../../static/playback/strip.js";
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

Deno.test("crashesOf tells of each slice how many crashes it had, and whose, as far as that is known", () => {
  const marks = [
    { time: 0, crashes: 1, subjects: ["a"] },
    { time: 25, crashes: 1, subjects: ["a"] },
    { time: 27, crashes: 1, subjects: ["a"] },
    { time: 55, crashes: 1200, subjects: ["a"] },
    { time: 100, crashes: 1, subjects: ["b"] },
    { time: 95, crashes: 1, subjects: ["a"] },
  ];
  assertEquals(crashesOf(marks, 0, 100, 10), [
    { at: 0, text: "a crashed" },
    { at: 2, text: "a: 2 crashes" },
    { at: 5, text: "1,200 crashes" },
    { at: 9, text: "2 crashes" },
  ]);
});
