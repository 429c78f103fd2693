/**
 * Holds the rule of the rooms: who may import whom. The table is the one of `.github/ARCHITECTURE.md`; imports go to a
 * lower floor only, and worker rooms and host rooms never meet. A type-only import counts as an import.
 */
import { assert, assertEquals } from "@std/assert";
import { importsOf, sourceFiles } from "./imports.ts";

/** For each room, the rooms (or single files of rooms) that it may import besides its own. */
const ALLOWED: Record<string, readonly string[]> = {
  "errors": [],
  "backoff": [],
  "world": [],
  "host_time": ["world"],
  "life_lock": [],
  "log_level": [],
  "own_thread": [],
  "own_worker": [],
  "onlooker": [],
  "package": [],
  "printer": [],
  "signals": [],
  "wide_count": [],
  // What clients of services have in common, whichever room has them.
  "client": ["errors", "world"],
  "nats": ["client"],
  "generation_over": ["world"],
  "option_faults": ["errors"],
  "memory": ["errors"],
  "dot": ["errors"],
  "probe": ["memory", "errors"],
  "channel": [
    "memory",
    "errors",
    "option_faults",
    "package",
    "wide_count",
    "generation_over",
    "probe/trail_write",
    "probe/trail_layout",
  ],
  "state": ["memory", "errors"],
  "turn": ["memory", "errors", "wide_count", "generation_over"],
  // A region in a file. Loaded by graphs that have one.
  "region": ["memory"],
  "shutdown": ["memory", "errors"],
  "protocol": [
    "errors",
    "log_level",
    "package",
    "channel",
    "state",
    "memory",
    "shutdown/ballot_layout",
  ],
  // Processes of actors. Loaded by graphs that have some; what their threads need of it, by those.
  "process": ["errors", "memory", "protocol", "region", "supervisor"],
  "inbox": ["errors", "channel"],
  "copy": ["package", "memory", "channel", "state", "turn", "probe", "shutdown"],
  "actor": [
    "errors",
    "option_faults",
    "backoff",
    "generation_over",
    "log_level",
    "world",
    "memory",
    "channel",
    "inbox",
    "state",
    "turn",
    "probe/write",
    "probe/trail_write",
    "shutdown/ballot",
    "protocol",
    "package",
    "copy",
  ],
  "troupe": [
    "errors",
    "generation_over",
    "world",
    "log_level",
    "life_lock",
    "own_thread",
    "own_worker",
    "memory",
    "protocol",
    "actor",
    "signals",
    // What a process of actors is, and the bells of threads that have to do with one.
    "region",
    "process/bells",
    "process/berth",
    "process/descriptors",
    "process/control_line",
  ],
  // The host's own actors: what else runs in workers, in the host's thread. Loaded only by graphs that have some.
  "hosted": [
    "errors",
    "generation_over",
    "world",
    "log_level",
    "own_thread",
    "memory",
    "channel",
    "inbox",
    "protocol",
    "actor",
    "troupe",
    "supervisor",
  ],
  "supervisor": ["errors", "backoff", "world", "host_time", "protocol"],
  "execution": ["errors", "world", "host_time", "life_lock", "protocol"],
  "graph": [
    "errors",
    "option_faults",
    "log_level",
    "world",
    "host_time",
    "life_lock",
    "printer",
    "wide_count",
    "memory",
    "channel",
    "state",
    "turn",
    "probe/read",
    "probe/close",
    "probe/probe_layout",
    "probe/trail_layout",
    "shutdown/tally",
    "shutdown/ballot_layout",
    "protocol",
    "package",
    "copy",
    "own_thread",
    "own_worker",
    "onlooker",
    "inbox",
    "supervisor",
    "execution",
    "hosted",
    // What is drawn of a link, and none of what its actors do.
    "links/addresses",
    "links/link",
    "links/link_state",
    "links/terms",
    "links/jetstream",
    "region",
    "process",
  ],
  "telemetry": [
    "errors",
    "option_faults",
    "log_level",
    "backoff",
    "world",
    "printer",
    "wide_count",
    "dot",
    "probe/read",
    "probe/latency_read",
    "protocol",
    "execution/profiler",
    // Where hubs and pods find each other.
    "client",
    "nats",
    // The drawing that a graph could have been made from.
    "codegen/redraw",
  ],
  "runner": [
    "errors",
    "option_faults",
    "world",
    "printer",
    "signals",
    "package",
    "onlooker",
    "protocol",
    "graph",
    "telemetry",
  ],
  // Prebuilt actors: they use the doors that anybody's actors have. Tests alone import it.
  "connectors": ["errors", "backoff", "client", "nats", "actor/mod"],
  // The actors that carry aqueducts. Graphs name them, and load none of them.
  "links": [
    "errors",
    "option_faults",
    "backoff",
    "client",
    "nats",
    "protocol",
    "channel",
    "state",
    "actor/mod",
  ],
  // It has a graph take place in one thread: nothing imports it.
  "testing": [
    "errors",
    "generation_over",
    "option_faults",
    "world",
    "log_level",
    "memory",
    "channel",
    "state",
    "turn",
    "probe/read",
    "protocol",
    "inbox",
    "actor",
    "troupe",
    "supervisor",
    "execution/inspector_link",
    "hosted",
    "graph",
    "telemetry",
    "connectors",
    "links",
    "own_worker",
  ],
  // Drawings and the projects that are made of them.
  "codegen": ["errors", "dot", "protocol"],
  // A program of its own: nothing imports it.
  "cli": [
    "errors",
    "option_faults",
    "onlooker",
    "world",
    "host_time",
    "printer",
    "signals",
    "package",
    "supervisor/intensity",
    // Drawings, and what a program draws.
    "codegen",
    "protocol",
    // The doctor tries what a program would do: it runs a graph, and listens.
    "channel",
    "actor/mod",
    "execution/inspector_link",
    "graph/graph",
    "graph/options",
    // One page for many pods.
    "telemetry/hub",
    "telemetry/announce/nats_meeting",
    "telemetry/http/port",
    "telemetry/http/listen",
    // Makes projects of drawings.
    "codegen/project",
  ],
};

/** What a worker loads: named, and never run, where workers are started. */
const WORKER = "src/troupe/worker.js";
/** What a process of actors loads, in the same way. */
const CHILD = "src/troupe/child.ts";
const STARTERS: Readonly<Record<string, string>> = {
  [WORKER]: "graph/workers/worker_spawner.ts",
  [CHILD]: "graph/ground/processes.ts",
};

/** Packages that a room may import; every other room imports none. */
const PACKAGES: Record<string, readonly string[]> = {
  "cli": ["node:path", "node:sqlite", "node:url"],
  // Clients of services: each is loaded by its wire, where an actor opens it.
  "connectors": [
    "@aws-sdk/client-s3",
    "@aws-sdk/client-sqs",
    "@nats-io/jetstream",
    "@nats-io/nats-core",
    "@platformatic/kafka",
    "@smithy/node-http-handler",
    "node:buffer",
    "node:http",
    "node:net",
    "node:process",
    "node:sqlite",
    "node:stream",
    "node:tls",
    "postgres",
    "ws",
  ],
  "nats": ["@nats-io/jetstream", "@nats-io/nats-core"],
  "codegen": ["@viz-js/viz", "node-diff3", "node:crypto", "node:path"],
  "execution": ["node:inspector"],
  "graph": ["node:sqlite"],
  // TLS with certificates of both sides, and what certificates say.
  "links": ["@nats-io/jetstream", "@nats-io/nats-core", "node:crypto", "node:stream", "node:tls"],
  "process": ["node:net", "node:v8"],
  "region": ["node:crypto", "node:fs"],
  "testing": [
    "node:async_hooks",
    "node:module",
    "node:process",
    "node:util",
    "node:worker_threads",
  ],
  "telemetry": ["hono", "@std/http", "@viz-js/viz", "typebox", "uplot"],
};

function roomOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : path.replace(/\.ts$/, "");
}

function mayImport(from: string, target: string): boolean {
  const room = roomOf(from);
  if (roomOf(target) === room) return true;
  return (ALLOWED[room] ?? []).some((allowed) =>
    allowed === roomOf(target) || `${allowed}.ts` === target || target.startsWith(`${allowed}/`)
  );
}

/**
 * Files that may be imported from other rooms although their room has a door, or instead of one. Layout files may be by everybody: they
 * are pictures with numbers.
 */
const SIDE_DOORS: Record<string, readonly string[]> = {
  // The ground floor, whose files have nothing to hide from each other's users.
  "memory": ["doorbell", "region", "views"],
  // What workers write the host reads, and neither loads what is the other's.
  "probe": ["write", "trail_write", "read", "close", "latency_read"],
  "shutdown": ["ballot", "tally"],
  // All else of it is types, and what only the host needs.
  "protocol": ["cues"],
  "state": ["carry", "stored_cells"],
  "turn": ["carry", "inspect", "snapshot"],
  "channel": ["kinds", "kind_shape", "condition", "bundle", "open_channel", "rx", "tx"],
  // A worker loads what an actor uses, the host what its ends do.
  "inbox": ["inbox", "item_queue", "host_end", "undelivered_error"],
  "channel/ring": ["carry", "host", "inspect"],
  "channel/call": ["look"],
  // Its door is for those who write actors; these are for the troupe, which runs them.
  "actor": [
    "conditions",
    "definition",
    "generation",
    "handle",
    "late_rooms",
    "log",
    "lookout",
    "performance",
    "scheduler",
    "surroundings",
  ],
  // Loaded where they are needed, and not before.
  "execution": ["inspector_link", "executioner", "profiler"],
  "supervisor": ["intensity"],
  "graph": ["graph", "graph_run", "abort_signal"],
  "troupe": ["cast", "troupe_scheduler"],
  // A thread that has to do with processes loads its bells, a process a little more, and neither loads what starts processes.
  "process": ["bells", "berth", "control_line", "descriptors"],
  "connectors": ["encode", "stand_in", "wire"],
  // What the graph knows of links is plain data; what a test puts in the place of networks goes in beside what it stands for.
  "links": ["addresses", "egress", "ingress", "link", "link_state", "terms", "wires"],
  // It asks a server, and graphs load none of that.
  "links/jetstream": ["logged_to"],
  // Each wire is loaded by those alone who use it.
  "links/wires": ["memory", "refusals", "tcp", "unix"],
  "links/wires/web_socket": ["wire"],
  // The broker that stands in for services is the memory's own.
  "client": ["environment", "misconfigured_error", "wire_world"],
  "nats": ["consumer", "login", "pull_requests", "session"],
  "connectors/memory": ["broker", "sink", "source", "topic"],
  "telemetry": ["serve_telemetry", "telemetry_faults", "telemetry_options", "transcript"],
  // Loaded where they are needed, and not before.
  "cli/create": ["render_drawing"],
  "cli/drawing": ["check", "draw", "prompt"],
  "cli/hub": ["serve"],
  "telemetry/announce": ["nats", "nats_meeting"],
  "telemetry/observe": ["observer"],
  "telemetry/http": ["listen", "port"],
};

/** The rooms within a room, from the ground up: each imports only those before it. */
const FLOORS: Record<string, readonly string[]> = {
  "channel": ["ring", "scalar", "record", "json", "struct", "call", "delivery", "raw"],
  "actor": ["ahead", "calls", "batches"],
  "graph": [
    "ledger",
    "plan",
    "ends",
    "letters",
    "report",
    "options",
    "aqueducts",
    "rest",
    "settled",
    "durable",
    "workers",
    "ground",
    "service",
    "handles",
    "pools",
  ],
  "telemetry": [
    "sample",
    "wire",
    "measure",
    "alerts",
    "history",
    "observe",
    "stream",
    "http",
    "metrics",
    "announce",
    "api",
    "hub",
  ],
  "testing": ["performers", "load", "stand_ins", "real"],
  "connectors": [
    "memory",
    "recording",
    "source",
    "sink",
    "aws",
    "files",
    "http",
    "kafka",
    "mqtt",
    "nats",
    "postgres",
    "redis",
    "s3",
    "sqs",
    "websocket",
  ],
  "links": ["frames", "handshake", "wires", "jetstream"],
  "cli": ["create", "doctor", "drawing", "service", "pods", "hub"],
  "codegen": ["read", "draw", "compare", "redraw", "prompt", "render", "project"],
};

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Whether `from` goes into another room by one of its doors. The files of a room's hall are open to the rooms within it. */
function isByDoor(from: string, target: string): boolean {
  const [here, there] = [folderOf(from), folderOf(target)];
  if (there === "" || there === here || here.startsWith(`${there}/`)) return true;
  const name = target.slice(there.length + 1).replace(/\.ts$/, "");
  return name === "mod" || name.endsWith("_layout") || (SIDE_DOORS[there] ?? []).includes(name);
}

Deno.test("rooms: others come in by the door", async () => {
  const faults: string[] = [];
  for (const file of await sourceFiles()) {
    for (const target of await importsOf(file)) {
      if (!target.startsWith("src/") || target in STARTERS) continue;
      const path = target.slice("src/".length);
      if (!isByDoor(file, path)) faults.push(`${file} imports ${path}`);
    }
  }
  assertEquals(faults, []);
});

Deno.test("rooms: every side door is one, and is used", async () => {
  const used = new Set<string>();
  for (const file of await sourceFiles()) {
    for (const target of await importsOf(file)) {
      const path = target.replace(/^src\//, "");
      if (folderOf(path) !== folderOf(file)) used.add(path);
    }
  }
  const idle = Object.entries(SIDE_DOORS).flatMap(([room, names]) =>
    names.map((name) => `${room}/${name}.ts`).filter((path) => !used.has(path))
  );
  assertEquals(idle, []);
});

Deno.test("rooms: rooms within a room import only those below them", async () => {
  const faults: string[] = [];
  const inner = (path: string) => folderOf(path).split("/")[1];
  for (const file of await sourceFiles()) {
    const floors = FLOORS[roomOf(file)];
    const here = inner(file);
    if (here === undefined) continue;
    const floor = floors?.indexOf(here) ?? -1;
    if (floor === -1) faults.push(`${file} is in a room that has no floor`);
    for (const target of await importsOf(file)) {
      const path = target.replace(/^src\//, "");
      const there = roomOf(path) === roomOf(file) ? inner(path) : undefined;
      // A layout file imports nothing that could come back.
      if (there === undefined || there === here || path.endsWith("_layout.ts")) continue;
      if ((floors?.indexOf(there) ?? -1) >= floor) faults.push(`${file} imports ${path}`);
    }
  }
  assertEquals(faults, []);
});

Deno.test("rooms: each file imports only what its room may", async () => {
  const faults: string[] = [];
  for (const file of await sourceFiles()) {
    const room = roomOf(file);
    if (ALLOWED[room] === undefined) {
      faults.push(`${file}: the room "${room}" is not in the table`);
      continue;
    }
    for (const target of await importsOf(file)) {
      if (STARTERS[target] === file) continue;
      if (target.startsWith("src/")) {
        const path = target.slice("src/".length);
        if (!mayImport(file, path)) faults.push(`${file} imports ${path}`);
      } else if (target.startsWith("static/") || target === "deno.json") {
        // The page's files are served by telemetry, which also shares the page's words, levels and names of events.
        if (room !== "telemetry") faults.push(`${file} imports ${target}`);
      } else if (!(PACKAGES[room] ?? []).some((name) => target.startsWith(name))) {
        faults.push(`${file} imports ${target}`);
      }
    }
  }
  assertEquals(faults, []);
});

Deno.test("rooms: the table has no cycle", () => {
  const done = new Set<string>();
  const open = new Set<string>();
  function visit(room: string): void {
    if (done.has(room)) return;
    assert(!open.has(room), `the table lets ${[...open, room].join(" → ")} import each other`);
    open.add(room);
    for (const target of ALLOWED[room] ?? []) visit(roomOf(target));
    open.delete(room);
    done.add(room);
  }
  Object.keys(ALLOWED).forEach(visit);
});

Deno.test("rooms: no file is part of an import cycle", async () => {
  const edges = new Map<string, string[]>();
  for (const file of await sourceFiles()) {
    const targets = (await importsOf(file)).filter((target) => target.startsWith("src/"));
    edges.set(file, targets.map((target) => target.slice("src/".length)));
  }
  const done = new Set<string>();
  const cycles: string[] = [];
  function visit(file: string, path: readonly string[]): void {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(" → "));
      return;
    }
    if (done.has(file)) return;
    for (const target of edges.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  }
  for (const file of edges.keys()) visit(file, []);
  assertEquals(cycles, []);
});

Deno.test("rooms: the architecture guide lists every room", async () => {
  const guide = await Deno.readTextFile(new URL("../../.github/ARCHITECTURE.md", import.meta.url));
  const missing = Object.keys(ALLOWED).filter((room) => !guide.includes(`\`${room}`));
  assertEquals(missing, []);
});

/** The rooms of the page, from the ground up. */
const PAGE_FLOORS = [
  "lists",
  "dom",
  "words",
  "help",
  "lens",
  "flame",
  "fold",
  "pods",
  "layout",
  "graph",
  "events",
  "panel",
  "export",
  "find",
  "feed",
  "place",
  "playback",
  "table",
];

Deno.test("rooms: the rooms of the page import only those below them", async () => {
  const root = new URL("../../static/", import.meta.url);
  const faults: string[] = [];
  for await (const { name: room, isDirectory } of Deno.readDir(root)) {
    if (!isDirectory) continue;
    const floor = PAGE_FLOORS.indexOf(room);
    if (floor === -1) faults.push(`static/${room} has no floor`);
    for await (const { name } of Deno.readDir(new URL(`${room}/`, root))) {
      const code = await Deno.readTextFile(new URL(`${room}/${name}`, root));
      for (const [, target] of code.matchAll(/^(?:import|export)\s[^;]*?from\s+"\.\.\/(\w+)\//gm)) {
        if (PAGE_FLOORS.indexOf(target!) >= floor) faults.push(`${room}/${name} imports ${target}`);
      }
    }
  }
  assertEquals(faults, []);
});
