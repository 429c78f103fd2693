/** Holds the documented default of every option against what the code does where the option is left out. */
import { assertEquals } from "@std/assert";
import { BATCHES_OPTIONS } from "../../src/actor/batches/mod.ts";
import { CALL_RATE_OPTIONS, CALL_RETRY_OPTIONS, CALLS_OPTIONS } from "../../src/actor/calls/mod.ts";
import { CHANNEL_OPTIONS, channelSpec } from "../../src/channel/ring/channel_spec.ts";
import { text } from "../../src/channel/mod.ts";
import { INBOX_OPTIONS } from "../../src/actor/own_inbox.ts";
import { AQUEDUCT_OPTIONS } from "../../src/graph/aqueducts/mod.ts";
import { RECEIVER_OPTIONS, SENDER_OPTIONS } from "../../src/graph/options/end_options.ts";
import { alertRule } from "../../src/graph/options/alert_options.ts";
import {
  BUNDLE_OPTIONS,
  CHANNEL_LOOK_OPTIONS,
  MESH_OPTIONS,
  WATCHED_CHANNEL_OPTIONS,
} from "../../src/graph/options/channel_options.ts";
import { DURABLE_OPTIONS } from "../../src/graph/options/durable_options.ts";
import {
  ACTOR_OPTIONS,
  GRAPH_OPTIONS,
  PATIENCE_OPTIONS,
} from "../../src/graph/options/graph_options.ts";
import { LOG_FILE_OPTIONS } from "../../src/graph/report/mod.ts";
import { REGION_OPTIONS } from "../../src/graph/options/region_options.ts";
import { PROCESS_OPTIONS } from "../../src/graph/options/process_options.ts";
import { SATURATION_OPTIONS } from "../../src/graph/options/saturation_options.ts";
import { SHOWN_OPTIONS } from "../../src/graph/options/shown_options.ts";
import {
  BACKOFF_OPTIONS,
  INTENSITY_OPTIONS,
  SUPERVISOR_OPTIONS,
} from "../../src/graph/options/supervisor_options.ts";
import { POOL_OPTIONS, POOL_SIZE } from "../../src/graph/options/pool_options.ts";
import { CHECK_OPTIONS } from "../../src/cli/drawing/mod.ts";
import { CREATE_OPTIONS } from "../../src/cli/create/mod.ts";
import { REPLAY_OPTIONS } from "../../src/graph/letters/replay_place.ts";
import { CROWD, MANY_ACTORS } from "../../static/fold/fold.js";
import type { Entries } from "../../src/option_faults.ts";
import { INTERFACES, OPTIONS_GUIDE_PATH, optionsGuideText } from "../../.ci/options_guide.ts";
import { RUN_OPTIONS } from "../../src/runner.ts";
import { DEFAULT_BACKOFF, standardIntensity } from "../../src/supervisor/intensity.ts";
import { toLadders } from "../../src/telemetry/alerts/ladder.ts";
import { standardAlerts } from "../../src/telemetry/alerts/standard_rules.ts";
import { WEBHOOK_OPTIONS } from "../../src/telemetry/alerts/webhook_options.ts";
import { HISTORY_OPTIONS } from "../../src/telemetry/history/history.ts";
import { RECORD_OPTIONS } from "../../src/telemetry/history/recorder.ts";
import { choosePort } from "../../src/telemetry/http/port.ts";
import { OBSERVER_OPTIONS } from "../../src/telemetry/observe/observer.ts";
import { PICTURE_OPTIONS } from "../../src/telemetry/picture_options.ts";
import { REHEARSAL_OPTIONS } from "../../src/testing/rehearsal.ts";
import { LOAD_OPTIONS, MEASURE_OPTIONS } from "../../src/testing/load/mod.ts";
import { REAL_OPTIONS } from "../../src/testing/real/mod.ts";
import { SIMULATE_OPTIONS } from "../../src/testing/simulate_options.ts";
import { ASK_OPTIONS, SERVICE_OPTIONS } from "../../src/graph/service/mod.ts";
import {
  ECHO_OPTIONS,
  EXPECTING_OPTIONS,
  RECORDED_OPTIONS,
  TRIP_OPTIONS,
} from "../../src/testing/performers/mod.ts";
import {
  HOST_VARIABLE,
  servedAs,
  TELEMETRY_OPTIONS,
} from "../../src/telemetry/telemetry_options.ts";

/** What is known of each interface of options. Those that others take over come first: they are documented there. */
const SCHEMAS: Record<string, Entries> = {
  PatienceOptions: PATIENCE_OPTIONS,
  Backoff: BACKOFF_OPTIONS,
  Intensity: INTENSITY_OPTIONS,
  SupervisorOptions: SUPERVISOR_OPTIONS,
  DurableOptions: DURABLE_OPTIONS,
  RegionOptions: REGION_OPTIONS,
  ProcessOptions: PROCESS_OPTIONS,
  GraphOptions: GRAPH_OPTIONS,
  ActorOptions: ACTOR_OPTIONS,
  SaturationOptions: SATURATION_OPTIONS,
  ShownOptions: SHOWN_OPTIONS,
  LogFileOptions: LOG_FILE_OPTIONS,
  ChannelOptions: CHANNEL_OPTIONS,
  ChannelLookOptions: CHANNEL_LOOK_OPTIONS,
  WatchedChannelOptions: WATCHED_CHANNEL_OPTIONS,
  BundleOptions: BUNDLE_OPTIONS,
  MeshOptions: MESH_OPTIONS,
  AqueductOptions: AQUEDUCT_OPTIONS,
  BatchesOptions: BATCHES_OPTIONS,
  CallRateOptions: CALL_RATE_OPTIONS,
  CallRetryOptions: CALL_RETRY_OPTIONS,
  CallsOptions: CALLS_OPTIONS,
  ReplayOptions: REPLAY_OPTIONS,
  PoolSize: POOL_SIZE,
  PoolOptions: POOL_OPTIONS,
  CheckOptions: CHECK_OPTIONS,
  CreateOptions: CREATE_OPTIONS,
  ServiceOptions: SERVICE_OPTIONS,
  AskOptions: ASK_OPTIONS,
  SenderOptions: SENDER_OPTIONS,
  ReceiverOptions: RECEIVER_OPTIONS,
  InboxOptions: INBOX_OPTIONS,
  RunOptions: RUN_OPTIONS,
  RehearsalOptions: REHEARSAL_OPTIONS,
  SimulateOptions: SIMULATE_OPTIONS,
  EchoOptions: ECHO_OPTIONS,
  ExpectingOptions: EXPECTING_OPTIONS,
  RecordedOptions: RECORDED_OPTIONS,
  TripOptions: TRIP_OPTIONS,
  RealOptions: REAL_OPTIONS,
  LoadOptions: LOAD_OPTIONS,
  MeasureOptions: MEASURE_OPTIONS,
  ObserverOptions: OBSERVER_OPTIONS,
  HistoryOptions: HISTORY_OPTIONS,
  RecordOptions: RECORD_OPTIONS,
  WebhookOptions: WEBHOOK_OPTIONS,
  PictureOptions: PICTURE_OPTIONS,
  TelemetryOptions: TELEMETRY_OPTIONS,
};

const unset = () => undefined;
const payload = (capacity: number) => channelSpec("c", text, { capacity }).payloadBytes;
const rateHz = (actors: number) => servedAs({}, actors, unset).hz;
const intensity = standardIntensity(1);
const { windowMs, stat } = alertRule("fill", { above: 1, level: "high" });
const [deviation] = toLadders([alertRule("fill", { stat: "deviation", above: 1, level: "high" })]);
const limits = standardAlerts.map(({ above, level }) => `from ${above! * 100}% ${level}`);
const [{ stat: standardStat, windowMs: standardMs }] = standardAlerts as [
  typeof standardAlerts[0],
];
const { fineMs, coarseMs } = HISTORY_OPTIONS;
const { firstMs, maxMs, jitter } = DEFAULT_BACKOFF;

/** What the code does where a default is no value, in the words of the documentation. */
const IN_WORDS: Record<string, unknown> = {
  "ActorOptions.alerts": "those of the graph",
  "ActorOptions.shown": "those of the graph",
  "ActorOptions.stopTimeoutMs": "as long as the graph's stopTimeoutMs",
  "ActorOptions.supervisor": "the graph",
  "AlertOptions.deviations": deviation!.deviations,
  "AlertOptions.stat": stat,
  "AlertOptions.windowMs": windowMs,
  "AqueductOptions.connect": "none: give one of listen and connect",
  "AqueductOptions.girth": "one channel",
  "AqueductOptions.label": "the aqueduct's name in capitals, and EGRESS or INGRESS",
  "AqueductOptions.listen": "none: give one of listen and connect",
  "AqueductOptions.troupe":
    "none: that of the actors at it, if they all belong to one, else a thread of its own",
  "AqueductOptions.via": "none: the pods connect with each other",
  "AskOptions.signal": "none",
  "AskOptions.timeoutMs": "that of the service",
  "Backoff": `firstMs ${firstMs}, maxMs ${maxMs}, jitter "${jitter}"`,
  "BatchesOptions.bytesOf":
    "its UTF-8 bytes for a text, its own for bytes, those of its JSON for all else",
  "BatchesOptions.messages": "100, or what there is room for",
  "BatchesOptions.window": "the capacity of the channel, or what there is room for",
  "CallRetryOptions.classify": "by the status, if it has one",
  "CallsOptions.window": "4 × concurrency, or what there is room for",
  "CheckOptions.args": "none",
  "CheckOptions.messages": "`messages.ts` beside the program, if it is there",
  "CheckOptions.token": "the environment variable TELEMETRY_TOKEN, if it is set and may be read",
  "CreateOptions.from": "the copy that makes it",
  "ChannelLookOptions.partner": "none",
  "ChannelOptions.bytes": `${payload(1024) / 1024} × capacity, at least ${payload(1) / 1024} KiB`,
  "GraphOptions.alerts": `none for actors; for channels, an ${standardStat} pressure over ${
    standardMs / 1000
  } second ${limits.join(", ")}`,
  "GraphOptions.args": "none",
  "GraphOptions.log": "one line each on standard error",
  "GraphOptions.region": "none: the graph goes with its process",
  "GraphOptions.shown": "nothing besides what always is",
  "GraphOptions.signal": "none",
  "LoadOptions.port": "the only one that sends",
  "LoadOptions.seed":
    "a number by the dice of the simulation, so by its seed; any number on real workers",
  "MeasureOptions.key": "the same for all, so that all are matched in their order",
  "MeasureOptions.port": "the only one that takes",
  "ObserverOptions.now": "the machine's clock",
  "PoolSize.initial": "min",
  "ProcessOptions.maxMemoryMb": "what the engine thinks right for the machine",
  "ProcessOptions.permissions": "nothing",
  "ReceiverOptions.label": "HOST and the name of the channel",
  "SenderOptions.label": "HOST and the name of the channel",
  "ReplayOptions.lane": "the one that the message came by, where the port is",
  "ReplayOptions.port":
    "the one that the message came by; a letter that an actor wrote itself names none",
  "RegionOptions.syncEveryMs": "only when the system does so by itself",
  "RunOptions.print": "standard output",
  "RunOptions.signal": "none",
  "RunOptions.signals": "SIGINT, SIGTERM, and SIGHUP unless it is ignored",
  "RunOptions.telemetry": "on, with the defaults of its options",
  "SimulateOptions.cost": "nothing",
  "SupervisorOptions.intensity":
    `restarts ${intensity.restarts}, withinMs ${intensity.withinMs}, or as many restarts as there are children`,
  "SupervisorOptions.supervisor": "the graph",
  "PictureOptions.foldFrom":
    `${CROWD}, and all names that several actors share in a graph of more than ${MANY_ACTORS}`,
  "TelemetryOptions.dotFile": "none",
  "TelemetryOptions.history": `fineMs ${fineMs.default}, coarseMs ${coarseMs.default}`,
  "TelemetryOptions.hostname":
    `the environment variable ${HOST_VARIABLE}, if it is set and may be read; else "${
      servedAs({}, 1, unset).hostname
    }"`,
  "TelemetryOptions.hub": "none",
  "TelemetryOptions.pod": "the graph's name",
  "TelemetryOptions.picture":
    "names, rates and totals at edges that are the wider the more goes over them",
  "TelemetryOptions.port": `${
    choosePort(undefined, unset).port
  } and upwards, to the first free one`,
  "TelemetryOptions.rateHz": `${rateHz(300)}, or ${rateHz(301)} for more than 300 actors`,
  "TelemetryOptions.record": "none",
  "TelemetryOptions.token":
    "the environment variable TELEMETRY_TOKEN, if it is set and may be read; else none",
  "TelemetryOptions.webhook": "none",
  "WatchedChannelOptions.alerts": "those of the graph",
  "WatchedChannelOptions.saturation": "nothing is told",
  "WatchedChannelOptions.shown": "those of the graph",
};

/** The defaults that are values, by interface and option; an option that was taken over is told of where it is from. */
function valuesOfSchemas(): Record<string, unknown> {
  const told = new Set<unknown>();
  const values: Record<string, unknown> = {};
  for (const [owner, schema] of Object.entries(SCHEMAS)) {
    for (const [name, entry] of Object.entries(schema)) {
      if (told.has(entry)) continue;
      told.add(entry);
      const { default: value } = entry;
      if (value === undefined || typeof value === "function") continue;
      values[`${owner}.${name}`] = `${owner}.${name}` === "RecordOptions.maxAgeMs"
        ? `${value}, a week`
        : value;
    }
  }
  return values;
}

/** Doors whose options are documented. */
const DOORS = [
  "mod.ts",
  "src/actor/mod.ts",
  "src/channel/mod.ts",
  "src/telemetry/mod.ts",
  "src/testing/mod.ts",
  "src/cli/create.ts",
];

Deno.test("the documented default of every option is the one that the code has", async () => {
  const documented = new Map<string, string>();
  collect(await documentation(), [], documented);
  const plain = (value: string) => value.replace(/^"(.*)"$/, "$1").replace(/(\d)_(?=\d)/g, "$1");
  const found = [...documented].map(([name, value]) => [name, plain(value)]);
  const values = valuesOfSchemas();
  assertEquals(Object.keys(values).filter((name) => name in IN_WORDS), [], "told twice");
  const expected = Object.entries({ ...values, ...IN_WORDS }).map(([name, value]) => [
    name,
    Array.isArray(value) ? JSON.stringify(value) : String(value),
  ]);
  assertEquals(Object.fromEntries(found.sort()), Object.fromEntries(expected.sort()));
});

Deno.test("every interface of options has a schema, by which it is checked", async () => {
  const interfaces = new Set<string>();
  collectOptions(await documentation(), interfaces);
  // A rule is made of these by alert(); rules are checked where they are given.
  interfaces.delete("AlertOptions");
  assertEquals([...interfaces].filter((name) => SCHEMAS[name] === undefined), []);
});

Deno.test("the guide to options lists every one of them, as it is documented", async () => {
  assertEquals(
    await Deno.readTextFile(new URL(`../../${OPTIONS_GUIDE_PATH}`, import.meta.url)),
    await optionsGuideText(),
    "write it anew: deno task options-guide",
  );
  assertEquals([...INTERFACES].sort(), [...Object.keys(SCHEMAS), "AlertOptions"].sort());
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

/** The names of all options below a node of the documentation. */
function collectOptions(node: unknown, found: Set<string>): void {
  if (typeof node !== "object" || node === null) return;
  const { name } = node as { name?: unknown };
  if (typeof name === "string" && /^[A-Z]\w*Options$/.test(name)) found.add(name);
  for (const part of Object.values(node)) collectOptions(part, found);
}

async function* sourcesIn(folder: URL): AsyncGenerator<[path: string, text: string]> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sourcesIn(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts")) yield [name, await Deno.readTextFile(new URL(name, folder))];
  }
}
