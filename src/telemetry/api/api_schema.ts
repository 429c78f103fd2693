/**
 * JSON Schema (2020-12) of everything that `/api` answers. Every answer has a definition of its name; what a path answers is
 * listed under `paths`.
 */

/** A piece of JSON Schema. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

const TIME = { type: "number", description: "milliseconds since the epoch" };
const MS = { type: "number", minimum: 0, description: "milliseconds" };
const COUNT = { type: "integer", minimum: 0 };
const SHARE = { type: ["number", "null"], minimum: 0, description: "from 0 to 1" };
const MAYBE = { type: ["number", "null"] };
const TEXT = { type: "string" };
const MAYBE_TEXT = { type: ["string", "null"] };
const LEVEL = { enum: [0, 1, 2, 3], description: "0 ok, 1 watch, 2 high, 3 critical" };
const LIFECYCLE = { enum: ["building", "running", "stopping", "stopped"] };
const ACTOR_ID = { type: "string", pattern: "^a\\d+$" };
const CHANNEL_ID = { type: "string", pattern: "^c\\d+$" };

/** An object with these properties; those whose name ends with `?` may be missing, and there are no others. */
function object(all: Record<string, JsonSchema>, description?: string): JsonSchema {
  const names = Object.keys(all);
  return {
    type: "object",
    ...description === undefined ? {} : { description },
    properties: Object.fromEntries(
      names.map((name) => [name.replace(/\?$/, ""), all[name]!]),
    ),
    required: names.filter((name) => !name.endsWith("?")),
    additionalProperties: false,
  };
}

const list = (items: JsonSchema): JsonSchema => ({ type: "array", items });
const map = (values: JsonSchema): JsonSchema => ({ type: "object", additionalProperties: values });
const ref = (name: string): JsonSchema => ({ $ref: `#/$defs/${name}` });

const ACTOR: Record<string, JsonSchema> = {
  id: ACTOR_ID,
  name: TEXT,
  instance: { type: ["integer", "null"] },
  label: TEXT,
  troupe: MAYBE_TEXT,
  phase: { enum: ["busy", "waiting", "blocked", "outside", "down"] },
  busy: SHARE,
  blocked: SHARE,
  waiting: SHARE,
  outside: { ...SHARE, description: "waiting for something outside, in the middle of a turn" },
  busyMs: MS,
  blockedMs: MS,
  waitingMs: MS,
  outsideMs: MS,
  turns: COUNT,
  turnRate: { ...MAYBE, description: "turns a second" },
  batch: { ...MAYBE, description: "messages a turn" },
  mcpu: { ...MAYBE, description: "thousandths of a core" },
  load: SHARE,
  heapBytes: { ...MAYBE, description: "bytes on the heap of its worker" },
  restarts: COUNT,
  status: TEXT,
  level: LEVEL,
};

const CHANNEL: Record<string, JsonSchema> = {
  id: CHANNEL_ID,
  name: TEXT,
  lane: { type: ["integer", "null"] },
  from: ACTOR_ID,
  to: ACTOR_ID,
  kind: TEXT,
  capacity: COUNT,
  sent: COUNT,
  taken: COUNT,
  depth: COUNT,
  fill: SHARE,
  rate: { ...MAYBE, description: "messages a second" },
  bytes: { type: "number", minimum: 0 },
  bytesRate: { ...MAYBE, description: "bytes a second" },
  p50: { ...MAYBE, description: "microseconds" },
  p99: { ...MAYBE, description: "microseconds" },
  maxLatency: { ...MAYBE, description: "microseconds" },
  level: LEVEL,
};

const ALERT = object({
  n: COUNT,
  time: TIME,
  subject: { type: "string", pattern: "^[ac]\\d+$" },
  label: TEXT,
  level: LEVEL,
  rule: TEXT,
  value: TEXT,
  since: TIME,
  cleared: { type: "boolean" },
});

const LIFE_EVENT = object({
  n: COUNT,
  time: TIME,
  subject: TEXT,
  what: {
    enum: [
      "started",
      "ended",
      "outside",
      "suspected",
      "crashed",
      "deadLetter",
      "restarted",
      "veto",
      "stopping",
      "stopped",
    ],
  },
  "detail?": TEXT,
  "crash?": { type: "object" },
});

const ACTOR_WINDOW = object(
  Object.fromEntries(
    ["busy", "blocked", "waiting", "outside", "mcpu", "load", "turnRate", "batch", "heap"]
      .map((name) => [name, ref("summary")]),
  ),
);

const CHANNEL_WINDOW = object(
  Object.fromEntries(
    ["fill", "rate", "bytesRate", "latency"].map((name) => [name, ref("summary")]),
  ),
);

function windows(of: JsonSchema): JsonSchema {
  return object({ "10s": of, "1m": of, "15m": of }, "by the span of the window");
}

const LATENCY = object({
  buckets: list({
    type: "array",
    description: "up to how many microseconds, and how many messages",
    items: { type: "number" },
  }),
  p50: MAYBE,
  p90: MAYBE,
  p99: MAYBE,
  p999: MAYBE,
  max: MAYBE,
  mean: MAYBE,
  count: COUNT,
}, "of the last minute, in microseconds");

const CALL_FRAME = object({
  functionName: TEXT,
  scriptId: TEXT,
  url: TEXT,
  lineNumber: { type: "integer", description: "from 0, in the code as it runs: without its types" },
  columnNumber: { type: "integer" },
});

/** The schema that is served. */
export const API_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Telemetry of a steady_state graph",
  description: "What is unknown is null. Errors are answered as text, with a status from 400 on.",
  paths: {
    "GET /graph.json": ref("sample"),
    "GET /api/sample": ref("sample"),
    "GET /api/topology": ref("topology"),
    "GET /api/detail/:id": ref("detail"),
    "GET /api/history": ref("history"),
    "GET /api/replay": ref("recordingLine"),
    "GET /api/alerts": ref("alerts"),
    "GET /api/culprits": ref("culprits"),
    "GET /api/life": ref("life"),
    "POST /api/profile/:id": ref("profile"),
  },
  $defs: {
    actor: object(ACTOR),
    channel: object(CHANNEL),
    alert: ALERT,
    lifeEvent: LIFE_EVENT,
    sample: object({
      graph: TEXT,
      lifecycle: LIFECYCLE,
      time: TIME,
      actors: list(ref("actor")),
      channels: list(ref("channel")),
    }),
    topology: object({
      rev: COUNT,
      graph: TEXT,
      actors: list(object({
        name: TEXT,
        instance: { type: ["integer", "null"] },
        troupe: MAYBE_TEXT,
        label: TEXT,
      }, "actor a0, a1, … by position")),
      chans: list(object({
        name: TEXT,
        lane: { type: ["integer", "null"] },
        from: { ...COUNT, description: "position of the actor that sends" },
        to: { ...COUNT, description: "position of the actor that takes" },
        kind: TEXT,
        capacity: COUNT,
      }, "channel c0, c1, … by position")),
    }),
    summary: object({
      count: COUNT,
      average: MAYBE,
      min: MAYBE,
      max: MAYBE,
      p50: MAYBE,
      p90: MAYBE,
      p99: MAYBE,
      deviation: { ...MAYBE, description: "the standard deviation" },
    }),
    detail: {
      anyOf: [
        object({ ...ACTOR, windows: windows(ACTOR_WINDOW) }),
        object({ ...CHANNEL, windows: windows(CHANNEL_WINDOW), latency: LATENCY }),
      ],
    },
    culprits: object({
      time: TIME,
      culprits: list(object({
        actor: COUNT,
        sentence: TEXT,
        chain: list(COUNT),
        channels: list(COUNT),
      }, "an actor that others wait for, by its position")),
      cycles: list(object({ actors: list(COUNT), channels: list(COUNT), sentence: TEXT })),
    }),
    history: object({
      id: { type: "string", pattern: "^[ac]\\d+$" },
      from: TIME,
      step: MS,
      series: map(list(MAYBE)),
    }, "Shares are in percent, latencies in microseconds; a value is the last one of its step"),
    alerts: object({
      count: { ...COUNT, description: "of those that are active" },
      active: list(ref("alert")),
      recent: list(ref("alert")),
    }),
    life: object({
      events: list(ref("lifeEvent")),
      total: {
        ...map(COUNT),
        description: "how many there were since the server's start, by kind",
      },
    }),
    recordingLine: {
      description:
        "A line of NDJSON: the first begins the recording, the others are frames of /events",
      anyOf: [
        object({ recording: { enum: [1] }, hello: { type: "object" }, topology: ref("topology") }),
        object({ event: { enum: ["key", "tick", "life", "alert"] }, data: { type: "object" } }),
      ],
    },
    profile: object({
      nodes: list({
        type: "object",
        properties: {
          id: COUNT,
          callFrame: CALL_FRAME,
          hitCount: COUNT,
          children: list(COUNT),
        },
        required: ["id", "callFrame"],
      }),
      startTime: { type: "number", description: "microseconds" },
      endTime: { type: "number", description: "microseconds" },
      "samples?": list(COUNT),
      "timeDeltas?": list({ type: "number" }),
      id: ACTOR_ID,
      actors: list(TEXT),
      heapBytes: MAYBE,
      cutShort: { type: "boolean" },
    }, "A .cpuprofile of V8, with what else was learned"),
  } satisfies Record<string, JsonSchema>,
};
