/**
 * What is told of one actor or channel: its details and its past; and what the lens finds.
 *
 * @module
 */
import { type TSchema, type TUnsafe, Type } from "typebox";
import { ACTOR_FIGURES, LATENCIES } from "../catalogue.ts";
import { type LatencyBuckets, type SpanName, SPANS, type Summary } from "../measure/mod.ts";
import { ACTOR, CHANNEL, WITH_OWN } from "./graph_schema.ts";
import { about, CLOSED, COUNT, define, MAYBE, MS, SUBJECT_ID, TEXT, TIME } from "./schema_terms.ts";
import { TOLD_CHANNEL_SERIES, toldActorSeries } from "./told_series.ts";

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

export const actorDetail = Type.Object({
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
export const channelDetail = Type.Object({
  ...CHANNEL,
  windows: windows([...TOLD_CHANNEL_SERIES, LATENCIES]),
  latency,
}, CLOSED);
export const detail = define("detail", Type.Union([actorDetail, channelDetail]));

export const culprits = define(
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

export const history = define(
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
