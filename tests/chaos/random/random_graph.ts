/** Random graphs as graphs: drawn, and compared with what they must have done. */
import type { ActorShape, Graph, Kind, StopReport, Supervisor } from "@steady-state/deno";
import type { Fate } from "../fate.ts";
import { KINDS } from "./messages.ts";
import { queryOf } from "./node.ts";
import type { Arrivals, Edge, KindName, Node, Shape } from "./shape.ts";
import type { Args, Form } from "./work.ts";

/** What does not agree at the end of a random graph. */
export interface Comparison {
  /** Messages that were sent and not taken, and that were taken and not sent. */
  readonly lost: number;
  readonly doubled: number;
  /** What else is not as it must be: one sentence each. */
  readonly differences: readonly string[];
}

/** What is told of an actor of a random graph beside its shape. */
export interface Casting {
  readonly args?: Partial<Pick<Args, "banes" | "bane" | "vetoes" | "fate">>;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly followed?: boolean;
}

/**
 * Draws the actors and channels of a shape into a graph.
 *
 * @param castings what is special of each actor, by its place
 */
export async function draw(
  graph: Graph,
  shape: Shape,
  fates: readonly Fate[],
  castings: readonly Casting[] = [],
): Promise<void> {
  const { nodes, edges, seed, count } = shape;
  const channels = edges.map(({ name, kind, capacity, checked }) =>
    graph.channel(name, KINDS[kind] as Kind<unknown>, { capacity, checked })
  );
  const troupes = Array.from({ length: shape.troupes }, (_, i) => graph.troupe(`T${i}`));
  const supervisors: Supervisor[] = [];
  for (const [i, strategy] of shape.strategies.entries()) {
    const above = supervisors[i - 1];
    supervisors.push(graph.supervisor(`S${i}`, {
      strategy,
      intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
      ...(above && { supervisor: above }),
    }));
  }
  for (const [i, one] of nodes.entries()) {
    const { label, role, ins, outs, gathers } = one;
    const [name, number] = label.split(" ") as [string, string];
    const kinds = (numbers: readonly number[]): KindName[] =>
      numbers.map((edge) => (edges[edge] as Edge).kind);
    const form: Form = {
      role,
      ins: kinds(ins),
      outs: kinds(outs),
      gathers,
      followed: castings[i]?.followed ?? false,
    };
    const module = new URL(`./node.ts${queryOf(form)}`, import.meta.url).href;
    const { node } = await import(module) as { readonly node: ActorShape };
    const rx = ins.map((edge) => channels[edge]!.rx);
    const tx = outs.map((edge) => channels[edge]!.tx);
    const ports: Record<string, unknown> = {};
    if (gathers) ports.ins = rx;
    else rx.forEach((end, port) => ports[`in${port}`] = end);
    if (role === "broadcaster") ports.outs = tx;
    else tx.forEach((end, port) => ports[`out${port}`] = end);
    const casting = castings[i];
    const args: Args = {
      node: i,
      outs,
      banes: 0,
      bane: "throws",
      vetoes: 0,
      seed,
      count,
      limit: limitOf(one, shape),
      fate: fates[i]!.memory,
      ...casting?.args,
    };
    const supervisor = one.supervisor === null ? undefined : supervisors[one.supervisor];
    const troupe = one.troupe === null ? undefined : troupes[one.troupe];
    graph.actor(name, node, {
      instance: Number(number),
      ports,
      args: { ...args },
      ...(troupe && { troupe }),
      ...(supervisor && { supervisor }),
      ...casting?.options,
    } as never);
  }
}

/** As many values as go round a turner's loop without ever filling a channel of it: that leaves room for one more. */
function limitOf({ role, outs }: Node, { nodes, edges }: Shape): number {
  if (role !== "turner") return 1;
  let limit = Infinity;
  let edge = edges[outs[0] as number] as Edge;
  const turner = edge.from;
  for (;;) {
    limit = Math.min(limit, edge.capacity);
    if (edge.to === turner) return limit - 1;
    edge = edges[(nodes[edge.to] as Node).outs[0] as number] as Edge;
  }
}

/** What is not as it must be, beside crashes that nobody expected. */
export function compare(
  { nodes, edges, count }: Shape,
  arrivals: readonly Arrivals[],
  report: StopReport,
  unexpected: readonly string[],
): Comparison {
  const states = nodes.map(({ label }) =>
    report.actors.find((actor) => actor.label === label)!.state as Record<string, number>
  );
  const differences = [...unexpected];
  const expect = (what: string, is: unknown, must: unknown) => {
    if (is !== must) differences.push(`${what} is ${is}, must be ${must}`);
  };
  let lost = 0;
  let doubled = 0;
  edges.forEach(({ name, from, to }, i) => {
    const port = (node: number, side: "ins" | "outs") => (nodes[node] as Node)[side].indexOf(i);
    const sent = states[from]![`out${port(from, "outs")}Count`]!;
    const taken = states[to]![`in${port(to, "ins")}Count`]!;
    lost += Math.max(0, sent - taken);
    doubled += Math.max(0, taken - sent);
    expect(
      `the hash of what was taken from ${name}`,
      states[to]![`in${port(to, "ins")}Hash`],
      states[from]![`out${port(from, "outs")}Hash`],
    );
    const { sent: counted, left } = report.channels.find(({ label }) => label === name)!;
    expect(`the count of what was sent on ${name}`, counted, sent);
    expect(`what is left in ${name}`, left, 0);
  });
  nodes.forEach(({ label, role, ins, outs }, i) => {
    const state = states[i]!;
    const sum = (side: string, ports: readonly number[], first = 0) =>
      ports.slice(first).reduce((all, _, port) => all + state[`${side}${port + first}Count`]!, 0);
    const taken = sum("in", ins);
    const sent = sum("out", outs);
    if (role === "source") expect(`what ${label} has sent`, sent, count);
    if (role === "relay") expect(`what ${label} has sent`, sent, taken);
    if (role === "broadcaster") expect(`what ${label} has sent`, sent, taken * outs.length);
    if (role === "turner") {
      expect(`what ${label} has passed on`, sum("out", outs, 1), sum("in", ins, 1));
      expect(`what is open at ${label}`, state.open, 0);
    }
    const { count: must, sum: total } = arrivals[i] as Arrivals;
    if (Number.isNaN(must) || role === "source") return;
    expect(`what came to ${label}`, role === "turner" ? sum("in", ins, 1) : taken, must);
    if (role !== "turner") expect(`the sum at ${label}`, state.sum, total);
  });
  for (const { label, outcome, why } of report.actors) {
    if (outcome !== "ended") differences.push(`${label} ${outcome}: ${why}`);
  }
  return { lost, doubled, differences };
}
