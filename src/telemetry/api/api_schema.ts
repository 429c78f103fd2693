/**
 * What `/api` answers: the types of the answers, and their JSON Schema (2020-12), which is served. Both are made of the same lines, by
 * TypeBox; those of figures are made of the catalogue. What describes what stands in files of its own. It is loaded when somebody asks for
 * the schema: all others need the types only.
 *
 * @module
 */
import type { Static } from "typebox";
import { logLevel, pods, profile } from "./desk_schema.ts";
import {
  type actorDetail,
  type channelDetail,
  culprits,
  detail,
  history,
} from "./detail_schema.ts";
import { alerts, life, recordingLine } from "./event_schema.ts";
import {
  type actor,
  type channel,
  type code,
  type rules,
  sample,
  topology,
} from "./graph_schema.ts";
import { definitions } from "./schema_terms.ts";

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

/** The pods of a hub. */
export type PodsView = Answered<Static<typeof pods>>;

/** The schema that is served. Every answer has a definition of its name; what a path answers is listed under `paths`, and what a hub alone does under `pathsOfHubs`. */
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
  pathsOfHubs: { "GET /api/pods": pods },
  $defs: definitions,
} as const;
