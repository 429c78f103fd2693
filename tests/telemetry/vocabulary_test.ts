/** A figure has one word, wherever people are told of it: that of the catalogue. */
import { assert, assertEquals } from "@std/assert";
import { walk } from "./walk.ts";
import { ACTOR_FIGURES, CHANNEL_FIGURES } from "../../src/telemetry/catalogue.ts";

const ROOT = new URL("../../", import.meta.url);
const FIGURES = [...ACTOR_FIGURES, ...CHANNEL_FIGURES];

/** Words of a percentage or a number that are no figure's. */
const OTHERS = [
  "of",
  "full",
  "itself",
  "profiled",
  "to",
  "not",
  "down",
  "awake",
  "messages",
  "ago",
];

Deno.test("words: row, group's row, chart and statistics of a figure use the word of its column", () => {
  for (const { name, page, series } of FIGURES) {
    const word = page?.title?.replace(/\/s$/, "").toLowerCase();
    // Of latencies there are many figures, and one series.
    if (word === undefined || series === "latency") continue;
    const told = [page!.row, page!.groupRow, page!.chart?.line, page!.statistic];
    for (const one of told) {
      if (one === undefined) continue;
      assert(one.toLowerCase().includes(word), `${name} is "${word}", and "${one}"`);
    }
  }
});

Deno.test("words: what the page's document says of a figure is what the catalogue calls it", async () => {
  const text = await Deno.readTextFile(new URL("static/index.html", ROOT));
  const named = [...text.matchAll(/data-figure="([ac]) (\w+)"[^>]*>([^<]+)</g)];
  assertEquals(named.length, 5);
  for (const [, side, name, shown] of named) {
    const figures = side === "a" ? ACTOR_FIGURES : CHANNEL_FIGURES;
    const { row, groupRow } = figures.find((figure) => figure.name === name)!.page!;
    const words = [row, groupRow].map((one) => one?.toLowerCase());
    assert(
      words.includes(shown!.toLowerCase()),
      `"${shown}" is no word for ${name}, give ${words}`,
    );
  }
});

Deno.test("words: what stands behind a number, on the page, in reports and in DOT, is a word of the catalogue", async () => {
  const words = new Set(
    FIGURES.flatMap(({ page }) =>
      [page?.title, page?.row].flatMap((one) => one?.toLowerCase().split(/[ ,]+/) ?? [])
    ),
  );
  const found: string[] = [];
  for (
    const folder of ["static/", "src/telemetry/", "src/graph/report/", "src/cli/"]
  ) {
    for await (const [path, text] of walk(new URL(folder, ROOT), /\.[jt]s$/)) {
      for (const [, word] of text.matchAll(/Text\([\w.?]+\)\} ([a-z]+)/g)) {
        if (!words.has(word!) && !OTHERS.includes(word!)) found.push(`${path}: ${word}`);
      }
    }
  }
  assertEquals(found, []);
});
