import type { Case } from "./cases.ts";
import type { Figures } from "./run_program.ts";

/** The name of our own program among the samples. */
export const OURS = "ours";

/** What the runs of a case gave. */
export interface Samples {
  readonly figures: Map<string, Figures[]>;
  /** Who could not run, and why. */
  readonly missing: Map<string, string>;
}

/** The lowest and the highest of some runs. */
export interface Spread {
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** One line of the table, as it is written to a file. Values are medians. */
export interface Result {
  readonly case: string;
  readonly name: string;
  readonly unit: string;
  readonly higherIsBetter: boolean;
  readonly ours: number | null;
  readonly peers: Readonly<Record<string, number>>;
  /** How many times better ours is: above 1 in our favour, whichever way the unit counts. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly spread: Readonly<Record<string, Spread>>;
  /** Who was not measured, and why. */
  readonly notRun: Readonly<Record<string, string>>;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Rates are kept in millions, as their unit says. */
function scaleOf(unit: string): number {
  return unit.startsWith("M ") ? 1e-6 : 1;
}

/** The lines of one case. */
export function resultsOf({ letter, rows }: Case, { figures, missing }: Samples): Result[] {
  return rows.map(({ name, unit, higherIsBetter, figure }) => {
    const values: Record<string, number> = {};
    const spread: Record<string, Spread> = {};
    const notRun: Record<string, string> = Object.fromEntries(missing);
    for (const [who, runs] of figures) {
      const all = runs.map((run) => run[figure]).filter((value) => value !== undefined)
        .map((value) => value * scaleOf(unit));
      if (all.length === 0) {
        notRun[who] = `it has no figure "${figure}"`;
        continue;
      }
      values[who] = median(all);
      spread[who] = { min: Math.min(...all), max: Math.max(...all), runs: all.length };
    }
    const { [OURS]: ours, ...peers } = values;
    const ratios: Record<string, number> = {};
    for (const [peer, value] of Object.entries(peers)) {
      if (ours !== undefined) ratios[peer] = higherIsBetter ? ours / value : value / ours;
    }
    return {
      case: letter,
      name,
      unit,
      higherIsBetter,
      ours: ours ?? null,
      peers,
      ratios,
      spread,
      notRun,
    };
  });
}
