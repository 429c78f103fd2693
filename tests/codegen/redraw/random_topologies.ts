import fc from "fast-check";
import type {
  ActorNode,
  ChannelEdge,
  DefinitionNode,
  SupervisorNode,
  Topology,
} from "../../../src/protocol/mod.ts";

const KINDS = ["u32", "json", "bytes", "struct(n:u32)", "struct(s:oneOf a|b)", "call(json, u32)"];

/** Names that code has, and some that are a nuisance. */
const NAMES = fc.constantFrom(
  ...[
    "Gen",
    "WORKER",
    "tick counter",
    "it's",
    "Zähler",
    "class",
    "B2B Gate",
    "HTTP",
    "__proto x",
    "a*/b",
  ],
);

/** Supervisors above each other, and the place of each above those of the list. */
const SUPERVISORS: readonly SupervisorNode[] = [
  { name: "OUTER", strategy: "oneForAll", above: null },
  { name: 'the "inner"', strategy: "restForOne", above: "OUTER" },
  { name: "beside", strategy: "oneForOne", above: null },
];

type Life = Pick<
  ActorNode,
  "troupe" | "supervisors" | "restart" | "hangTimeoutMs" | "durable"
>;

/** How an actor lives: each may be under another supervisor, in another troupe, and start again at other times. */
const LIFE: fc.Arbitrary<Life> = fc.record({
  troupe: fc.constantFrom(null, "office", "back\\", "made by packing"),
  supervisors: fc.constantFrom([], ["OUTER"], ["OUTER", 'the "inner"'], ["beside"]),
  restart: fc.constantFrom("transient" as const, "permanent" as const, "temporary" as const),
  hangTimeoutMs: fc.constantFrom(60_000, 1500, 0.25, Infinity),
  durable: fc.boolean(),
});

/** Stages of equal actors, with channels or bundles between any two of them, whose lanes are in any order. */
export function anyTopology(): fc.Arbitrary<Topology> {
  return fc.record({
    stages: fc.uniqueArray(
      fc.record({
        name: NAMES,
        actors: fc.integer({ min: 1, max: 3 }),
        lives: fc.array(LIFE, { minLength: 3, maxLength: 3 }),
      }),
      { selector: ({ name }) => name.toLowerCase(), minLength: 2, maxLength: 5 },
    ),
    ties: fc.array(
      fc.record({
        from: fc.nat(),
        to: fc.nat(),
        lanes: fc.integer({ min: 1, max: 2 }),
        isBundle: fc.boolean(),
        kind: fc.constantFrom(...KINDS),
        capacity: fc.integer({ min: 1, max: 5000 }),
        order: fc.array(fc.nat(), { minLength: 18, maxLength: 18 }),
        ports: fc.constantFrom(["in", "out"], ["numbers", "numbers"], ["a_b", "aB"]),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  }).map(({ stages, ties }) => topologyOf(stages, ties));
}

interface Stage {
  readonly name: string;
  readonly actors: number;
  readonly lives: readonly Life[];
}

interface Tie {
  readonly from: number;
  readonly to: number;
  readonly lanes: number;
  readonly isBundle: boolean;
  readonly kind: string;
  readonly capacity: number;
  /** What puts the lanes in order. */
  readonly order: readonly number[];
  readonly ports: readonly string[];
}

function topologyOf(stages: readonly Stage[], ties: readonly Tie[]): Topology {
  const ports = stages.map((): string[] => []);
  const firsts: number[] = [];
  const actors = stages.flatMap(
    ({ name, actors, lives }, definition): Omit<ActorNode, "index">[] => {
      firsts.push(stages.slice(0, definition).reduce((sum, stage) => sum + stage.actors, 0));
      return Array.from({ length: actors }, (_, at) => ({
        ...{ name, instance: actors === 1 ? null : at, definition, ...lives[at]!, probe: 0 },
      }));
    },
  );
  const channels = ties.flatMap((tie, number): Omit<ChannelEdge, "index">[] => {
    const [from, to] = [tie.from % stages.length, tie.to % stages.length];
    const [takes, sends] = tie.ports.map((port) => `${port}${number}`) as [string, string];
    const [fromPort, toPort] = from === to ? [`${sends}Out`, `${takes}In`] : [sends, takes];
    ports[from]!.push(fromPort);
    ports[to]!.push(toPort);
    const pairs = range(stages[from]!.actors).flatMap((sender) =>
      range(stages[to]!.actors).flatMap((reader) =>
        range(tie.lanes).map(() => ({
          from: firsts[from]! + sender,
          to: firsts[to]! + reader,
        }))
      )
    );
    const shuffled = pairs.map((pair, at) => ({ pair, by: tie.order[at]! }))
      .sort((a, b) => a.by - b.by).map(({ pair }) => pair);
    const isBundle = tie.isBundle || pairs.length > 1;
    return shuffled.map((pair, lane) => ({
      ...{ name: `channel ${number}`, lane: isBundle ? lane : null, kind: tie.kind },
      ...{ ...pair, fromPort, toPort, capacity: tie.capacity },
      ...{ sentWord: 0, sentHighWord: 0, takenWord: 0, takenHighWord: 0 },
      ...{ messageBytes: null, bytesAt: 0, latencyAt: 0 },
    }));
  });
  return {
    graph: "any",
    definitions: stages.map((_, at): DefinitionNode => ({
      module: `file:///stage_${at}.ts`,
      exportName: `stage${at}`,
      ports: ports[at]!,
    })),
    troupes: ["office", "back\\"],
    supervisors: SUPERVISORS,
    actors: actors.map((actor, index) => ({ ...actor, index })),
    channels: channels.map((channel, index) => ({ ...channel, index })),
  };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, at) => at);
}
