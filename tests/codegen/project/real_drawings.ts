/** Drawings in DOT, and what people do to them: what is made of them is what the command line makes. */
import { readDesign, renderProject } from "../../../src/codegen/mod.ts";
import type { DrawingSource, Random } from "./storm.ts";

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly type: string;
  readonly capacity: number;
}

/** A drawing, as far as it changes. */
export interface RealDrawing {
  readonly edges: readonly Edge[];
  /** Marks of nodes, by their ids. */
  readonly drivers: Readonly<Record<string, string>>;
}

const IDS = ["Alpha", "Beta", "Gamma", "Delta", "Eps", "Zeta", "Eta"];
const TYPES = ["u32", "text", "Order", "Bill", "f64"];
const PACKAGE = { imports: { "@steady-state/deno": "jsr:@steady-state/deno@^0.1.0" } };

function dotOf({ edges, drivers }: RealDrawing): string {
  const nodes = Object.entries(drivers).map(([id, driver]) => `  ${id} [label="${driver}"];\n`);
  const lines = edges.map(({ from, to, name, type, capacity }) =>
    `  ${from} -> ${to} [label="name::${name} <${type}> #${capacity}"];\n`
  );
  return `digraph Shop {\n${nodes.join("")}${lines.join("")}}\n`;
}

function idsOf({ edges }: RealDrawing): string[] {
  return [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** The same drawing, with other ids. */
function renamed({ edges, drivers }: RealDrawing, nameOf: (id: string) => string): RealDrawing {
  return {
    edges: edges.map((edge) => ({ ...edge, from: nameOf(edge.from), to: nameOf(edge.to) })),
    drivers: Object.fromEntries(Object.entries(drivers).map(([id, text]) => [nameOf(id), text])),
  };
}

/** Drawings of a shop of up to seven actors. */
export const REAL_DRAWINGS: DrawingSource<RealDrawing> = {
  first: () => ({
    drivers: {},
    edges: [
      { from: "Alpha", to: "Beta", name: "orders", type: "Order", capacity: 16 },
      { from: "Beta", to: "Gamma", name: "bills", type: "u32", capacity: 8 },
    ],
  }),
  change(drawing, random) {
    const { edges, drivers } = drawing;
    const free = IDS.filter((id) => !idsOf(drawing).includes(id));
    const at = Math.floor(random() * edges.length);
    const edited = (change: Partial<Edge>) => ({
      drawing: { drivers, edges: edges.map((edge, i) => i === at ? { ...edge, ...change } : edge) },
      renames: [],
    });
    const dice = random();
    if (dice < 0.2) return edited({ capacity: 2 ** Math.floor(2 + random() * 6) });
    if (dice < 0.35) return edited({ type: pick(TYPES, random) });
    if (dice < 0.5 && free.length > 0) {
      const [from, to] = [pick(idsOf(drawing), random), pick(free, random)];
      const name = `way_${from}_${to}`.toLowerCase();
      const edge = { from, to, name, type: pick(TYPES, random), capacity: 8 };
      return { drawing: { drivers, edges: [...edges, edge] }, renames: [] };
    }
    if (dice < 0.6 && edges.length > 1) {
      const kept = { drivers: {}, edges: edges.filter((_, i) => i !== at) };
      const ids = idsOf(kept);
      const marks = Object.entries(drivers).filter(([id]) => ids.includes(id));
      return { drawing: { ...kept, drivers: Object.fromEntries(marks) }, renames: [] };
    }
    if (dice < 0.8 && free.length > 0) {
      const [from, to] = [pick(idsOf(drawing), random), pick(free, random)];
      return {
        drawing: renamed(drawing, (id) => id === from ? to : id),
        renames: [{ from: from.toLowerCase(), to: to.toLowerCase() }],
      };
    }
    if (dice < 0.9) {
      const [one, other] = [pick(idsOf(drawing), random), pick(idsOf(drawing), random)];
      const names = [one, other].map((id) => id.toLowerCase()) as [string, string];
      return {
        drawing: renamed(drawing, (id) => id === one ? other : id === other ? one : id),
        renames: one === other
          ? []
          : [{ from: names[0], to: names[1] }, { from: names[1], to: names[0] }],
      };
    }
    const driver = `AtLeastEvery(${1 + Math.floor(random() * 9)}s)`;
    const driven = { ...drivers, [pick(idsOf(drawing), random)]: driver };
    return { drawing: { edges, drivers: driven }, renames: [] };
  },
  async render(drawing) {
    const dot = dotOf(drawing);
    const read = await readDesign(dot);
    if ("design" in read) return renderProject(read.design, dot, PACKAGE);
    throw new Error(`${read.faults.join("\n")}\n${dot}`);
  },
};
