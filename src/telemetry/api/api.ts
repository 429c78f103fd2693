/** `/api`: everything that is known, as JSON. `api_schema.ts` says what it looks like. */
import { textOf } from "../../errors.ts";
import type { TelemetrySource } from "../../protocol/mod.ts";
import { type Ask, json, live, numberOf, refuse, type Responder } from "../http/mod.ts";
import type { ActorDetail, LifeView } from "./api_schema.ts";
import { alertsView } from "./alerts_view.ts";
import { codeView } from "./code_view.ts";
import { culpritsView } from "./culprits_view.ts";
import { detailView, graphView } from "./detail_view.ts";
import type { Feed } from "../stream/mod.ts";
import type { History, LifeLog } from "../history/mod.ts";
import { historyView } from "./history_view.ts";
import { recordingLines, streamLines } from "./recording_lines.ts";
import type { Observer } from "../observe/mod.ts";
import type { LogDesk } from "./log_desk.ts";
import type { ProfileDesk } from "./profile_desk.ts";
import { rulesView } from "./rules_view.ts";

/** What the answers are made from. */
export interface ApiParts {
  readonly observer: Observer;
  readonly feed: Feed;
  readonly life: LifeLog;
  /** `null` if none is kept. */
  readonly history: History | null;
  readonly profiles: ProfileDesk;
  readonly log: LogDesk;
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
  const { topology } = observer.source;
  const sample: Responder = () => json(graphView(topology, observer.latest));
  const gets: Record<string, Responder> = {
    "/graph.json": sample,
    "/api/sample": sample,
    "/api/topology": () =>
      json({ ...feed.topology, code: codeView(topology), rules: rulesView(topology) }),
    "/api/detail/:id": (ask) => {
      const id = ask.param("id");
      const given = givenTo(observer.source, id);
      const view = detailView(topology, observer.latest, observer.measures, id, given);
      return view === null
        ? refuse(404, "Cannot find an actor or a channel of that id")
        : json(view);
    },
    "/api/alerts": () => json(alertsView(observer.alerts)),
    "/api/culprits": () => json(culpritsView(topology, observer.latest)),
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

/** What an actor was given: its args, as people read them, and its thread. None for a channel. */
function givenTo(source: TelemetrySource, id: string): Pick<ActorDetail, "args" | "thread"> {
  const actor = /^a\d+$/.test(id) ? Number(id.slice(1)) : source.topology.actors.length;
  if (source.topology.actors[actor] === undefined) return { args: {}, thread: null };
  const args = Object.entries(source.argsOf?.(actor) ?? {});
  return {
    args: Object.fromEntries(args.map(([name, value]) => [name, textOf(value)])),
    thread: source.threadOf?.(actor) ?? null,
  };
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
