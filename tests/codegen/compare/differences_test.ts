import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { differencesBetween, normalFormOfTopology } from "../../../src/codegen/compare/mod.ts";
import {
  type NormalActor,
  type NormalForm,
  type NormalLane,
  STANDARD,
} from "../../../src/codegen/normal_form.ts";
import { anyTopology } from "../redraw/random_topologies.ts";

const NAMES = { drawn: "graph.dot", found: "main.ts" };

function lane(
  channel: string,
  from: string,
  to: string,
  more: Partial<NormalLane> = {},
): NormalLane {
  return {
    ...{ channel, lane: null, from, fromPort: channel, to, toPort: channel },
    ...{ capacity: 8, type: "Tick" },
    ...more,
  };
}

function actor(
  label: string,
  exportName: string,
  more: Partial<NormalActor> = {},
): NormalActor {
  return { label, exportName, ...STANDARD, ...more };
}

const FORM: NormalForm = {
  actors: [
    actor("Gen", "gen"),
    actor("Work 1", "tickWork", { troupe: "office", supervisor: "inner" }),
    actor("Work 2", "tickWork", { restart: "temporary", hangMs: 5000, durable: true }),
  ],
  supervisors: [
    { name: "inner", strategy: "restForOne", parent: "outer" },
    { name: "outer", strategy: "oneForAll", parent: null },
  ],
  lanes: [
    lane("ticks", "Gen", "Work 1", { lane: 0 }),
    lane("ticks", "Gen", "Work 2", { lane: 1 }),
    lane("more", "Work 1", "Work 2"),
  ],
};

function told(change: Partial<NormalForm>): string[] {
  return differencesBetween(FORM, { ...FORM, ...change }, NAMES);
}

function changed(place: number, more: Partial<NormalLane>): Partial<NormalForm> {
  return { lanes: FORM.lanes.map((lane, at) => at === place ? { ...lane, ...more } : lane) };
}

function living(place: number, more: Partial<NormalActor>): Partial<NormalForm> {
  return { actors: FORM.actors.map((actor, at) => at === place ? { ...actor, ...more } : actor) };
}

Deno.test("a drawing and a graph that say the same have no differences", () => {
  assertEquals(told({}), []);
  assertEquals(
    told({
      actors: FORM.actors.toReversed(),
      lanes: FORM.lanes.toReversed(),
      supervisors: FORM.supervisors.toReversed(),
    }),
    [],
    "the order of what is listed says nothing",
  );
});

Deno.test("names that a drawing writes in one way are the same, however the code writes them", () => {
  const lanes = FORM.lanes.map((lane) => ({
    ...lane,
    from: lane.from.replace(" ", ""),
    to: lane.to.replace(" ", ""),
  }));
  const actors = FORM.actors.map((actor) => ({
    ...actor,
    label: actor.label.replace(" ", ""),
    exportName: actor.exportName === "tickWork" ? "TickWork" : actor.exportName,
  }));
  assertEquals(told({ actors, lanes }), []);
});

Deno.test("every single difference is told in the words of the drawing", () => {
  const cases: [change: Partial<NormalForm>, lines: string[]][] = [
    [{ actors: FORM.actors.slice(0, 2) }, ["Work 2: only in graph.dot"]],
    [{ actors: [...FORM.actors, actor("New", "new")] }, ["New: only in main.ts"]],
    [living(0, { exportName: "other" }), ["Gen: mod::gen in graph.dot, mod::other in main.ts"]],
    [living(0, { troupe: "office" }), ["Gen: no troupe in graph.dot, troupe=office in main.ts"]],
    [living(1, { troupe: "hall" }), ["Work 1: troupe=office in graph.dot, troupe=hall in main.ts"]],
    [living(1, { supervisor: null }), [
      "Work 1: supervisor=inner in graph.dot, the supervisor of the graph in main.ts",
    ]],
    [living(2, { restart: "transient" }), [
      "Work 2: restart=temporary in graph.dot, restart=transient in main.ts",
    ]],
    [living(2, { hangMs: 60_000 }), ["Work 2: hang=5s in graph.dot, hang=1min in main.ts"]],
    [living(0, { hangMs: Infinity }), ["Gen: hang=1min in graph.dot, hang=never in main.ts"]],
    [living(2, { durable: false, restart: "permanent" }), [
      "Work 2: restart=temporary in graph.dot, restart=permanent in main.ts; " +
      "durable=true in graph.dot, durable=false in main.ts",
    ]],
    [{ supervisors: FORM.supervisors.slice(0, 1) }, ["supervisor outer: only in graph.dot"]],
    [{ supervisors: [...FORM.supervisors, { name: "new", strategy: "oneForOne", parent: null }] }, [
      "supervisor new: only in main.ts",
    ]],
    [
      {
        supervisors: [
          { name: "inner", strategy: "oneForOne", parent: null },
          { name: "outer", strategy: "oneForAll", parent: "inner" },
        ],
      },
      [
        "supervisor inner: strategy=restForOne in graph.dot, strategy=oneForOne in main.ts; " +
        "under outer in graph.dot, under that of the graph in main.ts",
        "supervisor outer: under that of the graph in graph.dot, under inner in main.ts",
      ],
    ],
    [{ lanes: FORM.lanes.map((lane, at) => ({ ...lane, lane: at === 2 ? null : 1 - at })) }, [
      "ticks (Gen -> Work 1): lane=0 in graph.dot, lane=1 in main.ts",
      "ticks (Gen -> Work 2): lane=1 in graph.dot, lane=0 in main.ts",
    ]],
    [changed(2, { lane: 0 }), [
      "more (Work 1 -> Work 2): a plain channel in graph.dot, lane=0 in main.ts",
    ]],
    [changed(0, { capacity: 9 }), ["ticks (Gen -> Work 1): #8 in graph.dot, #9 in main.ts"]],
    [changed(1, { type: "Tock" }), [
      "ticks (Gen -> Work 2): <Tick> in graph.dot, <Tock> in main.ts",
    ]],
    [changed(2, { to: "Gen" }), [
      "more (Work 1 -> Work 2): Work 1 -> Work 2 in graph.dot, Work 1 -> Gen in main.ts",
    ]],
    [changed(0, { to: "Work 2" }), [
      "ticks (Gen -> Work 1): Gen -> Work 1 in graph.dot, Gen -> Work 2 in main.ts",
    ]],
    [changed(2, { fromPort: "others" }), [
      "more (Work 1 -> Work 2): port more of Work 1 in graph.dot, port others of Work 1 in main.ts",
    ]],
    [changed(2, { toPort: "others" }), [
      "more (Work 1 -> Work 2): port more of Work 2 in graph.dot, port others of Work 2 in main.ts",
    ]],
    [changed(2, { channel: "less" }), [
      "less (Work 1 -> Work 2, <Tick> #8): only in main.ts",
      "more (Work 1 -> Work 2, <Tick> #8): only in graph.dot",
    ]],
    [{ lanes: FORM.lanes.slice(0, 2) }, ["more (Work 1 -> Work 2, <Tick> #8): only in graph.dot"]],
    [{ lanes: [...FORM.lanes, lane("ticks", "Gen", "Work 2", { lane: 2 })] }, [
      "ticks (Gen -> Work 2, <Tick> #8): only in main.ts",
    ]],
    // One that is new moves those behind it, which is not told.
    [{
      lanes: [lane("ticks", "Gen", "Work 0"), ...FORM.lanes].map((lane, at) => ({
        ...{ ...lane, lane: lane.channel === "ticks" ? at : null },
      })),
    }, ["ticks (Gen -> Work 0, <Tick> #8): only in main.ts"]],
    [changed(1, { type: "Tock", capacity: 3 }), [
      "ticks (Gen -> Work 2): <Tick> in graph.dot, <Tock> in main.ts; #8 in graph.dot, #3 in main.ts",
    ]],
  ];
  for (const [change, lines] of cases) assertEquals(told(change), lines);
});

Deno.test("who stands for an end of the host is whatever module the drawing gives it", () => {
  const actors = [
    actor("Gen", "", { hangMs: Infinity, restart: "permanent" }),
    ...FORM.actors.slice(1),
  ];
  const lanes = FORM.lanes.map((lane) => lane.from === "Gen" ? { ...lane, fromPort: "" } : lane);
  assertEquals(told({ actors, lanes }), []);
});

/** Each single change of a lane. */
const LANE_CHANGES: readonly ((lane: NormalLane) => NormalLane[])[] = [
  () => [],
  (lane) => [lane, lane],
  (lane) => [{ ...lane, capacity: lane.capacity + 1 }],
  (lane) => [{ ...lane, type: `${lane.type}2` }],
  (lane) => [{ ...lane, from: `other ${lane.from}` }],
  (lane) => [{ ...lane, to: `other ${lane.to}` }],
  (lane) => [{ ...lane, fromPort: `${lane.fromPort}2` }],
  (lane) => [{ ...lane, toPort: `${lane.toPort}2` }],
  (lane) => [{ ...lane, channel: `${lane.channel}_2` }],
  (lane) => [{ ...lane, lane: lane.lane === null ? 0 : lane.lane + 100 }],
];

/** Each single change of how an actor lives. */
const LIFE_CHANGES: readonly ((actor: NormalActor) => Partial<NormalActor>)[] = [
  ({ label }) => ({ label: `other ${label}` }),
  ({ exportName }) => ({ exportName: `${exportName}X` }),
  ({ troupe }) => ({ troupe: troupe === null ? "new" : null }),
  ({ supervisor }) => ({ supervisor: supervisor === null ? "new" : null }),
  ({ restart }) => ({ restart: restart === "permanent" ? "transient" : "permanent" }),
  ({ hangMs }) => ({ hangMs: hangMs === 60_000 ? Infinity : 60_000 }),
  ({ durable }) => ({ durable: !durable }),
];

Deno.test("whatever single thing of any graph is changed, on either side, is told", () => {
  fc.assert(
    fc.property(
      anyTopology(),
      fc.nat(),
      fc.constantFrom(...LANE_CHANGES),
      fc.boolean(),
      (topology, at, change, isDrawn) => {
        const form = normalFormOfTopology(topology, ({ kind }) => kind);
        const place = at % form.lanes.length;
        const lanes = form.lanes.flatMap((lane, i) => i === place ? change(lane) : [lane]);
        const actor = form.actors[at % form.actors.length]!;
        const actors = form.actors.filter((one) => one !== actor);
        for (
          const other of [
            { ...form, lanes },
            { ...form, actors },
            ...LIFE_CHANGES.map((change) => ({
              ...form,
              actors: [...actors, { ...actor, ...change(actor) }],
            })),
            ...form.supervisors.flatMap((supervisor, i) => [
              { ...form, supervisors: form.supervisors.toSpliced(i, 1) },
              {
                ...form,
                supervisors: form.supervisors.with(i, {
                  ...supervisor,
                  strategy: supervisor.strategy === "oneForOne" ? "oneForAll" : "oneForOne",
                }),
              },
              {
                ...form,
                supervisors: form.supervisors.with(i, {
                  ...supervisor,
                  parent: supervisor.parent === null ? "new" : null,
                }),
              },
            ]),
          ]
        ) {
          const [drawn, found] = isDrawn ? [form, other] : [other, form];
          assert(differencesBetween(drawn!, found!, NAMES).length > 0, JSON.stringify(other));
        }
      },
    ),
    { numRuns: 500 },
  );
});
