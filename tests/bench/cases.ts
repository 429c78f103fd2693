/** What is measured, against whom, and how. */
import { type Binary, binaryProgram } from "./peers/binaries.ts";
import { denoProgram, type Program } from "./run_program.ts";
import type { Words } from "./words.ts";

/** One line of the table: one figure of a case's programs. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly higherIsBetter: boolean;
  /** Which figure of a run it is. */
  readonly figure: string;
  /** The smallest step that can be measured, if it is near the figure: below it, two are equal. */
  readonly grain?: number;
}

/** Programs that are run in turn. A string is the reason why a peer has no program. */
export interface Case {
  /** The letter in the issue. */
  readonly letter: string;
  readonly rows: readonly Row[];
  readonly ours: Program;
  readonly peers: Readonly<Record<string, Program | string>>;
}

const PIPELINE = "./programs/pipeline.ts";
const OBJECTS = "./programs/objects.ts";
const IN_THREAD = "nact (one thread)";
const NO_RING = "it has no ring, its capacity changes nothing: see capacity 1,024, 3 actors";

const rate = (name: string, unit = "M msg/s"): Row[] => [
  { name, unit, higherIsBetter: true, figure: "rate" },
];

const thousands = (n: number) => n === 2 ** 20 ? "1 M" : n.toLocaleString("en");

/** All cases. `times` says how long a rate is measured. */
export function allCases(steadyState: Binary, go: Binary, times: Words): Case[] {
  const ours = (path: string, words: Words) => denoProgram(path, { ...words, ...times });
  const js = (name: string, words: Words) =>
    denoProgram(`./peers/js/${name}.ts`, { ...words, ...times });
  const rust = (words: Words) => binaryProgram(steadyState, { ...words, ...times });
  const golang = (words: Words) => binaryProgram(go, { ...words, ...times });

  function slices(actors: number): Case {
    const capacity = 2 ** 20;
    const words = { mode: "slices", actors, capacity };
    const pipeline = { program: "pipeline", ...words };
    return {
      letter: "a",
      rows: rate(`f64 slices, ${actors} actors, capacity 1 M`),
      ours: ours(PIPELINE, words),
      peers: {
        "steady_state zero copy": rust(pipeline),
        "steady_state batches": rust({ ...pipeline, mode: "batch" }),
        "Go channel of slices": golang(pipeline),
        "postMessage, transferred": js("post_message", { ...words, batch: 65536 }),
        "ringbuf.js": js("ringbuf", words),
        "comlink, transferred": js("comlink", words),
        "multithreading, arrays": js("multithreading", { ...words, mode: "batch" }),
        [IN_THREAD]: "it passes references within one thread: see (b)",
      },
    };
  }

  function single(actors: number, capacity: number): Case {
    const words = { mode: "single", actors, capacity };
    const pipeline = { program: "pipeline", ...words };
    const everybody = actors === 3 && capacity === 1024;
    const isPacked = actors === 3 && capacity <= 1024;
    const unbounded = (name: string) => everybody ? js(name, words) : NO_RING;
    return {
      letter: "b",
      rows: rate(`f64 one a call, ${actors} actors, capacity ${thousands(capacity)}`),
      ours: ours(PIPELINE, words),
      peers: {
        ...(isPacked
          ? { "ours, on the cores": ours(PIPELINE, { ...words, workers: "cores" }) }
          : {}),
        steady_state: rust(pipeline),
        "Go channel": golang(pipeline),
        "ringbuf.js": js("ringbuf", words),
        postMessage: unbounded("post_message"),
        comlink: unbounded("comlink"),
        multithreading: everybody ? js("multithreading", words) : NO_RING,
        [IN_THREAD]: unbounded("nact"),
      },
    };
  }

  function objects(kind: "struct" | "json", capacity: number): Case {
    const words = { kind, mode: "single", actors: 2, capacity };
    const pipeline = { program: "pipeline", ...words };
    const noJson = "it has no JSON messages, it passes pointers: see (c)";
    const name = kind === "struct" ? "struct of 5 fields by cursor" : "small JSON object";
    return {
      letter: kind === "struct" ? "c" : "d",
      rows: rate(`${name}, 2 actors, capacity ${thousands(capacity)}`),
      ours: ours(OBJECTS, kind === "struct" ? { ...words, kind: "rows" } : words),
      peers: {
        ...(kind === "struct" ? { "ours, as objects": ours(OBJECTS, words) } : {}),
        postMessage: js("post_message", words),
        "postMessage, 256 a post": js("post_message", { ...words, mode: "batch", batch: 256 }),
        steady_state: kind === "struct" ? rust(pipeline) : noJson,
        "Go channel": kind === "struct" ? golang(pipeline) : noJson,
        "ringbuf.js": "it carries elements of typed arrays only",
        comlink: js("comlink", words),
        multithreading: js("multithreading", words),
        [IN_THREAD]: js("nact", words),
      },
    };
  }

  function columns(): Case {
    const words = { kind: "columns", actors: 2, capacity: 65536 };
    const pipeline = { program: "pipeline", actors: 2, capacity: 65536, kind: "struct" };
    return {
      letter: "c",
      rows: rate("struct of 5 fields as columns, 2 actors, capacity 65,536"),
      ours: ours(OBJECTS, words),
      peers: {
        "steady_state zero copy": rust({ ...pipeline, mode: "slices" }),
        "Go channel": golang(pipeline),
        "postMessage, 256 a post": js("post_message", { ...pipeline, mode: "batch", batch: 256 }),
        "ringbuf.js": "it carries elements of typed arrays only",
        comlink: "it has no batches of objects: see the objects",
        multithreading: js("multithreading", { ...pipeline, mode: "batch" }),
        [IN_THREAD]: "it has no batches: see the objects",
      },
    };
  }

  function records(size: number, capacity: number): Case {
    const words = { kind: "bytes", mode: "single", actors: 2, size, capacity };
    const program = { program: "bytes", ...words };
    return {
      letter: "e",
      rows: rate(`byte records of ${size / 1024} KiB, 2 actors, capacity ${capacity}`, "M rec/s"),
      ours: ours(OBJECTS, { ...words, kind: "place" }),
      peers: {
        "ours, an array each": ours(OBJECTS, words),
        "steady_state stream": rust(program),
        "Go channel, copied": golang(program),
        postMessage: js("post_message", words),
        "ringbuf.js": "it has a stream of elements and no records",
        comlink: js("comlink", words),
        multithreading: "its messages are JSON: a byte array does not go through",
        [IN_THREAD]: js("nact", words),
      },
    };
  }

  /**
   * `parked` sleeps in each wait, back to back or a millisecond apart; `spinning` never does. `warm` says how many rounds, back to
   * back, come before those that are measured, if that is not a tenth of them.
   */
  function rounds(name: string, strategy: "park" | "spin", pause: number, warm?: number): Case {
    // What the engine takes to make its code fast, at first, is no part of the slowest hundredth: that takes three seconds on two
    // cores, and a quarter of this many rounds are over by then.
    const many = pause > 0 ? { rounds: 2400, pause } : { rounds: 240_000, warm: 60_000, pause };
    const slow = warm === undefined ? many : { ...many, warm };
    const fast = pause > 0 ? slow : { rounds: 1_000_000, pause };
    const row = (place: string, figure: string): Row => ({
      name: `round trip ${name} ${place}`,
      unit: "µs",
      higherIsBetter: false,
      figure,
    });
    const bare = (by: string) => denoProgram("./peers/js/rounds.ts", { ...slow, by });
    return {
      letter: "f",
      rows: [row("p50", "p50"), row("p99", "p99"), row("p99.9", "p999")],
      ours: denoProgram("./programs/rounds.ts", {
        ...(strategy === "spin" ? fast : slow),
        strategy,
      }),
      peers: {
        "bare waitAsync": bare("waitAsync"),
        postMessage: bare("postMessage"),
        comlink: bare("comlink"),
        "steady_state": binaryProgram(steadyState, { program: "rounds", ...slow }),
        "Go channel": binaryProgram(go, { program: "rounds", ...fast }),
        "ringbuf.js": "it cannot wait",
        multithreading: "its fastest verbs block the thread: no event loop to compare with",
        [IN_THREAD]: "both actors are in one thread",
      },
    };
  }

  /** `mixed`: once all kinds of message were used in its threads. The figures of the start are told where there is a tenth as many tokens. */
  function ring(count: number, tokens: number, mixed = false): Case {
    // A ring takes a while until its tokens are on their way.
    const words = { count, tokens, ...times, warm: 1000 };
    const program = { program: "ring", ...words };
    const name = `ring of ${thousands(count)} in 2 troupes`;
    const noThreads = "it has no troupes: one thread, or one each";
    const passed = `${name}, ${tokens === 1 ? "1 token" : `${thousands(tokens)} tokens`}${
      mixed ? ", mixed kinds" : ""
    }: passed on`;
    return {
      letter: "g",
      rows: [
        ...(tokens === 1 || mixed ? [] : [
          { name: `${name}: start`, unit: "ms", higherIsBetter: false, figure: "start" },
          { name: `${name}: memory each`, unit: "bytes", higherIsBetter: false, figure: "bytes" },
        ]),
        { name: passed, unit: "M msg/s", higherIsBetter: true, figure: "rate" },
      ],
      ours: denoProgram("./programs/ring.ts", { ...words, ...(mixed ? { mixed: 1 } : {}) }),
      peers: {
        steady_state: binaryProgram(steadyState, program),
        "Go goroutines": binaryProgram(go, program),
        postMessage: noThreads,
        comlink: noThreads,
        "ringbuf.js": noThreads,
        multithreading: noThreads,
        [IN_THREAD]: noThreads,
      },
    };
  }

  /** What a message takes of a processor in a thread that has seen all kinds, beside one that has seen one. */
  function mixedInOneThread(tokens: number): Case {
    const words = { count: 1000, tokens, troupes: 1, ...times, warm: 1000 };
    const ring = (mixed: number) => denoProgram("./programs/ring.ts", { ...words, mixed });
    const what = tokens === 1 ? "1 token" : `${tokens} tokens`;
    return {
      letter: "g",
      rows: [{
        name: `ring of 1,000 in 1 troupe, ${what}, mixed kinds: processor time`,
        unit: "ns a msg",
        higherIsBetter: false,
        figure: "processorNs",
      }],
      ours: ring(1),
      peers: { "ours, one kind": ring(0) },
    };
  }

  function packed(count: number): Case {
    const words = { count, tokens: count / 10, solo: 1, ...times, warm: 1000 };
    const name = `ring of ${count} on the cores`;
    return {
      letter: "j",
      rows: [
        { name: `${name}: start`, unit: "ms", higherIsBetter: false, figure: "start" },
        { name: `${name}: memory each`, unit: "bytes", higherIsBetter: false, figure: "bytes" },
        { name: `${name}: passed on`, unit: "M msg/s", higherIsBetter: true, figure: "rate" },
      ],
      ours: denoProgram("./programs/ring.ts", { ...words, workers: "cores" }),
      peers: { "ours, a worker each": denoProgram("./programs/ring.ts", words) },
    };
  }

  function cost(letters: string, words: Words): Case {
    return {
      letter: "h",
      rows: rate(`journal and telemetry on, ${letters}`),
      ours: ours(PIPELINE, { ...words, telemetry: 1 }),
      peers: {
        "ours, telemetry off": ours(PIPELINE, words),
        "ours, both off": ours(PIPELINE, { ...words, journal: 0 }),
        "steady_state, telemetry on": rust({ program: "pipeline", ...words, telemetry: 1 }),
        "steady_state, telemetry off": rust({ program: "pipeline", ...words }),
      },
    };
  }

  function idle(): Case {
    const words = { count: 100, tokens: 0, idle: 3000 };
    const program = { program: "ring", ...words };
    return {
      letter: "i",
      rows: [
        {
          name: "100 idle actors in 2 troupes",
          unit: "% of a core",
          higherIsBetter: false,
          figure: "percent",
          // The system counts in hundredths of a second.
          grain: 1000 / words.idle,
        },
      ],
      ours: ours("./programs/ring.ts", words),
      peers: { steady_state: rust(program), "Go goroutines": golang(program) },
    };
  }

  /** `flight`: how many wait for their answers at a time. */
  function asks(actors: number, flight: number): Case {
    const words = { actors, flight };
    const name = `asks through ${
      actors === 1 ? "1 actor" : `${actors} actors`
    }, ${flight} in flight`;
    const row = (place: string, figure: string): Row => ({
      name: `${name}: ${place}`,
      unit: "µs",
      higherIsBetter: false,
      figure,
    });
    const spinning = ours("./programs/asks.ts", { ...words, strategy: "spin" });
    return {
      letter: "k",
      rows: [
        { name, unit: "k asks/s", higherIsBetter: true, figure: "rate" },
        row("p50", "p50"),
        row("p99", "p99"),
      ],
      ours: ours("./programs/asks.ts", words),
      peers: {
        ...(actors === 1 ? { "ours, spinning": spinning } : {}),
        "postMessage, one worker": js("asks", { ...words, by: "postMessage" }),
        "comlink, one worker": js("asks", { ...words, by: "comlink" }),
      },
    };
  }

  const capacities = [64, 1024, 65536, 2 ** 20];
  return [
    slices(2),
    slices(3),
    ...[2, 3].flatMap((actors) => capacities.map((capacity) => single(actors, capacity))),
    objects("struct", 65536),
    columns(),
    objects("json", 1024),
    records(1024, 1024),
    records(65536, 64),
    rounds("parked", "park", 0),
    rounds("parked 1 ms apart", "park", 1, 40_000),
    rounds("parked 1 ms apart, from the start", "park", 1),
    rounds("spinning", "spin", 0),
    ...[100, 1000, 3000, 10_000].flatMap((count) => [ring(count, count / 10), ring(count, 1)]),
    ring(1000, 100, true),
    ring(1000, 1, true),
    mixedInOneThread(100),
    mixedInOneThread(1),
    cost("(a) 3 actors, 1 M", { mode: "slices", actors: 3, capacity: 2 ** 20 }),
    cost("(b) 3 actors, 65,536", { mode: "single", actors: 3, capacity: 65536 }),
    idle(),
    packed(40),
    ...[1, 3].flatMap((actors) => [1, 64].map((flight) => asks(actors, flight))),
  ];
}
