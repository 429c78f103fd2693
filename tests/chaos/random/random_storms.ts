import { type RandomResult, randomStorm } from "./random_storm.ts";

/** What came of many random graphs. */
export interface RandomTotals {
  readonly graphs: number;
  readonly actors: number;
  readonly messages: number;
  readonly faults: number;
  readonly crashes: number;
  readonly lost: number;
  readonly doubled: number;
  /** Graphs in which nothing moved any more, and that did not come to a clean end. */
  readonly hangs: number;
  readonly unclean: number;
  /** Messages that were given up though they had done nothing. */
  readonly blamed: number;
  /** Seeds in which something was not as it must be, for whatever reason. */
  readonly failed: readonly number[];
}

/** Runs `graphs` random graphs, one after the other, from `seed` on. Prints what is wrong with its seed, and the totals. */
export async function randomStorms(
  seed: number,
  graphs: number,
): Promise<{ readonly totals: RandomTotals; readonly results: readonly RandomResult[] }> {
  const results: RandomResult[] = [];
  for (let i = 0; i < graphs; i++) {
    const result = await randomStorm(seed + i);
    results.push(result);
    for (const fault of faultsOf(result)) console.log(`  graph ${result.seed}: ${fault}`);
  }
  const totals = totalsOf(results);
  for (const [name, value] of Object.entries(totals)) {
    console.log(
      `  ${name.padEnd(10)} ${Array.isArray(value) ? value.join(", ") || "none" : value}`,
    );
  }
  return { totals, results };
}

function faultsOf({ differences, hung, clean, blamed }: RandomResult): string[] {
  return [
    ...differences,
    ...(hung ? ["nothing moved any more"] : []),
    ...(clean ? [] : ["the end was not clean"]),
    ...(blamed > 0 ? [`${blamed} messages were given up`] : []),
  ];
}

function totalsOf(results: readonly RandomResult[]): RandomTotals {
  const sum = (of: (result: RandomResult) => number) =>
    results.reduce((all, result) => all + of(result), 0);
  return {
    graphs: results.length,
    actors: sum(({ actors }) => actors),
    messages: sum(({ messages }) => messages),
    faults: sum(({ faults }) => faults),
    crashes: sum(({ crashes }) => crashes),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    hangs: sum(({ hung }) => hung ? 1 : 0),
    unclean: sum(({ clean }) => clean ? 0 : 1),
    blamed: sum(({ blamed }) => blamed),
    failed: results.filter((result) => faultsOf(result).length > 0).map(({ seed }) => seed),
  };
}
