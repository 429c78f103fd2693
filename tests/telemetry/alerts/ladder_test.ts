import { assertEquals } from "@std/assert";
import { LEVEL_NAMES } from "../../../static/words/levels.js";
import { alertRule } from "@steady-state/deno";
import { type Ladder, levelOf, toLadders } from "../../../src/telemetry/alerts/ladder.ts";
import { standardAlerts } from "../../../src/telemetry/alerts/standard_rules.ts";
import { Watch } from "../../../src/telemetry/alerts/watch.ts";
import { ALERT_LEVELS, type Level } from "../../../src/protocol/mod.ts";

const [standard] = toLadders(standardAlerts) as [Ladder];

Deno.test("page and server know the same levels by the same numbers", () => {
  const byNumber = Object.entries(ALERT_LEVELS).sort(([, one], [, other]) => one - other);
  assertEquals(LEVEL_NAMES, ["ok", ...byNumber.map(([name]) => name)]);
  assertEquals(byNumber.map(([, number]) => number), byNumber.map((_, index) => index + 1));
});

Deno.test("every level has its colours on the page", async () => {
  const css = await Deno.readTextFile(new URL("../../../static/dom/dom.css", import.meta.url));
  for (const [level, name] of LEVEL_NAMES.entries()) {
    const [, look] = new RegExp(`^\\.v${level} {([^}]*)}`, "m").exec(css) ?? [];
    const missing = ["", "-mark"].concat(level === 0 ? [] : ["-fill", "-frame", "-dashes"])
      .filter((part) => !look?.includes(`--level${part}: `));
    assertEquals(missing, [], `.v${level} in static/dom/dom.css, for ${name}`);
  }
});

Deno.test("the standard rules: 50, 80 and 95 percent of pressure", () => {
  const fills = [0, 49, 50, 79, 80, 94, 95, 100];
  assertEquals(fills.map((fill) => levelOf(standard, fill / 100, 0)), [0, 0, 1, 1, 2, 2, 3, 3]);
  assertEquals(standard.texts.slice(1), [
    "average of pressure over 1 s above 50%: watch",
    "average of pressure over 1 s above 80%: high",
    "average of pressure over 1 s above 95%: critical",
  ]);
});

Deno.test("levelOf: falls only when the value is well within the limit", () => {
  const table: [fill: number, current: Level, level: Level][] = [
    [0.94, 3, 3],
    [0.92, 3, 3],
    [0.91, 3, 2],
    [0.79, 2, 2],
    [0.77, 2, 2],
    [0.76, 2, 1],
    [0.47, 1, 1],
    [0.46, 1, 0],
  ];
  for (const [fill, current, level] of table) {
    assertEquals(levelOf(standard, fill, current), level, `${fill} at level ${current}`);
  }
});

Deno.test("levelOf: below a limit, with a margin of 5% where there is no end", () => {
  const [slow] = toLadders([
    alertRule("rate", { below: 1000, level: "watch" }),
    alertRule("rate", { below: 100, level: "critical" }),
  ]) as [Ladder];
  const table: [rate: number | null, current: Level, level: Level][] = [
    [1001, 0, 0],
    [1000, 0, 1],
    [1050, 1, 1],
    [1051, 1, 0],
    [100, 1, 3],
    [104, 3, 3],
    [106, 3, 1],
    [null, 3, 0],
  ];
  for (const [rate, current, level] of table) {
    assertEquals(levelOf(slow, rate, current), level, `${rate} at level ${current}`);
  }
});

Deno.test("toLadders: rules that judge the same value make one ladder, others do not", () => {
  const ladders = toLadders([
    alertRule("fill", { stat: "p90", above: 0.5, level: "watch" }),
    alertRule("fill", { stat: "p90", above: 0.9, level: "critical" }),
    alertRule("fill", { stat: "p90", below: 0.1, level: "watch" }),
    alertRule("fill", { stat: "p90", above: 0.9, level: "high", windowMs: 60_000 }),
    alertRule("fill", { stat: "p99", above: 0.9, level: "high" }),
    alertRule("rate", { stat: "p90", above: 5, level: "high" }),
  ]);
  assertEquals(ladders.map(({ limits }) => limits), [
    [null, 0.5, null, 0.9],
    [null, 0.1, null, null],
    [null, null, 0.9, null],
    [null, null, 0.9, null],
    [null, null, 5, null],
  ]);
});

Deno.test("Watch: a level changes when two judgements in a row agree, to what both reach", () => {
  const table: [name: string, fills: number[], levels: Level[]][] = [
    ["one peak", [0, 1, 0, 1, 0], [0, 0, 0, 0, 0]],
    ["rises", [1, 1, 1], [0, 3, 3]],
    ["rises to what both reach", [0.85, 1, 1, 0.85], [0, 2, 3, 3]],
    ["alternates above a limit", [0.55, 1, 0.55, 1], [0, 1, 1, 1]],
    ["one dip", [1, 1, 0, 1, 0, 1], [0, 3, 3, 3, 3, 3]],
    ["falls", [1, 1, 0.6, 0.6, 0, 0], [0, 3, 3, 1, 1, 0]],
    ["stays at the limit", [0.8, 0.8, 0.78, 0.79, 0.77, 0.8], [0, 2, 2, 2, 2, 2]],
  ];
  for (const [name, fills, levels] of table) {
    const watch = new Watch(standard, 0);
    const seen = fills.map((fill, index) => {
      watch.judge(fill, index);
      return watch.level;
    });
    assertEquals(seen, levels, name);
  }
});

Deno.test("Watch: is judged twenty times a window, and at least every five seconds", () => {
  for (const [windowMs, periodMs] of [[1000, 50], [10_000, 500], [900_000, 5000]] as const) {
    const watch = new Watch({ ...standard, windowMs }, 7);
    const due: number[] = [];
    for (let now = 0; now <= periodMs * 3; now += 10) if (watch.isDue(now)) due.push(now);
    assertEquals(due, [0, 1, 2, 3].map((n) => n * periodMs));
  }
});
