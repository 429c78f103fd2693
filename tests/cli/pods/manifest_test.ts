import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { readManifest } from "../../../src/cli/pods/manifest.ts";
import { checkPorts } from "../../../src/cli/pods/ports.ts";
import { UsageError } from "../../../src/cli/usage_error.ts";

Deno.test("a manifest is read with what holds where nothing is said", () => {
  const pods = readManifest({ shop: { script: "./shop.ts", graceMs: 1 } }, "pods.ts");
  assertEquals([...pods], [["shop", {
    script: "./shop.ts",
    deno: [],
    args: [],
    env: {},
    feeds: [],
    ports: [],
    durable: false,
    restarts: 5,
    withinMs: 60_000,
    firstMs: 1000,
    maxMs: 30_000,
    onExit: "failure",
    graceMs: 1,
  }]]);
});

Deno.test("all that is wrong with a manifest is told at once", () => {
  const given = {
    "A b": { script: "" },
    till: {
      script: "./till.ts",
      deno: ["net", "--allow-read /tmp"],
      env: { "a b": "", PORT: 1 },
      feeds: ["till", "nobody"],
      ports: [0],
      firstMs: 40_000,
      permissions: [],
    },
    none: 5,
  };
  const { message } = assertThrows(() => readManifest(given, "pods.ts"), UsageError);
  for (
    const text of [
      "Cannot read pods from pods.ts: 12 faults",
      'pod "A b" is called so',
      'script of pod "A b" is ""',
      'deno[0] of pod "till" is "net"',
      'deno[1] of pod "till" is "--allow-read /tmp"',
      'a name in env of pod "till" is "a b"',
      'env.PORT of pod "till" is 1',
      'pod "till" feeds itself',
      'pod "till" feeds "nobody", which there is not, there are A b, till, none',
      'ports[0] of pod "till" is 0',
      "waits 40000 ms first and 30000 ms at most",
      'pod "till" has no option "permissions"',
      'options of pod "none" are 5',
    ]
  ) assertStringIncludes(message, text);
});

Deno.test("what is no manifest is refused", () => {
  for (const given of [undefined, null, [], "pods"]) {
    const { message } = assertThrows(() => readManifest(given, "x.ts"), UsageError);
    assertStringIncludes(message, "it exports no pods by default");
  }
  assertThrows(() => readManifest({}, "x.ts"), UsageError, "there are no pods in it");
});

Deno.test("pods that share a port cannot run on one machine, and all such ports are told", () => {
  const given = {
    shop: { script: "./shop.ts", page: 9900, ports: [7000, 7001, 9900] },
    till: { script: "./till.ts", page: 9900, ports: [7002] },
    bar: { script: "./bar.ts", page: 7001 },
  };
  const pods = readManifest(given, "pods.ts");
  const { message } = assertThrows(() => checkPorts(pods), UsageError);
  assertStringIncludes(message, "Cannot run the pods on one machine: 2 faults");
  assertStringIncludes(
    message,
    'port 9900 is that of the page of pod "shop" and pod "shop" and the page of pod "till"',
  );
  assertStringIncludes(message, 'port 7001 is that of pod "shop" and the page of pod "bar"');
  checkPorts(new Map([...pods].filter(([name]) => name === "shop")));
});
