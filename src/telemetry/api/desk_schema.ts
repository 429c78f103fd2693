/**
 * What is answered to commands and to those who watch many pods: a profile, the level of the log, pods.
 *
 * @module
 */
import { Type } from "typebox";
import { LOG_LEVELS } from "../../log_level.ts";
import { about, ACTOR_ID, CLOSED, COUNT, define, MAYBE, MAYBE_TEXT, TEXT } from "./schema_terms.ts";

export const profile = define(
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

export const logLevel = define(
  "logLevel",
  Type.Object(
    { level: Type.Enum([...LOG_LEVELS]), obstacle: MAYBE_TEXT },
    about("The lowest level that is logged, and why it cannot be set; null if it can"),
  ),
);

export const pods = define(
  "pods",
  Type.Array(Type.Object({
    name: TEXT,
    place: TEXT,
    graph: MAYBE_TEXT,
    state: Type.Enum(["awaited", "live", "lost", "ended"]),
    silentMs: MAYBE,
    clockAheadMs: MAYBE,
    clockErrorMs: MAYBE,
    trouble: Type.Unsafe<string | null>({
      ...MAYBE_TEXT,
      description: "why it cannot be followed",
    }),
    ending: Type.Unsafe<string | null>({ ...MAYBE_TEXT, description: "why it has ended" }),
  }, about("a pod of a hub, which alone answers this"))),
);
