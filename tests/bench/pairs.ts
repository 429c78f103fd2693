/** Ours against ours of another checkout: is a change slower than what was there before? */
import type { Case, Row } from "./cases.ts";
import { type Figures, type Program, runProgram } from "./run_program.ts";

/** One figure, here and there. */
export interface Comparison {
  readonly case: string;
  readonly name: string;
  /** How many times better here than there, pair by pair: above 1 in favour of here, whichever way the unit counts. */
  readonly ratios: readonly number[];
  /** Their geometric mean, and where it lies with a confidence of 95 %. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

const HERE = new URL("../../", import.meta.url).pathname;

/** The same program in another checkout. */
function elsewhere(program: Program, root: string): Program {
  return { ...program, args: program.args.map((arg) => arg.replace(HERE, `${root}/`)) };
}

/**
 * Runs a case's own program here and in the checkout at `root` in turn, `pairs` times. Which of the two comes first changes each
 * time, so that what warms the machine up favours none.
 */
export async function comparePairs(
  { letter, rows, ours }: Case,
  root: string,
  pairs: number,
): Promise<Comparison[]> {
  const programs = [ours, elsewhere(ours, root)] as const;
  const figures: [Figures, Figures][] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const first = pair % 2;
    const one = await runAgain(programs[first] as Program);
    const other = await runAgain(programs[1 - first] as Program);
    figures.push(first === 0 ? [one, other] : [other, one]);
  }
  return rows.map((row) => comparisonOf(letter, row, figures));
}

/** Once more, if it fails: one bad start among many is no reason to leave a case out. */
function runAgain(program: Program): Promise<Figures> {
  return runProgram(program).catch(() => runProgram(program));
}

function comparisonOf(
  letter: string,
  { name, figure, higherIsBetter, grain = 0 }: Row,
  figures: readonly [Figures, Figures][],
): Comparison {
  const ratios = figures.map(([here, there]) => {
    const ratio = Math.max(here[figure]!, grain) / Math.max(there[figure]!, grain);
    return higherIsBetter ? ratio : 1 / ratio;
  });
  return { case: letter, name, ratios, ...interval(ratios) };
}

/** The geometric mean of some ratios and its interval of confidence. */
export function interval(
  ratios: readonly number[],
): { readonly ratio: number; readonly low: number; readonly high: number } {
  const logs = ratios.map(Math.log);
  const count = logs.length;
  const mean = logs.reduce((sum, log) => sum + log, 0) / count;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (count - 1);
  const reach = studentQuantile(count - 1) * Math.sqrt(variance / count);
  return { ratio: Math.exp(mean), low: Math.exp(mean - reach), high: Math.exp(mean + reach) };
}

/**
 * The value that Student's t with so many degrees of freedom exceeds in 2.5 % of all cases (the expansion 26.7.5 of Abramowitz
 * and Stegun, "Handbook of Mathematical Functions").
 */
export function studentQuantile(freedom: number): number {
  const z = 1.959964;
  return z + (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3);
}

/** Prints comparisons, a line each. */
export function printComparisons(comparisons: readonly Comparison[]): void {
  for (const { case: letter, name, ratio, low, high, ratios } of comparisons) {
    const digits = (value: number) => value.toFixed(3);
    const range = `${digits(Math.min(...ratios))} to ${digits(Math.max(...ratios))}`;
    const verdict = high < 0.97 ? "  SLOWER" : low > 1.03 ? "  faster" : "";
    console.log(
      `(${letter}) ${name.padEnd(56)} ${digits(ratio)}  [${digits(low)}, ${
        digits(high)
      }]  pairs ${range}${verdict}`,
    );
  }
}
