/** Holds the documented default of every option against what the code does where the option is left out. */
import { assertEquals } from "@std/assert";
import { channelSpec } from "../../src/channel/ring/channel_spec.ts";
import { text } from "../../src/channel/mod.ts";
import { alertRule } from "../../src/graph/options/alert_options.ts";
import { durableOptions } from "../../src/graph/options/durable_options.ts";
import { ACTOR_DEFAULTS, GRAPH_DEFAULTS } from "../../src/graph/options/graph_options.ts";
import { DEFAULT_STRATEGY } from "../../src/graph/options/supervisor_options.ts";
import { standardIntensity } from "../../src/supervisor/intensity.ts";
import { DEFAULT_BACKOFF } from "../../src/supervisor/intensity.ts";
import { toLadders } from "../../src/telemetry/alerts/ladder.ts";
import { standardAlerts } from "../../src/telemetry/alerts/standard_rules.ts";
import { DEFAULT_WEBHOOK_LEVEL } from "../../src/telemetry/alerts/webhook_options.ts";
import { HISTORY_DEFAULTS } from "../../src/telemetry/history/history.ts";
import { RECORD_DEFAULTS } from "../../src/telemetry/history/recorder.ts";
import { choosePort } from "../../src/telemetry/http/port.ts";
import { DEFAULT_RATE_HZ } from "../../src/telemetry/observe/rate.ts";
import { servedAs } from "../../src/telemetry/telemetry_options.ts";

const unset = () => undefined;
const channel = channelSpec("c", text, {});
const payload = (capacity: number) => channelSpec("c", text, { capacity }).payloadBytes;
const served = servedAs({}, 300, unset);
const intensity = standardIntensity(1);
const { windowMs, stat } = alertRule("fill", { above: 1, level: "high" });
const [deviation] = toLadders([alertRule("fill", { stat: "deviation", above: 1, level: "high" })]);
const limits = standardAlerts.map(({ above, level }) => `from ${above! * 100}% ${level}`);
const [{ stat: standardStat, windowMs: standardMs }] = standardAlerts as [
  typeof standardAlerts[0],
];

/** What the code does, in the words of the documentation. Where it is no value, the words stand here alone. */
const DEFAULTS: Record<string, unknown> = {
  "ActorOptions.alerts": "those of the graph",
  "ActorOptions.durable": ACTOR_DEFAULTS.durable,
  "ActorOptions.restart": ACTOR_DEFAULTS.restart,
  "ActorOptions.stopTimeoutMs": "as long as the graph's stopTimeoutMs",
  "ActorOptions.supervisor": "the graph",
  "ActorOptions.waitStrategy": ACTOR_DEFAULTS.waitStrategy,
  "AlertOptions.deviations": deviation!.deviations,
  "AlertOptions.stat": stat,
  "AlertOptions.windowMs": windowMs,
  "Backoff":
    `firstMs ${DEFAULT_BACKOFF.firstMs}, maxMs ${DEFAULT_BACKOFF.maxMs}, jitter "${DEFAULT_BACKOFF.jitter}"`,
  "Backoff.jitter": DEFAULT_BACKOFF.jitter,
  "ChannelOptions.bytes": `${payload(1024) / 1024} × capacity, at least ${payload(1) / 1024} KiB`,
  "ChannelOptions.capacity": channel.capacity,
  "ChannelOptions.checked": channel.checked,
  "DurableOptions.everyMs": durableOptions("x").everyMs,
  "GraphOptions.alerts": `none for actors; for channels, an ${standardStat} fill over ${
    standardMs / 1000
  } seconds ${limits.join(", ")}`,
  "GraphOptions.log": "one line each on standard error",
  "GraphOptions.logLevel": GRAPH_DEFAULTS.logLevel,
  "GraphOptions.onZombie": GRAPH_DEFAULTS.onZombie,
  "GraphOptions.restartTimeoutMs": GRAPH_DEFAULTS.restartTimeoutMs,
  "GraphOptions.signal": "none",
  "GraphOptions.startTimeoutMs": GRAPH_DEFAULTS.startTimeoutMs,
  "GraphOptions.stopTimeoutMs": GRAPH_DEFAULTS.stopTimeoutMs,
  "HistoryOptions.coarseMs": HISTORY_DEFAULTS.coarseMs,
  "HistoryOptions.fineMs": HISTORY_DEFAULTS.fineMs,
  "ObserverOptions.hz": DEFAULT_RATE_HZ,
  "ObserverOptions.now": "the machine's clock",
  "PatienceOptions.hangTimeoutMs": GRAPH_DEFAULTS.hangTimeoutMs,
  "PatienceOptions.showstopper": GRAPH_DEFAULTS.showstopper,
  "RecordOptions.maxAgeMs": `${RECORD_DEFAULTS.maxAgeMs}, a week`,
  "RecordOptions.maxBytes": RECORD_DEFAULTS.maxBytes,
  "RecordOptions.rateHz": RECORD_DEFAULTS.rateHz,
  "ReplayOptions.lane": "the one that the message came by, where the port is",
  "ReplayOptions.port":
    "the one that the message came by; a letter that an actor wrote itself names none",
  "RunOptions.print": "standard output",
  "RunOptions.signal": "none",
  "RunOptions.signals": "SIGINT, SIGTERM, and SIGHUP unless it is ignored",
  "RunOptions.telemetry": "on, with the defaults of its options",
  "SupervisorOptions.intensity":
    `restarts ${intensity.restarts}, withinMs ${intensity.withinMs}, or as many restarts as there are children`,
  "SupervisorOptions.strategy": DEFAULT_STRATEGY,
  "SupervisorOptions.supervisor": "the graph",
  "TelemetryOptions.allowedHosts": served.allowedHosts,
  "TelemetryOptions.clientTimeoutMs": served.clientTimeoutMs,
  "TelemetryOptions.history":
    `fineMs ${HISTORY_DEFAULTS.fineMs}, coarseMs ${HISTORY_DEFAULTS.coarseMs}`,
  "TelemetryOptions.hostname": served.hostname,
  "TelemetryOptions.port": `${
    choosePort(undefined, unset).port
  } and upwards, to the first free one`,
  "TelemetryOptions.rateHz": `${served.hz}, or ${
    servedAs({}, 301, unset).hz
  } for more than 300 actors`,
  "TelemetryOptions.record": "none",
  "TelemetryOptions.token":
    "the environment variable TELEMETRY_TOKEN, if it is set and may be read; else none",
  "TelemetryOptions.webhook": "none",
  "WatchedChannelOptions.alerts": "those of the graph",
  "WebhookOptions.level": DEFAULT_WEBHOOK_LEVEL,
};

/** Doors whose options are documented. */
const DOORS = ["mod.ts", "src/actor/mod.ts", "src/channel/mod.ts", "src/telemetry/mod.ts"];

Deno.test("the documented default of every option is the one that the code has", async () => {
  const documented = new Map<string, string>();
  collect(await documentation(), [], documented);
  const plain = (value: string) => value.replace(/^"(.*)"$/, "$1").replace(/(\d)_(?=\d)/g, "$1");
  const found = [...documented].map(([name, value]) => [name, plain(value)]);
  const expected = Object.entries(DEFAULTS).map(([name, value]) => [
    name,
    Array.isArray(value) ? JSON.stringify(value) : String(value),
  ]);
  assertEquals(Object.fromEntries(found.sort()), Object.fromEntries(expected.sort()));
});

Deno.test("every default is written such that the documentation shows all of it", async () => {
  const wrong: string[] = [];
  for await (const [path, text] of sourcesIn(new URL("../../src/", import.meta.url))) {
    for (const [line] of text.matchAll(/@default.*/g)) {
      if (!/^@default \{[^{}]+\}$/.test(line)) wrong.push(`${path}: ${line}`);
    }
  }
  assertEquals(wrong, []);
});

async function documentation(): Promise<unknown> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...DOORS],
    cwd: new URL("../../", import.meta.url),
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** The defaults below a node of the documentation, by the names that lead there. */
function collect(node: unknown, above: readonly string[], found: Map<string, string>): void {
  if (Array.isArray(node)) {
    for (const part of node) collect(part, above, found);
  } else if (typeof node === "object" && node !== null) {
    const { name, jsDoc, ...parts } = node as {
      name?: unknown;
      jsDoc?: { tags?: { kind: string; value: string }[] };
    };
    const path = typeof name === "string" ? [...above, name] : above;
    for (const { kind, value } of jsDoc?.tags ?? []) {
      if (kind === "default") found.set(path.join("."), value);
    }
    for (const part of Object.values(parts)) collect(part, path, found);
  }
}

async function* sourcesIn(folder: URL): AsyncGenerator<[path: string, text: string]> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sourcesIn(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts")) yield [name, await Deno.readTextFile(new URL(name, folder))];
  }
}
