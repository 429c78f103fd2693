import type {
  ScriptedActor,
  ScriptedChannel,
  ScriptedGraph,
  ScriptedServer,
} from "./scripted_server.ts";

const STAGES = ["parse", "validate", "enrich", "score", "format"];

/** A pipeline of `lanes` lanes with five stages, what feeds it, and what it feeds. */
export function pipeline(lanes: number): ScriptedGraph {
  const actors: ScriptedActor[] = [
    { name: "http ingest" },
    { name: "kafka reader" },
    { name: "timer" },
    { name: "router" },
    { name: "audit log" },
    ...STAGES.flatMap((name) =>
      Array.from({ length: lanes }, (_, instance) => ({ name, instance }))
    ),
    { name: "aggregator" },
    { name: "dead letters" },
    { name: "db writer" },
    { name: "websocket out" },
  ];
  const at = (stage: number, lane: number): number => 5 + stage * lanes + lane;
  const end = 5 + STAGES.length * lanes;
  const chans: ScriptedChannel[] = [
    { name: "requests", from: 0, to: 3 },
    { name: "records", from: 1, to: 3 },
    { name: "ticks", from: 2, to: 3 },
    { name: "audit", from: 3, to: 4 },
  ];
  const names = ["jobs", "parsed", "valid", "rich", "scored", "lines"];
  for (let lane = 0; lane < lanes; lane++) {
    names.forEach((name, step) => {
      const from = step === 0 ? 3 : at(step - 1, lane);
      chans.push({ name, lane, from, to: step === STAGES.length ? end : at(step, lane) });
    });
    if (lane % 3 === 0) chans.push({ name: "rejects", lane, from: at(4, lane), to: end + 1 });
  }
  chans.push({ name: "rows", from: end, to: end + 2 }, { name: "pushes", from: end, to: end + 3 });
  return { graph: "order pipeline", actors, chans };
}

/** Layers of actors that all send to two of the next. */
export function layers(actors: number, channels: number): ScriptedGraph {
  const width = Math.round(Math.sqrt(actors));
  const chans: ScriptedChannel[] = [];
  for (let from = 0; chans.length < channels; from++) {
    for (const step of [0, 1]) {
      const to = (Math.floor(from / width) + 1) * width + (from * 7 + step * 3) % width;
      if (to < actors && chans.length < channels) {
        chans.push({ name: "c", lane: chans.length, from, to });
      }
    }
    if (from >= actors) throw new Error(`Cannot place ${channels} channels among ${actors} actors`);
  }
  return {
    graph: "layers",
    actors: Array.from({ length: actors }, (_, at) => ({ name: `w${at}` })),
    chans,
  };
}

/** Gives every actor and channel values that look like work; `step` moves them. */
export function work(server: ScriptedServer, graph: ScriptedGraph, step: number, share = 1): void {
  graph.actors.forEach((_, at) => {
    if ((at * 7919 + step) % 100 >= share * 100) return;
    const busy = Math.round(45 + 40 * Math.sin(at * 1.7 + step / 9));
    const level = busy > 83 ? (at % 3) + 1 : 0;
    const blocked = at % 9 === 0 ? Math.round((100 - busy) / 2) : 0;
    server.actor(at, {
      busy,
      blocked,
      waiting: 100 - busy - blocked,
      level,
      turnRate: 1000 + (at * 37 + step * 11) % 900,
      mcpu: busy * 10,
      load: Math.round(1000 / graph.actors.length) / 10,
      batch: 1 + at % 50,
      heapBytes: 4e6 + at * 1000,
    });
  });
  graph.chans.forEach((_, at) => {
    if ((at * 7919 + step) % 100 >= share * 100) return;
    const fill = Math.round(30 + 28 * Math.sin(at * 2.3 + step / 11));
    const rate = Math.round(10 ** (1 + at % 5) * (1 + 0.2 * Math.sin(step / 7 + at)));
    server.channel(at, {
      fill,
      rate,
      level: fill >= 50 ? 1 : 0,
      sent: 100_000 + rate * step,
      p50: 12 + at % 90,
      p99: 400 + (at * 97 + step) % 4000,
      bytesRate: rate * 16,
    });
  });
}

/** A chain whose third stage is slow: everything before it is full and blocked, everything behind it starves. */
export function slowStage(): { graph: ScriptedGraph; apply: (server: ScriptedServer) => void } {
  const names = ["reader", "parse", "score", "writer"];
  const graph: ScriptedGraph = {
    graph: "slow",
    actors: [...names.map((name) => ({ name })), { name: "clock" }],
    chans: [
      { name: "lines", from: 0, to: 1 },
      { name: "parsed", from: 1, to: 2 },
      { name: "scores", from: 2, to: 3 },
      { name: "ticks", from: 4, to: 3 },
    ],
  };
  return {
    graph,
    apply: (server) => {
      const full = { fill: 100, rate: 900, level: 3, sent: 5000, p50: 9000, p99: 42_000 };
      server.actor(0, { busy: 3, blocked: 96, waiting: 1, level: 0 });
      server.actor(1, { busy: 8, blocked: 91, waiting: 1, level: 3 });
      server.actor(2, { busy: 98, blocked: 0, waiting: 2, level: 3, turnRate: 900 });
      server.actor(3, { busy: 4, blocked: 0, waiting: 96, level: 0 });
      server.actor(4, { busy: 0, blocked: 0, waiting: 100, level: 0 });
      server.channel(0, full);
      server.channel(1, full);
      server.channel(2, { fill: 1, rate: 900, level: 0, sent: 4000, p50: 20, p99: 80 });
      server.channel(3, { fill: 0, rate: 1, level: 0, sent: 60, p50: 10, p99: 20 });
    },
  };
}

/** Two actors that send to each other and both wait for room: neither moves. */
export function deadlock(): { graph: ScriptedGraph; apply: (server: ScriptedServer) => void } {
  const graph: ScriptedGraph = {
    graph: "stuck",
    actors: [{ name: "left" }, { name: "right" }, { name: "free" }],
    chans: [
      { name: "there", from: 0, to: 1 },
      { name: "back", from: 1, to: 0 },
      { name: "aside", from: 2, to: 0 },
    ],
  };
  return {
    graph,
    apply: (server) => {
      for (const at of [0, 1]) {
        server.actor(at, { busy: 0, blocked: 100, waiting: 0, level: 3, turnRate: 0 });
        server.channel(at, { fill: 100, rate: 0, level: 3, sent: 64 });
      }
      server.actor(2, { busy: 0, blocked: 0, waiting: 100, level: 0, turnRate: 1 });
      server.channel(2, { fill: 2, rate: 1, level: 0, sent: 2 });
    },
  };
}
