/**
 * What is told of what happened: alerts, lives, recordings.
 *
 * @module
 */
import { Type } from "typebox";
import { RECORDED } from "../../../static/feed/stream_events.js";
import type { LifeEvent } from "../../protocol/mod.ts";
import { RECORDING } from "../history/mod.ts";
import type { CrashStretch, HelloFrame, LifeTotals } from "../wire/mod.ts";
import { topology } from "./graph_schema.ts";
import { about, CLOSED, COUNT, define, LEVEL, MS, SUBJECT_ID, TEXT, TIME } from "./schema_terms.ts";

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

export const alerts = define(
  "alerts",
  Type.Object({
    count: Type.Integer({ minimum: 0, description: "of those that are active" }),
    active: Type.Array(alert),
    recent: Type.Array(alert),
  }, CLOSED),
);

export const life = define(
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

export const recordingLine = define(
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
