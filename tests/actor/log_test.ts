import { assertEquals } from "@std/assert";
import { createLog } from "../../src/actor/log.ts";
import { LOG_LEVELS, type LogLevel } from "../../src/log_level.ts";

function logAt(level: LogLevel) {
  const records: [LogLevel, string, unknown][] = [];
  const clock = { time: 0 };
  const log = createLog(
    () => LOG_LEVELS.indexOf(level),
    () => clock.time,
    (...record) => records.push(record),
  );
  return { log, records, clock };
}

Deno.test("createLog lets records pass from its level on", () => {
  const levels: LogLevel[] = ["debug", "info", "warn", "error"];
  levels.forEach((level, lowest) => {
    const { log, records } = logAt(level);
    for (const of of levels) log[of](`a ${of}`, { of });
    assertEquals(records, levels.slice(lowest).map((of) => [of, `a ${of}`, { of }]));
  });
});

Deno.test("createLog passes a thousand records in a row and a thousand a second after that", () => {
  const { log, records, clock } = logAt("info");
  for (let i = 0; i < 1500; i++) log.info(String(i));
  assertEquals(records.length, 1000);
  clock.time += 10;
  for (let i = 0; i < 100; i++) log.info("later");
  assertEquals(records.length, 1000 + 1 + 10);
  assertEquals(records[1000]!.slice(0, 2), [
    "warn",
    "500 log records dropped: more than 1000 a second",
  ]);
  clock.time += 60_000;
  for (let i = 0; i < 1500; i++) log.info("much later");
  assertEquals(records[1011]![1], "90 log records dropped: more than 1000 a second");
  assertEquals(records.length, 1011 + 1 + 1000, "what was not used is not saved up");
});

Deno.test("createLog does not count records below its level", () => {
  const { log, records } = logAt("warn");
  for (let i = 0; i < 5000; i++) log.debug("noise");
  log.warn("heard");
  assertEquals(records, [["warn", "heard", undefined]]);
});

/** As a worker posts: what cannot be cloned throws. */
function postedBy(write: (log: ReturnType<typeof createLog>) => void): unknown[] {
  const posted: unknown[] = [];
  write(createLog(() => 1, () => 0, (...record) => posted.push(structuredClone(record))));
  return posted;
}

function throws(): never {
  throw new Error("in a getter");
}

const hostile: Readonly<Record<string, unknown>> = {
  "a function": () => 1,
  "a symbol": Symbol("s"),
  "an object with a function and no prototype": Object.assign(Object.create(null), { f: throws }),
  "a proxy": new Proxy({}, {}),
  "a proxy whose traps throw": new Proxy({}, { get: throws, ownKeys: throws }),
  "a getter that throws": {
    get secret() {
      return throws();
    },
  },
  "an object that throws as text": { toString: throws, f: throws },
  "an object that inspects itself": { f: throws, [Symbol.for("Deno.customInspect")]: throws },
  "a promise": Promise.resolve(1),
  "a weak map": new WeakMap(),
};

for (const [what, data] of Object.entries(hostile)) {
  Deno.test(`ActorLog logs ${what} as text, and never throws`, () => {
    const [record, ...more] = postedBy((log) => log.info("here", data)) as [unknown[]];
    assertEquals(record.slice(0, 2), ["info", "here"]);
    assertEquals(typeof record[2], "string");
    assertEquals(more, []);
    const [said] = postedBy((log) => log.info(data as string)) as [unknown[]];
    assertEquals(typeof said[1], "string");
  });
}

Deno.test("ActorLog passes on what can be cloned as it is", () => {
  const cycle: Record<string, unknown> = { n: 1n, when: new Date(5), bytes: Uint8Array.of(1) };
  cycle.itself = cycle;
  cycle.error = new RangeError("r");
  const [record] = postedBy((log) => log.warn("here", cycle)) as [unknown[]];
  assertEquals(record[2], cycle);
});

Deno.test("ActorLog bounds what a record carries", () => {
  const large: unknown[] = [
    "x".repeat(2_000_000),
    new Uint8Array(2_000_000),
    Array.from({ length: 200_000 }, () => ({})),
    new Set(Array.from({ length: 200_000 }, (_, i) => i)),
    Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [i, i])),
    { deep: [new Map([["bytes", new ArrayBuffer(2_000_000)]])] },
    new Error("x".repeat(2_000_000)),
  ];
  for (const data of large) {
    assertEquals(postedBy((log) => log.info("large", data)), [
      ["info", "large", "(too large for the log: more than 1000000 bytes)"],
    ]);
  }
  const [[, text]] = postedBy((log) => log.info("x".repeat(2_000_000))) as [[string, string]];
  assertEquals(text.length < 20_000, true);
});
