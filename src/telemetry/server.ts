/** The HTTP side: which path answers what. The only file that knows Hono and the helpers of `@std/http`. */
import { eTag, ifNoneMatch } from "@std/http/etag";
import { ServerSentEventStream } from "@std/http/server-sent-event-stream";
import { Hono } from "hono";
import type { Context } from "hono";
import manifest from "../../deno.json" with { type: "json" };
import type { Topology } from "../protocol/topology.ts";
import { PAGE_ASSETS, VIZ } from "./assets.ts";
import type { Asset } from "./assets.ts";
import { detailView, graphView } from "./detail_view.ts";
import { dotView } from "./dot_view.ts";
import type { Feed } from "./feed.ts";
import type { FrameMessage } from "./frames.ts";
import { SAFETY_HEADERS } from "./headers.ts";
import { isOwnHost } from "./host_check.ts";
import { metricsView } from "./metrics_view.ts";
import { printPrometheus, PROMETHEUS_TYPE } from "./prometheus.ts";

const TEXT = "text/plain; charset=utf-8";
const METHODS = "GET, HEAD";

/** A file with its bytes and its tag. */
interface StaticFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

/** The files of the page, ready to be served. */
export interface StaticFiles {
  /** By path. */
  readonly byPath: ReadonlyMap<string, StaticFile>;
  /** The path of the layout engine; another content has another path. */
  readonly viz: string;
}

/** What the answers are made from. */
export interface AppParts {
  readonly topology: Topology;
  readonly feed: Feed;
  readonly files: StaticFiles;
  /** The port that is bound, as soon as it is. */
  readonly port: () => number;
}

/** Encodes and tags the files of the page. */
export async function prepareFiles(): Promise<StaticFiles> {
  const byPath = new Map<string, StaticFile>();
  for (const [name, asset] of Object.entries(PAGE_ASSETS)) {
    byPath.set(name === "index.html" ? "/" : `/${name}`, await prepareFile(asset));
  }
  const engine = await prepareFile(VIZ);
  const viz = `/vendor/${engine.etag.replaceAll(/\W/g, "")}/viz.js`;
  byPath.set(viz, engine);
  return { byPath, viz };
}

/** Makes the function that frames events, one after another through one stream. */
export function createFraming(): FrameMessage {
  const { readable, writable } = new ServerSentEventStream();
  const reader = readable.getReader();
  const writer = writable.getWriter();
  return async (message) => {
    // The stream gives one chunk a message, in order, so the n-th read belongs to the n-th write.
    const [{ value }] = await Promise.all([reader.read(), writer.write(message)]);
    return value!;
  };
}

/** Makes the function that answers requests. */
export function createApp(parts: AppParts): (request: Request) => Response | Promise<Response> {
  const { topology, feed, files } = parts;
  const app = new Hono();
  app.use(async (context, next) => {
    if (isOwnHost(context.req.header("host") ?? null, parts.port())) await next();
    else context.res = refuse(421, `Cannot answer: the host is not 127.0.0.1:${parts.port()}`);
    for (const [name, value] of Object.entries(SAFETY_HEADERS)) context.header(name, value);
  });

  const answers: Record<string, (context: Context) => Response> = {
    "/events": (context) => events(context, feed),
    "/graph.json": () => live(`${JSON.stringify(graphView(topology, feed.sample()))}\n`, JSON_TYPE),
    "/graph.dot": (context) => {
      const sample = context.req.query("live") === "1" ? feed.sample() : undefined;
      return live(dotView(topology, sample), "text/vnd.graphviz; charset=utf-8");
    },
    "/metrics": () => {
      const { clients, skipped, frameSeconds } = feed;
      const own = {
        version: manifest.version,
        deno: Deno.version.deno,
        clients,
        skipped,
        frameSeconds,
      };
      return live(printPrometheus(metricsView(topology, feed.sample(), own)), PROMETHEUS_TYPE);
    },
    "/healthz": () => live("ok\n", TEXT),
    "/api/detail/:id": (context) => {
      const view = detailView(topology, feed.sample(), context.req.param("id") ?? "");
      return view === null
        ? refuse(404, "Cannot find an actor or a channel of that id")
        : live(`${JSON.stringify(view)}\n`, JSON_TYPE);
    },
  };
  for (const [path, file] of files.byPath) {
    const caching = path === files.viz ? "public, max-age=31536000, immutable" : "no-cache";
    answers[path] = (context) => stored(context, file, caching);
  }
  for (const [path, answer] of Object.entries(answers)) {
    app.get(path, answer);
    app.all(path, (context) => {
      const reason = `Cannot ${context.req.method} ${path}: it answers ${METHODS} only`;
      return refuse(405, reason, { Allow: METHODS });
    });
  }
  app.notFound(() => refuse(404, "Cannot find that path"));
  return (request) => app.fetch(request);
}

const JSON_TYPE = "application/json; charset=utf-8";

async function prepareFile({ type, text }: Asset): Promise<StaticFile> {
  const bytes = new TextEncoder().encode(text);
  return { type, bytes, etag: (await eTag(bytes))! };
}

function events(context: Context, feed: Feed): Response {
  // Browsers say where a request comes from. Pages of other origins could not read the stream, but could use it up.
  const site = context.req.header("sec-fetch-site") ?? "none";
  if (site !== "none" && site !== "same-origin") return refuse(403, "Cannot follow from elsewhere");
  const headers = { "Content-Type": "text/event-stream", "Cache-Control": "no-store" };
  if (context.req.method === "HEAD") return new Response(null, { headers });
  const body = feed.connect();
  if (body) return new Response(body, { headers });
  return refuse(503, "Cannot follow: too many clients do, close a tab", { "Retry-After": "5" });
}

function stored(context: Context, { type, bytes, etag }: StaticFile, caching: string): Response {
  const headers = { "Content-Type": type, "Cache-Control": caching, ETag: etag };
  const wanted = ifNoneMatch(context.req.header("if-none-match") ?? null, etag);
  return wanted ? new Response(bytes, { headers }) : new Response(null, { status: 304, headers });
}

function live(body: string, type: string): Response {
  return new Response(body, { headers: { "Content-Type": type, "Cache-Control": "no-store" } });
}

function refuse(status: number, reason: string, headers: Record<string, string> = {}): Response {
  return new Response(`${reason}\n`, { status, headers: { "Content-Type": TEXT, ...headers } });
}
