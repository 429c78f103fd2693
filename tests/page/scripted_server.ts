import { instance } from "@viz-js/viz";
import { VIZ } from "../../src/telemetry/http/assets.ts";
import { COLUMN_NAMES, columnChange } from "../../src/telemetry/wire/columns.ts";
import { ACTOR_FIGURES } from "../../src/telemetry/catalogue.ts";
import { pageFigures } from "../../src/telemetry/wire/frames.ts";
import { PROTOCOL } from "../../src/telemetry/wire/wire.ts";
import { SAFETY } from "../../src/telemetry/http/headers.ts";
import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";

/** A value of a column. */
type Cell = string | number | boolean | null;

/** What a script says of an actor; what it leaves out is at rest. */
export interface ScriptedActor {
  readonly name: string;
  readonly instance?: number | null;
  readonly troupe?: string | null;
  readonly supervisors?: readonly string[];
  readonly shown?: number;
}

/** What a script says of a channel. */
export interface ScriptedChannel {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly lane?: number | null;
  readonly capacity?: number;
  readonly sidecar?: boolean;
  readonly partner?: string;
  readonly shown?: number;
}

/** The graph of a script. */
export interface ScriptedGraph {
  readonly graph: string;
  readonly actors: readonly ScriptedActor[];
  readonly chans: readonly ScriptedChannel[];
}

const { a: ACTOR, c: CHANNEL } = COLUMN_NAMES;
const AT_REST: Record<string, Cell> = {
  up: true,
  status: "",
  restarts: 0,
  level: 0,
  busy: 0,
  outside: 0,
};

const STATIC = new URL("../../static/", import.meta.url);
const TYPES: Record<string, string> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  svg: "image/svg+xml",
};

/**
 * A server that serves the page and tells it exactly what a test says, over the protocol of `/events`. It stands for a
 * server whose values a test cannot steer: latencies, a topology that changes, a thousand actors.
 */
export class ScriptedServer implements AsyncDisposable {
  readonly url: string;
  /** Where the graph is in its life, as the next frames say. */
  life = "running";
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  readonly #routes = new Map<string, () => Response>();
  #graph!: ScriptedGraph;
  #columns!: { a: Cell[][]; c: Cell[][] };
  #sent!: { a: Cell[][]; c: Cell[][] };
  #rev = 0;
  #sequence = 0;
  #epoch = 1;

  constructor(graph: ScriptedGraph) {
    this.#take(graph);
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      new Hono().use(secureHeaders(SAFETY)).all("*", ({ req }) => this.#answer(req.raw)).fetch,
    );
    this.url = `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  /** Answers a path from now on. */
  route(path: string, answer: () => Response): void {
    this.#routes.set(path, answer);
  }

  /** Sets values of an actor, to be sent with the next tick. */
  actor(index: number, values: Record<string, Cell>): void {
    this.#set(this.#columns.a, ACTOR, index, values);
  }

  /** Sets values of a channel, to be sent with the next tick. */
  channel(index: number, values: Record<string, Cell>): void {
    this.#set(this.#columns.c, CHANNEL, index, values);
  }

  /** Sends what changed since the last tick. */
  tick(): void {
    const changes: Record<string, unknown> = {};
    for (const side of ["a", "c"] as const) {
      this.#columns[side].forEach((column, at) => {
        const change = columnChange(this.#sent[side][at]!, column);
        if (change) changes[`${side}${at}`] = change;
      });
    }
    this.#sent = structuredClone(this.#columns);
    this.#tell("tick", { ...this.#head(), ...changes });
  }

  /** Sends another topology: the same program, or, with `restarted`, the next one. */
  change(graph: ScriptedGraph, { restarted = false } = {}): void {
    this.#take(graph);
    if (restarted) {
      this.#epoch++;
      this.#tell("hello", this.#hello());
    }
    this.#tell("topology", this.#topology());
    this.#tell("key", { ...this.#head(), ...this.#columns });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const stream of this.#streams) stream.close();
    this.#streams.clear();
    await this.#server.shutdown();
  }

  #take(graph: ScriptedGraph): void {
    this.#rev++;
    this.#graph = graph;
    const rest = (names: readonly string[], count: number) =>
      names.map((name) => Array.from({ length: count }, () => AT_REST[name] ?? null));
    this.#columns = { a: rest(ACTOR, graph.actors.length), c: rest(CHANNEL, graph.chans.length) };
    this.#sent = structuredClone(this.#columns);
  }

  #set(
    columns: Cell[][],
    names: readonly string[],
    index: number,
    values: Record<string, Cell>,
  ): void {
    for (const [name, value] of Object.entries(values)) {
      columns[names.indexOf(name)]![index] = value;
    }
  }

  #head() {
    return { rev: this.#rev, s: ++this.#sequence, t: Date.now(), life: this.life };
  }

  #hello() {
    const now = Date.now();
    return {
      proto: PROTOCOL,
      rev: this.#rev,
      epoch: `epoch ${this.#epoch}`,
      sid: "s1",
      resumed: false,
      hz: 10,
      app: this.#graph.graph,
      started: now - 60_000,
      now,
      window: 1000,
      viz: "vendor/viz.js",
      columns: COLUMN_NAMES,
      figures: pageFigures(ACTOR_FIGURES),
      can: { profile: "Cannot profile a script" },
    };
  }

  #topology() {
    const { graph, actors, chans } = this.#graph;
    return {
      rev: this.#rev,
      graph,
      actors: actors.map(({ name, instance = null, troupe = null, supervisors = [], ...rest }) => ({
        ...rest,
        name,
        instance,
        troupe,
        supervisors,
        label: instance === null ? name : `${name} ${instance}`,
      })),
      chans: chans.map(({ lane = null, capacity = 64, ...rest }) => ({
        ...rest,
        lane,
        capacity,
        kind: "u32",
      })),
    };
  }

  #tell(event: string, data: unknown): void {
    const bytes = frame(event, data);
    for (const stream of this.#streams) stream.enqueue(bytes);
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/ack/")) return new Response(null, { status: 204 });
    if (pathname === "/events") return this.#events();
    const route = this.#routes.get(pathname);
    if (route) return route();
    const file = pathname === "/" ? "index.html" : pathname.slice(1);
    const text = file === "vendor/viz.js" ? VIZ.text : await read(new URL(file, STATIC));
    if (text === null) return new Response("Cannot find that path\n", { status: 404 });
    const type = TYPES[file.split(".").at(-1)!]!;
    return new Response(text, { headers: { "Content-Type": type } });
  }

  #events(): Response {
    let own: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        own = controller;
        this.#streams.add(controller);
        for (const [event, data] of this.#greeting()) controller.enqueue(frame(event, data));
      },
      cancel: () => void this.#streams.delete(own),
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }

  #greeting(): [string, unknown][] {
    const key = { ...this.#head(), ...structuredClone(this.#sent) };
    return [["hello", this.#hello()], ["topology", this.#topology()], ["key", key]];
  }
}

/** Throws unless Graphviz can read the text. */
export async function readDot(text: string): Promise<void> {
  (await instance()).renderString(text, { format: "json0" });
}

function frame(event: string, data: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

async function read(url: URL): Promise<string | null> {
  try {
    return await Deno.readTextFile(url);
  } catch {
    return null;
  }
}
