/** The HTTP side: which path answers what. The only file that knows Hono's routes. */
import { Hono } from "hono";
import type { Context } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { reportError } from "../errors.ts";
import {
  type Access,
  acknowledge,
  type Ask,
  follow,
  type Handler,
  live,
  type OwnNames,
  refusalOf,
  refuse,
  type Responder,
  SAFETY,
  type StaticFiles,
  stored,
} from "./http/mod.ts";
import { type ApiParts, apiRoutes, dotView } from "./api/mod.ts";
import type { Feed } from "./stream/mod.ts";
import type { Topology } from "../protocol/mod.ts";
import { isFrameKind } from "../../static/fold/frames.js";
import { printError } from "../printer.ts";

const METHODS = "GET, HEAD";

const DOT = "text/vnd.graphviz; charset=utf-8";

const NOT_FOUND = "Cannot find that path; a proxy that shows the page under a path of its own " +
  "takes that off before it asks here";

const NO_DRAWING = "Cannot draw many pods for a project: each has a drawing of its own, ask there";

/** What answers, by path. */
export type Routes = Readonly<Record<string, Responder>>;

/** What the answers are made from. */
export interface AppParts extends ApiParts {
  /** Answers a scrape. */
  readonly metrics: {
    readonly answer: (ask: Ask, feed: Feed) => Response | Promise<Response>;
  };
  /** More that is answered, or answered otherwise: what many pods have beyond one program. */
  readonly more?: { readonly gets: Routes; readonly posts: Routes } | undefined;
  /** Whether all is as it is to be, for those who watch over processes. */
  readonly ready: () => Response;
  readonly files: StaticFiles;
  readonly access: Access;
  /** Where the server is bound, as soon as it is. */
  readonly own: () => OwnNames;
}

/** Makes the function that answers requests. */
export function createApp(parts: AppParts): Handler {
  const app = new Hono<{ Bindings: { remote: string } }>();
  let failed = false;
  app.use(secureHeaders(SAFETY));
  app.use(async (context, next) => {
    const refusal = await refusalOf(
      context.req.raw,
      parts.own(),
      parts.access,
      context.env.remote,
    );
    if (refusal === null) await next();
    else context.res = refusal;
  });
  for (const [path, answer] of Object.entries(gets(parts))) {
    app.get(path, (context) => answer(askOf(context)));
    app.all(path, (context) => refuseMethod(context, METHODS));
  }
  for (const [path, answer] of Object.entries(posts(parts))) {
    app.post(path, (context) => answer(askOf(context)));
    app.all(path, (context) => refuseMethod(context, "POST"));
  }
  app.notFound(() => refuse(404, NOT_FOUND));
  // Told once: whoever asks again and again must not fill the log of the process that is looked at.
  app.onError((error) => {
    if (!failed) printError(`Cannot answer a request to telemetry: ${reportError(error).stack}`);
    failed = true;
    return refuse(500, "Cannot answer: telemetry failed, see the log of the process");
  });
  return (request, remote) => app.fetch(request, { remote });
}

function gets(parts: AppParts): Record<string, Responder> {
  const { feed, observer, metrics, files } = parts;
  const topology = () => observer.source.topology;
  const routes: Record<string, Responder> = {
    "/events": (ask) => follow(feed, ask),
    "/graph.dot": (ask) => {
      if (ask.query("drawing") !== undefined) {
        const isOfMany = topology().actors.some(({ pod }) => pod !== undefined);
        return isOfMany ? refuse(404, NO_DRAWING) : drawing(topology());
      }
      const sample = ask.query("live") === "1" ? observer.latest : undefined;
      const around = ask.query("around");
      if (around !== undefined && !isFrameKind(around)) {
        return refuse(400, "Cannot read around: give pods, troupes or supervisors");
      }
      return live(dotView(topology(), sample, around), DOT);
    },
    "/metrics": (ask) => metrics.answer(ask, feed),
    "/healthz": () => live("ok\n"),
    "/readyz": () => parts.ready(),
    ...apiRoutes(parts).gets,
    ...parts.more?.gets,
  };
  for (const [path, file] of files.byPath) routes[path] = (ask) => stored(ask, file);
  return routes;
}

/** Loaded when somebody asks: most never do. */
async function drawing(topology: Topology): Promise<Response> {
  const { drawingOfTopology } = await import("../codegen/redraw/mod.ts");
  return live(drawingOfTopology(topology), DOT);
}

function posts(parts: AppParts): Record<string, Responder> {
  return {
    "/ack/:sid/:seq": (ask) => acknowledge(parts.feed, ask),
    ...apiRoutes(parts).posts,
    ...parts.more?.posts,
  };
}

function askOf(context: Context): Ask {
  return {
    request: context.req.raw,
    param: (name) => context.req.param(name) ?? "",
    query: (name) => context.req.query(name),
    header: (name) => context.req.header(name),
  };
}

function refuseMethod(context: Context, methods: string): Response {
  const reason = `Cannot ${context.req.method} ${context.req.path}: it answers ${methods} only`;
  return refuse(405, reason, { Allow: methods });
}
