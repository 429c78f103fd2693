/**
 * What `/api` answers: the types of the answers, and their JSON Schema (2020-12), which is served. Both are made of the same lines, by
 * TypeBox; those of figures are made of the catalogue. It is loaded when somebody asks for the schema: all others need the types only.
 *
 * @module
 */
import { type Static, type TSchema, type TUnsafe, Type } from "typebox";
import { RECORDED } from "../../../static/feed/stream_events.js";
import { LEVELS, LEVELS_TEXT } from "../../../static/words/levels.js";
import { LOG_LEVELS } from "../../log_level.ts";
import type { Level, LifeEvent } from "../../protocol/mod.ts";
import { ACTOR_FIGURES, CHANNEL_FIGURES, LATENCIES } from "../catalogue.ts";
import { RECORDING } from "../history/mod.ts";
import { type LatencyBuckets, type SpanName, SPANS, type Summary } from "../measure/mod.ts";
import type { ActorSample, ChannelSample } from "../sample/mod.ts";
import type { CrashStretch, HelloFrame, LifeTotals } from "../wire/mod.ts";
import { figureSchemas } from "./figure_schema.ts";
import { TOLD_CHANNEL_SERIES, toldActorSeries } from "./told_series.ts";

/** What is said in several places is said once, here, and referred to. */
const definitions: Record<string, TSchema> = {};

/** Its type is that of what it refers to. */
function define<T extends TSchema>(name: string, schema: T): T {
  definitions[name] = schema;
  return { $ref: `#/$defs/${name}` } as unknown as T;
}

const CLOSED: { readonly additionalProperties: false } = { additionalProperties: false };

function about(
  description: string,
): { readonly additionalProperties: false; readonly description: string } {
  return { ...CLOSED, description };
}

const TIME = Type.Number({ description: "milliseconds since the epoch" });
const MS = Type.Number({ minimum: 0, description: "milliseconds" });
const COUNT = Type.Integer({ minimum: 0 });
const TEXT = Type.String();
const MAYBE = Type.Unsafe<number | null>({ type: ["number", "null"] });
const MAYBE_COUNT = Type.Unsafe<number | null>({ type: ["integer", "null"] });
const MAYBE_TEXT = Type.Unsafe<string | null>({ type: ["string", "null"] });
const LEVEL = Type.Unsafe<Level>(
  Type.Enum(LEVELS.map((_, level) => level), { description: LEVELS_TEXT }),
);
const LIFECYCLE = Type.Enum(["building", "running", "stopping", "stopped"]);
const ACTOR_ID = Type.String({ pattern: "^a\\d+$" });
const CHANNEL_ID = Type.String({ pattern: "^c\\d+$" });
const SUBJECT_ID = Type.String({ pattern: "^[ac]\\d+$" });

const ACTOR = {
  id: ACTOR_ID,
  name: TEXT,
  instance: MAYBE_COUNT,
  label: TEXT,
  troupe: MAYBE_TEXT,
  ...figureSchemas<ActorSample>(ACTOR_FIGURES),
};

const CHANNEL = {
  id: CHANNEL_ID,
  name: TEXT,
  lane: MAYBE_COUNT,
  from: ACTOR_ID,
  to: ACTOR_ID,
  kind: TEXT,
  ...figureSchemas<ChannelSample>(CHANNEL_FIGURES),
};

/** What an actor tells of its own depends on the graph. */
const WITH_OWN = {
  ...CLOSED,
  patternProperties: {
    "^figures\\.": {
      type: "number",
      description: "A figure that the actor tells of its own, in the unit of its definition.",
    },
  },
};

const actor = define("actor", Type.Object(ACTOR, WITH_OWN));
const channel = define("channel", Type.Object(CHANNEL, CLOSED));

const alert = define(
  "alert",
  Type.Object({
    n: COUNT,
    time: TIME,
    subject: SUBJECT_ID,
    label: TEXT,
    level: LEVEL,
    rule: TEXT,
    value: TEXT,
    since: TIME,
    cleared: Type.Boolean(),
  }, CLOSED),
);

const WHAT = [
  "started",
  "ended",
  "outside",
  "suspected",
  "saturated",
  "crashed",
  "deadLetter",
  "restarted",
  "told",
  "asked",
  "asleep",
  "veto",
  "stopping",
  "stopped",
  "fault",
] as const satisfies readonly LifeEvent["what"][];

const lifeEvent = define(
  "lifeEvent",
  Type.Object({
    n: COUNT,
    time: TIME,
    subject: TEXT,
    what: Type.Enum([...WHAT]),
    detail: Type.Optional(TEXT),
    crash: Type.Optional(Type.Unsafe<NonNullable<LifeEvent["crash"]>>({ type: "object" })),
  }, CLOSED),
);

const sample = define(
  "sample",
  Type.Object({
    graph: TEXT,
    lifecycle: LIFECYCLE,
    time: TIME,
    actors: Type.Array(actor),
    channels: Type.Array(channel),
  }, CLOSED),
);

const code = define(
  "code",
  Type.Object({
    definitions: Type.Array(Type.Object({
      module: Type.String({ description: "the name of its file, without the folder" }),
      exportName: TEXT,
      ports: Type.Array(TEXT),
      ofHost: Type.Optional(Type.Boolean({
        description: "whether its actors stand for ends in the hands of the host",
      })),
    }, about("what is written once for all actors that share it"))),
    actors: Type.Array(COUNT, { description: "by actor: the place of its definition" }),
    from: Type.Array(COUNT, {
      description: "by channel: the place of the port that sends, among those of the definition",
    }),
    to: Type.Array(COUNT, { description: "by channel: the place of the port that takes" }),
  }, about("which code the actors run, and at which ports the channels end; not in recordings")),
);

const rules = define(
  "rules",
  Type.Object({
    troupes: Type.Array(TEXT, { description: "those that were drawn" }),
    supervisors: Type.Array(Type.Object({
      name: TEXT,
      strategy: Type.Enum(["oneForOne", "oneForAll", "restForOne"]),
      above: Type.Unsafe<string | null>({
        ...MAYBE_TEXT,
        description: "the supervisor above it; null for that of the whole graph",
      }),
    }, about("a supervisor that was drawn"))),
    lives: Type.Array(Type.Object({
      restart: Type.Enum(["permanent", "transient", "temporary"], {
        description: "when it is started again",
      }),
      hangMs: Type.Unsafe<number | null>({
        ...MAYBE,
        description: "after how many milliseconds in one turn it counts as hung; null for never",
      }),
      durable: Type.Boolean({ description: "whether its state is kept in a file" }),
    }, about("how actors live; those that live alike share one"))),
    actors: Type.Array(COUNT, { description: "by actor: the place of its life" }),
  }, about("who shares a thread, and how actors start again, as it was drawn; not in recordings")),
);

const SHOWN = Type.Integer({
  minimum: 1,
  description: "how many statistics the program has shown of it",
});

const topology = define(
  "topology",
  Type.Object({
    rev: COUNT,
    graph: TEXT,
    actors: Type.Array(Type.Object({
      name: TEXT,
      instance: MAYBE_COUNT,
      troupe: MAYBE_TEXT,
      supervisors: Type.Optional(Type.Array(TEXT, {
        description: "those above it, the outermost first, if that of the whole graph is not all",
      })),
      label: TEXT,
      shown: Type.Optional(SHOWN),
    }, about("actor a0, a1, … by position"))),
    chans: Type.Array(Type.Object({
      name: TEXT,
      lane: MAYBE_COUNT,
      from: Type.Integer({ minimum: 0, description: "position of the actor that sends" }),
      to: Type.Integer({ minimum: 0, description: "position of the actor that takes" }),
      kind: TEXT,
      capacity: COUNT,
      drops: Type.Optional(Type.String({
        description: "what it does with messages that find no room, where it drops any",
      })),
      sidecar: Type.Optional(Type.Boolean({
        description: "whether its actors stand beside each other in the picture",
      })),
      partner: Type.Optional(Type.String({
        description: "channels of one partner between two actors are one edge in the picture",
      })),
      shown: Type.Optional(SHOWN),
    }, about("channel c0, c1, … by position"))),
    code: Type.Optional(code),
    rules: Type.Optional(rules),
  }, CLOSED),
);

/** Those that were asked for are told by name, too: `p99.9`. */
const MORE_PERCENTILES = { additionalProperties: MAYBE } as const;

const summary = define(
  "summary",
  Type.Unsafe<Summary>(Type.Object({
    count: COUNT,
    average: MAYBE,
    min: MAYBE,
    max: MAYBE,
    p50: MAYBE,
    p90: MAYBE,
    p99: MAYBE,
    deviation: Type.Unsafe<number | null>({ ...MAYBE, description: "the standard deviation" }),
  }, MORE_PERCENTILES)),
);

/** By the span of the window, then by the name of the series. */
function windows(
  series: readonly string[],
  patternProperties: Readonly<Record<string, TSchema>> = {},
): TUnsafe<SeriesBySpan> {
  const one = Type.Object(
    Object.fromEntries(series.map((name) => [name, summary])),
    Object.keys(patternProperties).length > 0 ? { ...CLOSED, patternProperties } : CLOSED,
  );
  return Type.Unsafe<SeriesBySpan>(Type.Object(
    Object.fromEntries(Object.keys(SPANS).map((span) => [span, one])),
    about("by the span of the window"),
  ));
}

type SeriesBySpan = Readonly<Record<SpanName, Readonly<Record<string, Summary>>>>;

const latency = Type.Object({
  buckets: Type.Array(Type.Unsafe<LatencyBuckets[number]>({
    type: "array",
    description: "up to how many microseconds, and how many messages",
    items: { type: "number" },
  })),
  p50: MAYBE,
  p90: MAYBE,
  p99: MAYBE,
  p999: MAYBE,
  max: MAYBE,
  mean: MAYBE,
  count: COUNT,
}, { ...MORE_PERCENTILES, description: "of the last minute, in microseconds" });

const actorDetail = Type.Object({
  ...ACTOR,
  args: Type.Unsafe<Readonly<Record<string, string>>>({
    type: "object",
    additionalProperties: TEXT,
    description: "by name, as people read them",
  }),
  thread: Type.Union([
    Type.Object({ id: COUNT, core: MAYBE }, CLOSED),
    Type.Null(),
  ], { description: "of the system, and the core that had it last, where they are known" }),
  windows: windows(toldActorSeries(ACTOR_FIGURES), { "^figures\\.": summary }),
}, WITH_OWN);
const channelDetail = Type.Object({
  ...CHANNEL,
  windows: windows([...TOLD_CHANNEL_SERIES, LATENCIES]),
  latency,
}, CLOSED);
const detail = define("detail", Type.Union([actorDetail, channelDetail]));

const culprits = define(
  "culprits",
  Type.Object({
    time: TIME,
    culprits: Type.Array(Type.Object(
      {
        kind: Type.Union([Type.Literal("bottleneck"), Type.Literal("pace")]),
        actor: COUNT,
        sentence: TEXT,
        advice: TEXT,
        chain: Type.Array(COUNT),
        channels: Type.Array(COUNT),
      },
      about(
        "an actor that others wait for, by its position: a bottleneck does not keep up; one of kind pace waits itself, and is no trouble. Bottlenecks first, of them whom most wait for",
      ),
    )),
    cycles: Type.Array(Type.Object({
      actors: Type.Array(COUNT),
      channels: Type.Array(COUNT),
      sentence: TEXT,
    }, about("actors of which each waits for the next, and the last for the first"))),
    advice: Type.Array(Type.Object({
      subject: SUBJECT_ID,
      text: TEXT,
    }, about("what to try, with the evidence; the most urgent first"))),
  }, CLOSED),
);

const history = define(
  "history",
  Type.Object(
    {
      id: SUBJECT_ID,
      from: TIME,
      step: MS,
      series: Type.Unsafe<Readonly<Record<string, readonly (number | null)[]>>>({
        type: "object",
        description: "by the name of the figure",
        additionalProperties: Type.Array(MAYBE),
      }),
    },
    about("Shares are in percent, latencies in microseconds; a value is the last one of its step"),
  ),
);

const alerts = define(
  "alerts",
  Type.Object({
    count: Type.Integer({ minimum: 0, description: "of those that are active" }),
    active: Type.Array(alert),
    recent: Type.Array(alert),
  }, CLOSED),
);

const life = define(
  "life",
  Type.Object({
    events: Type.Array(lifeEvent),
    total: Type.Unsafe<LifeTotals>({
      type: "object",
      additionalProperties: COUNT,
      description: "how many there were since the server's start, by kind",
    }),
    crashes: Type.Object(
      {
        step: MS,
        stretches: Type.Array(Type.Unsafe<CrashStretch>({
          type: "array",
          prefixItems: [TIME, COUNT],
          minItems: 2,
          maxItems: 2,
        })),
      },
      about(
        "how many crashes there were in each stretch of time that is `step` long, kept or not: when it began, and how many",
      ),
    ),
  }, CLOSED),
);

const recordingLine = define(
  "recordingLine",
  Type.Union([
    Type.Object({
      recording: Type.Literal(RECORDING),
      hello: Type.Unsafe<HelloFrame>({ type: "object" }),
      topology,
    }, CLOSED),
    Type.Object({
      event: Type.Enum(RECORDED),
      data: Type.Unsafe<object>({ type: "object" }),
    }, CLOSED),
  ], {
    description:
      "A line of NDJSON: the first begins the recording, the others are frames of /events",
  }),
);

const profile = define(
  "profile",
  Type.Object({
    nodes: Type.Array(Type.Object({
      id: COUNT,
      callFrame: Type.Object({
        functionName: TEXT,
        scriptId: TEXT,
        url: TEXT,
        lineNumber: Type.Integer({
          description: "from 0, in the code as it runs: without its types",
        }),
        columnNumber: Type.Integer(),
      }, CLOSED),
      hitCount: Type.Optional(COUNT),
      children: Type.Optional(Type.Array(COUNT)),
    })),
    startTime: Type.Number({ description: "microseconds" }),
    endTime: Type.Number({ description: "microseconds" }),
    samples: Type.Optional(Type.Array(COUNT)),
    timeDeltas: Type.Optional(Type.Array(Type.Number())),
    id: ACTOR_ID,
    actors: Type.Array(TEXT),
    heapBytes: MAYBE,
    cutShort: Type.Boolean(),
  }, about("A .cpuprofile of V8, with what else was learned")),
);

const logLevel = define(
  "logLevel",
  Type.Object(
    { level: Type.Enum([...LOG_LEVELS]), obstacle: MAYBE_TEXT },
    about("The lowest level that is logged, and why it cannot be set; null if it can"),
  ),
);

/** An answer as it is made: nobody changes it any more. */
type Answered<T> = T extends readonly (infer U)[] ? readonly Answered<U>[]
  : T extends object ? { readonly [Name in keyof T]: Answered<T[Name]> }
  : T;

/** A graph with its current values. Ids are those of the page: `a0`, `c0`. */
export type GraphView = Answered<Static<typeof sample>>;
/** An actor with its current values. */
export type ActorView = Answered<Static<typeof actor>>;
/** A channel with its current values. */
export type ChannelView = Answered<Static<typeof channel>>;
/** An actor with its current values and its last while. */
export type ActorDetail = Answered<Static<typeof actorDetail>>;
/** A channel with its current values and its last while. */
export type ChannelDetail = Answered<Static<typeof channelDetail>>;
/** Which code the actors run, and at which ports the channels end. */
export type CodeView = Answered<Static<typeof code>>;
/** Who shares a thread, and how actors start again. */
export type RulesView = Answered<Static<typeof rules>>;
/** What the lens sees. */
export type CulpritsView = Answered<Static<typeof culprits>>;
/** The past of one actor or channel. */
export type HistoryView = Answered<Static<typeof history>>;
/** The alerts that are active, at most five hundred, and the last five hundred that came or went. */
export type AlertsView = Answered<Static<typeof alerts>>;
/** What happened. */
export type LifeView = Answered<Static<typeof life>>;
/** The lowest level that is logged, and why it cannot be set; `null` if it can. */
export type LogLevelView = Answered<Static<typeof logLevel>>;
/** A profile as it is answered: of a worker, whose members are all named; `cutShort` if the inspector was needed elsewhere. */
export type ProfileView = Answered<Static<typeof profile>>;

/** The schema that is served. Every answer has a definition of its name; what a path answers is listed under `paths`. */
export const API_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Telemetry of a steady_state graph",
  description: "What is unknown is null. Errors are answered as text, with a status from 400 on.",
  paths: {
    "GET /graph.json": sample,
    "GET /api/sample": sample,
    "GET /api/topology": topology,
    "GET /api/detail/:id": detail,
    "GET /api/history": history,
    "GET /api/replay": recordingLine,
    "GET /api/alerts": alerts,
    "GET /api/culprits": culprits,
    "GET /api/life": life,
    "GET /api/log-level": logLevel,
    "POST /api/log-level/:level": logLevel,
    "POST /api/profile/:id": profile,
  },
  $defs: definitions,
} as const;
