import { assertEquals, assertRejects } from "@std/assert";
import { Graph, run, type RunOptions } from "@steady-state/deno";
import { mayfly } from "../fixtures/plain_actors.ts";
import { within, withoutWorkers } from "../fixtures/watch.ts";

const PARTS =
  '"port", "hostname", "token", "allowedHosts", "trustProxy", "commands", "rateHz", "percentiles", "clientTimeoutMs", ' +
  '"history", "record", "dotFile", "picture", "pod", "hub", "webhook"';

/** What `run` says of options that it refuses: a line each. Nothing is started for them. */
async function refused(options: unknown): Promise<string[]> {
  const graph = new Graph("g").actor("MAYFLY", mayfly);
  const error = await withoutWorkers(() =>
    assertRejects(() => within(run(graph, options as RunOptions), "the refusal"), Error)
  );
  assertEquals(graph.lifecycle, "building");
  return [error.name, ...error.message.split("\n")];
}

Deno.test("run refuses an option that there is not, before anything starts", async () => {
  assertEquals(await refused({ telemetri: false, telemetry: false }), [
    "TypeError",
    'Cannot run graph "g": there is no option "telemetri", there are "telemetry", "print", "signal", "signals"',
  ]);
  assertEquals(await refused({ telemetry: { prot: 1 } }), [
    "TypeError",
    `Cannot run graph "g": option telemetry has no "prot", it has ${PARTS}`,
  ]);
});

Deno.test("run refuses all faults of its options at once, however deep they are", async () => {
  const telemetry = {
    prot: 1,
    port: 65_536,
    hostname: "",
    token: 5,
    allowedHosts: "x",
    rateHz: "10",
    clientTimeoutMs: 0,
    history: { fine: 1, coarseMs: -1 },
    record: { folder: "x", maxAgeMs: 0 },
    webhook: { address: "x", url: "x", level: "worst" },
  };
  assertEquals(
    await refused({ onStop() {}, print: "stdout", signal: 5, signals: ["SIGKILL"], telemetry }),
    [
      "TypeError",
      'Cannot run graph "g": 19 faults',
      '  - there is no option "onStop", there are "telemetry", "print", "signal", "signals"',
      '  - option print is "stdout", give a function',
      "  - option signal is 5, give an AbortSignal",
      '  - option signals has "SIGKILL", give some of "SIGINT", "SIGTERM" and "SIGHUP"',
      `  - option telemetry has no "prot", it has ${PARTS}`,
      "  - option telemetry.port is 65536, give a whole number from 0 to 65535",
      '  - option telemetry.hostname is "", give the name of an interface',
      '  - option telemetry.token is no token that is hard to guess and fits into a header, give at least 16 characters of ASCII without spaces, "openssl rand -hex 24" makes a good one',
      '  - option telemetry.allowedHosts is "x", give an array of host names',
      '  - option telemetry.rateHz is "10", give a number from 1 to 20',
      "  - option telemetry.clientTimeoutMs is 0, give milliseconds from 100",
      '  - option telemetry.history has no "fine", it has "fineMs", "coarseMs"',
      "  - option telemetry.history.coarseMs is -1, give milliseconds from 0 to 86400000",
      '  - option telemetry.record has no "folder", it has "dir", "maxBytes", "maxAgeMs", "rateHz"',
      "  - option telemetry.record.dir is undefined, give the path of a folder",
      "  - option telemetry.record.maxAgeMs is 0, give milliseconds above 0",
      '  - option telemetry.webhook has no "address", it has "url", "headers", "level"',
      "  - option telemetry.webhook.url is no address of the web, give one that begins with http:// or https://",
      '  - option telemetry.webhook.level is "worst", give "watch", "high" or "critical"',
    ],
  );
});

for (
  const [what, options, fault] of [
    ["null", null, "its options are null, give an object"],
    ["a text", "telemetry", 'its options are "telemetry", give an object'],
    [
      "telemetry: true",
      { telemetry: true },
      "option telemetry is true, give an object, or false for none",
    ],
    [
      "telemetry: null",
      { telemetry: null },
      "option telemetry is null, give an object, or false for none",
    ],
    ["print: null", { print: null, telemetry: false }, "option print is null, give a function"],
    [
      "history: true",
      { telemetry: { history: true } },
      "option telemetry.history is true, give { fineMs, coarseMs }, or false for none",
    ],
    [
      "record: a path",
      { telemetry: { record: "recordings" } },
      'option telemetry.record is "recordings", give { dir, maxBytes, maxAgeMs, rateHz }',
    ],
    [
      "webhook: null",
      { telemetry: { webhook: null } },
      "option telemetry.webhook is null, give { url, headers, level }",
    ],
  ] as const
) {
  Deno.test(`run refuses ${what} for its options`, async () => {
    assertEquals(await refused(options), ["TypeError", `Cannot run graph "g": ${fault}`]);
  });
}

Deno.test("run refuses a single number that is out of range as a RangeError", async () => {
  assertEquals(await refused({ telemetry: { rateHz: 21 } }), [
    "RangeError",
    'Cannot run graph "g": option telemetry.rateHz is 21, give a number from 1 to 20',
  ]);
});

Deno.test("run takes undefined for what is not given", async () => {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  await run(new Graph("g").actor("MAYFLY", mayfly), {
    telemetry: { port: 0, record: undefined, history: undefined, rateHz: undefined } as never,
    print,
  });
  assertEquals(lines.length > 0, true);
});
