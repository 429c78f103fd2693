import { type Fault, FAULT_KINDS, MOST_STORES } from "./fault_kinds.ts";

/** So many runs are spent on looking for fewer faults: the same on every machine. */
const MOST_RUNS = 1000;
/** What they may take in the machine's time, where each is long. */
const BUDGET_MS = 60_000;

/** Says whether a run fails, as the first did, with these faults and no others. */
export type Fails = (faults: readonly Fault[]) => Promise<boolean>;

/** What was found. */
export interface Shrunk {
  /** The faults with which a run still fails. */
  readonly left: readonly Fault[];
  /** Runs that it took. */
  readonly runs: number;
  /** Whether all was tried that there is to be tried. */
  readonly isComplete: boolean;
}

/** Says whether a run fails, and counts: once nothing more may be tried, none does. */
interface Trials {
  fails(faults: readonly Fault[]): Promise<boolean>;
}

/**
 * The fewest faults with which a run still fails, as far as they are found.
 *
 * First whole kinds of fault are left out, then halves, quarters and so on of what remains: delta debugging, by Andreas Zeller. But what
 * is left out changes what the others meet: a death in the last turn is one no more if that turn has become another. So then each kind
 * of fault is tried alone, in every step that its worker takes in a run in which nothing goes wrong. At last what is left is made
 * smaller: a pause shorter, a clock less wrong.
 *
 * @param steps how many steps each worker takes in such a run
 */
export async function shrink(
  all: readonly Fault[],
  steps: ReadonlyMap<string, number>,
  fails: Fails,
): Promise<Shrunk> {
  const end = performance.now() + BUDGET_MS;
  let runs = 0;
  let isComplete = true;
  const trials: Trials = {
    fails: async (faults) => {
      isComplete &&= runs < MOST_RUNS && performance.now() < end;
      if (!isComplete) return false;
      runs++;
      return await fails(faults);
    },
  };
  return { left: await fewest(all, steps, trials), runs, isComplete };
}

async function fewest(
  all: readonly Fault[],
  steps: ReadonlyMap<string, number>,
  trials: Trials,
): Promise<readonly Fault[]> {
  // With the very list it must fail as it did, or nothing can be concluded.
  if (all.length === 0 || !(await trials.fails(all))) return all;
  if (await trials.fails([])) return [];
  const parts = await withoutParts(await withoutKinds(all, trials), trials);
  const left = parts.length > 1 ? await alone(parts, steps, trials) ?? parts : parts;
  return await smaller(left, trials);
}

async function withoutKinds(all: readonly Fault[], trials: Trials): Promise<readonly Fault[]> {
  let left = all;
  for (const kind of new Set(all.map(({ kind }) => kind))) {
    const less = left.filter((fault) => fault.kind !== kind);
    if (less.length > 0 && await trials.fails(less)) left = less;
  }
  return left;
}

async function withoutParts(all: readonly Fault[], trials: Trials): Promise<readonly Fault[]> {
  let left = all;
  for (let parts = 2; left.length > 1;) {
    const size = Math.ceil(left.length / parts);
    const less = await firstThat(without(left, size), trials);
    if (less !== undefined) {
      left = less;
      parts = Math.max(parts - 1, 2);
    } else if (size === 1) break;
    else parts = Math.min(2 * parts, left.length);
  }
  return left;
}

function* without<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += size) {
    yield [...all.slice(0, from), ...all.slice(from + size)];
  }
}

async function alone(
  left: readonly Fault[],
  steps: ReadonlyMap<string, number>,
  trials: Trials,
): Promise<readonly Fault[] | undefined> {
  const kinds = new Map(left.map((fault) => [`${fault.kind} ${fault.worker}`, fault]));
  const tries = function* (): Generator<readonly Fault[]> {
    for (const fault of kinds.values()) {
      const measures = fault.kind === "deathAtStore"
        ? Array.from({ length: MOST_STORES }, (_, store) => store)
        : [fault.measure];
      // From the end on: what goes wrong in the first steps goes wrong in nearly every run.
      for (let step = steps.get(fault.worker) ?? 0; step > 0; step--) {
        for (const measure of measures) yield [{ ...fault, step, measure }];
      }
    }
  };
  return await firstThat(tries(), trials);
}

async function smaller(all: readonly Fault[], trials: Trials): Promise<readonly Fault[]> {
  let left = all;
  for (let place = 0; place < all.length; place++) {
    for (let fault = left[place] as Fault; FAULT_KINDS[fault.kind].isExtent;) {
      fault = { ...fault, measure: Math.trunc(fault.measure / 2) };
      const less = left.with(place, fault);
      if (fault.measure === 0 || !(await trials.fails(less))) break;
      left = less;
    }
  }
  return left;
}

async function firstThat(
  lists: Iterable<readonly Fault[]>,
  trials: Trials,
): Promise<readonly Fault[] | undefined> {
  for (const list of lists) if (await trials.fails(list)) return list;
  return undefined;
}
