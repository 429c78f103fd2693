/** Random sequences of edits. `STORMS=N` has more of them, `STORM_SEED=S` one. */
import { assert } from "@std/assert";
import { REAL_DRAWINGS } from "./real_drawings.ts";
import { renderSample, type SampleDrawing, type SampleModule } from "./sample_drawing.ts";
import { type DrawingSource, type Random, storm, type StormReport } from "./storm.ts";

const NAMES = ["tick", "tock", "tack", "gate", "gate_way", "store"];

function randomModule(name: string, random: Random): SampleModule {
  const lines = Array.from({ length: 2 + Math.floor(random() * 6) }, () => 1);
  return { name, ports: Math.floor(random() * 3), lines };
}

/** Drawings of a few modules, and what people do to them. */
export const SAMPLES: DrawingSource<SampleDrawing> = {
  first: (random) => ({
    title: 1,
    modules: NAMES.slice(0, 3).map((name) => randomModule(name, random)),
  }),
  change({ title, modules }, random) {
    const at = Math.floor(random() * modules.length);
    const one = modules[at];
    const free = NAMES.filter((name) => !modules.some((module) => module.name === name));
    const name = free[Math.floor(random() * free.length)];
    const dice = random();
    if (one === undefined || (dice < 0.2 && name !== undefined)) {
      return {
        drawing: { title, modules: [...modules, randomModule(name!, random)] },
        renames: [],
      };
    }
    const others = modules.filter((module) => module !== one);
    if (dice < 0.3) return { drawing: { title, modules: others }, renames: [] };
    if (dice < 0.45 && name !== undefined) {
      const drawing = { title, modules: [...others, { ...one, name }] };
      return { drawing, renames: [{ from: one.name, to: name }] };
    }
    const other = others[Math.floor(random() * others.length)];
    if (dice < 0.52 && other !== undefined) {
      // Two exchange their names.
      const rest = others.filter((module) => module !== other);
      return {
        drawing: {
          title,
          modules: [...rest, { ...one, name: other.name }, { ...other, name: one.name }],
        },
        renames: [{ from: one.name, to: other.name }, { from: other.name, to: one.name }],
      };
    }
    if (dice < 0.6) return { drawing: { title: title + 1, modules }, renames: [] };
    const line = Math.floor(random() * one.lines.length);
    const lines = dice < 0.9
      ? one.lines.map((version, index) => index === line ? version + 1 : version)
      : [...one.lines, 1];
    return {
      drawing: {
        title,
        modules: [...others, { ...one, lines, ports: one.ports + Math.round(random()) }],
      },
      renames: [],
    };
  },
  render: renderSample,
};

/** So many storms, each of a seed of its own. */
async function storms<D>(source: DrawingSource<D>, count: number): Promise<void> {
  const only = Deno.env.get("STORM_SEED");
  const seeds = only === undefined ? Array.from({ length: count }, (_, i) => i) : [Number(only)];
  const total: Partial<Record<keyof StormReport, number>> = {};
  for (const seed of seeds) {
    try {
      const report = await storm(seed, source);
      for (const [key, number] of Object.entries(report)) {
        total[key as keyof StormReport] = (total[key as keyof StormReport] ?? 0) + number;
      }
    } catch (error) {
      throw new Error(`STORM_SEED=${seed} fails: ${(error as Error).message}`, { cause: error });
    }
  }
  if (only !== undefined) return;
  // A storm in which nothing happens would hold anything.
  for (const [what, number] of Object.entries(total)) {
    assert(number >= count / 20, `only ${number} ${what} in ${count} storms`);
  }
  if (Deno.env.has("STORMS")) console.log(total);
}

Deno.test("no line of the owner's is lost and no conflict is silent, whatever is edited and wherever it is killed", async () => {
  await storms(SAMPLES, Number(Deno.env.get("STORMS") ?? 200));
});

Deno.test("so it is with drawings in DOT, and the projects that are made of them", async () => {
  await storms(REAL_DRAWINGS, Number(Deno.env.get("STORMS") ?? 40));
});
