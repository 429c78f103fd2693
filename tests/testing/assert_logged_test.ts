import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import type { LogRecord } from "@steady-state/deno";
import { assertLogged, type LogPattern } from "@steady-state/deno/testing";

const LOG: LogRecord[] = [
  { time: 1, level: "info", source: "shop", text: "started" },
  { time: 2, level: "debug", source: "PARSER", text: "parsed 1", data: { id: 1 } },
  { time: 3, level: "warn", source: "PARSER", text: "odd line 2" },
  { time: 4, level: "debug", source: "PARSER", text: "parsed 3", data: { id: 3 } },
  { time: 5, level: "info", source: "LEDGER", text: "balance 4" },
  { time: 6, level: "info", source: "shop", text: "stopped" },
];

function whyNot(...patterns: LogPattern[]): string {
  return assertThrows(() => assertLogged(LOG, patterns), Error).message;
}

Deno.test("a log has what it has, in order, by text, pattern and parts", () => {
  assertLogged(LOG, []);
  assertLogged(LOG, ["started", /^parsed \d$/g, { level: "debug", data: { id: 3 } }, "stop"]);
  assertLogged(LOG, [{ source: "PARSER" }, { source: "PARSER", text: /odd/ }, {
    source: "LEDGER",
  }]);
  assertLogged(LOG, ["parsed", "parsed"]);
});

Deno.test("what is missing is told, with that after which it was looked for, and the nearest records", () => {
  assertEquals(
    whyNot("started", "parsed 1", "parsed 2", "stopped"),
    [
      'Cannot find "parsed 2" in the log: none is so after "parsed 1", which is record 2 of 6; nearest are',
      "  3. WARN PARSER: odd line 2",
      "  4. DEBUG PARSER: parsed 3 { id: 3 }",
      "  6. INFO shop: stopped",
    ].join("\n"),
  );
  assertMatch(
    whyNot("balance", "odd line"),
    /^Cannot find "odd line" in the log: none is so after "balance", which is record 5 of 6, one comes before: record 3; nearest is\n {2}6\. INFO shop: stopped$/,
  );
  assertEquals(
    whyNot("stopped", "stopped"),
    'Cannot find "stopped" in the log: none is so after "stopped", which is record 6 of 6, one comes before: record 6, and none comes after it',
  );
  assertMatch(whyNot({ level: "error" }), /none of its 6 records is so; nearest are\n/);
  assertThrows(
    () => assertLogged([], ["anything"]),
    Error,
    'Cannot find "anything" in the log: it is empty, let time go by',
  );
});
