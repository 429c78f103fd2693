/** `/api`: everything that is known, as JSON. `api_schema.ts` says what it looks like. */
import { type Ask, json, live, numberOf, refuse, type Responder } from "../http/mod.ts";
import type { LifeView } from "./api_schema.ts";
import { alertsView } from "./alerts_view.ts";
import { codeView } from "./code_view.ts";
import { culpritsView } from "./culprits_view.ts";
import { graphView } from "./detail_view.ts";
import type { Feed } from "../stream/mod.ts";
import type { History, LifeLog } from "../history/mod.ts";
import { historyView } from "./history_view.ts";
import { recordingLines, streamLines } from "./recording_lines.ts";
import type { Observation } from "../observe/mod.ts";
import type { LogDesk } from "./log_desk.ts";
import { rulesView } from "./rules_view.ts";

/** What the answers are made from. */
export interface ApiParts {
  readonly observer: Observation;
  readonly feed: Feed;
  readonly life: LifeLog;
  /** `null` if none is kept. */
  readonly history: History | null;
  /** Answers with all that is known of one actor or channel. */
  readonly detail: Responder;
  readonly profiles: { readonly answer: Responder };
  readonly log: Pick<LogDesk, "tell" | "set">;
}

const NO_HISTORY = "Cannot tell the past: none is kept, leave out the option history: false";

const NDJSON = "application/x-ndjson; charset=utf-8";
const MAX_STEP_MS = 3_600_000;

/** The routes of the interface for programs. */
export function apiRoutes(parts: ApiParts): {
  gets: Record<string, Responder>;
  posts: Record<string, Responder>;
} {
  const { observer, feed, life } = parts;
  // Looked up each time: that of many pods changes.
  const topology = () => observer.source.topology;
  const sample: Responder = () => json(graphView(topology(), observer.latest));
  const gets: Record<string, Responder> = {
    "/graph.json": sample,
    "/api/sample": sample,
    "/api/topology": () =>
      json({ ...feed.topology, code: codeView(topology()), rules: rulesView(topology()) }),
    "/api/detail/:id": (ask) => parts.detail(ask),
    "/api/alerts": () => json(alertsView(observer.alerts)),
    "/api/culprits": () => json(culpritsView(topology(), observer.latest)),
    "/api/life": (ask) => lifeOf(life, ask),
    "/api/log-level": () => parts.log.tell(),
    "/api/history": (ask) => pastOf(parts, ask),
    "/api/replay": (ask) => recording(parts, ask),
    "/api/schema.json": async () => json((await import("./api_schema.ts")).API_SCHEMA),
  };
  const posts: Record<string, Responder> = {
    "/api/profile/:id": (ask) => parts.profiles.answer(ask),
    "/api/log-level/:level": (ask) => parts.log.set(ask),
  };
  return { gets, posts };
}

/** All that is kept, or what is asked for: the last `last` from number `from` up to, but without, number `to`. */
function lifeOf(life: LifeLog, ask: Ask): Response {
  const from = numberOf(ask, "from", 0, Number.MAX_SAFE_INTEGER) ?? 0;
  if (from instanceof Response) return from;
  const to = numberOf(ask, "to", 0, Number.MAX_SAFE_INTEGER) ?? life.next;
  if (to instanceof Response) return to;
  const last = numberOf(ask, "last", 1, Number.MAX_SAFE_INTEGER) ?? life.next;
  if (last instanceof Response) return last;
  const events = life.between(from, to);
  return json(
    {
      events: events.slice(Math.max(0, events.length - last)),
      total: life.totals,
      crashes: life.crashesSince(from),
    } satisfies LifeView,
  );
}

function pastOf({ observer, history }: ApiParts, ask: Ask): Response {
  if (history === null) return refuse(404, NO_HISTORY);
  const from = numberOf(ask, "from", 0, Number.MAX_SAFE_INTEGER);
  if (from instanceof Response) return from;
  const to = numberOf(ask, "to", 0, Number.MAX_SAFE_INTEGER);
  if (to instanceof Response) return to;
  const step = numberOf(ask, "step", 1, MAX_STEP_MS);
  if (step instanceof Response) return step;
  const wish = { id: ask.query("id") ?? "", from, to, step };
  const view = historyView(observer.source.topology, history, wish);
  return view === null ? refuse(404, "Cannot find an actor or a channel of that id") : json(view);
}

function recording({ observer, history, feed, life }: ApiParts, ask: Ask): Response {
  if (history === null) return refuse(404, NO_HISTORY);
  const from = numberOf(ask, "from", 0, Number.MAX_SAFE_INTEGER) ?? 0;
  if (from instanceof Response) return from;
  // The clock of the samples: the wall clock may have been set since.
  const to = numberOf(ask, "to", 0, Number.MAX_SAFE_INTEGER) ?? history.newest ?? 0;
  if (to instanceof Response) return to;
  const head = { hello: feed.recordingHello(1000 / history.fineStepMs), topology: feed.topology };
  const events = {
    life: life.events,
    crashes: life.crashesSince(0),
    alerts: observer.alerts.recent,
  };
  return live(streamLines(recordingLines(history, head, events, { from, to })), NDJSON);
}
