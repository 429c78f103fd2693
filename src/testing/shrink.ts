import { type Fault, MOST_STORES } from "./fault_kinds.ts";

/** What looking for fewer faults may take, in the machine's time. */
const BUDGET_MS = 20_000;

/** Says whether a run fails with these faults and no others. */
export type Fails = (faults: readonly Fault[]) => Promise<boolean>;

/**
 * The fewest faults with which a run still fails, as far as they are found in {@link BUDGET_MS}.
 *
 * First halves, quarters and so on are left out: delta debugging, by Andreas Zeller. But what is left out changes what the others meet:
 * a death in the last turn is one no more if that turn has become another. So then each kind of fault is tried alone, in every step that
 * its worker takes in a run in which nothing goes wrong.
 *
 * @param steps how many steps each worker takes in such a run
 */
export async function shrink(
  all: readonly Fault[],
  steps: ReadonlyMap<string, number>,
  fails: Fails,
): Promise<readonly Fault[]> {
  const end = performance.now() + BUDGET_MS;
  const isOver = () => performance.now() > end;
  // With the very list it must fail as it did, or nothing can be concluded.
  if (all.length === 0 || !(await fails(all))) return all;
  if (await fails([])) return [];
  const left = await withoutParts(all, fails, isOver);
  return left.length > 1 ? await alone(left, steps, fails, isOver) ?? left : left;
}

async function withoutParts(
  all: readonly Fault[],
  fails: Fails,
  isOver: () => boolean,
): Promise<readonly Fault[]> {
  let left = all;
  for (let parts = 2; left.length > 1 && !isOver();) {
    const size = Math.ceil(left.length / parts);
    const less = await firstThat(without(left, size), fails);
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
  fails: Fails,
  isOver: () => boolean,
): Promise<readonly Fault[] | undefined> {
  const kinds = new Map(left.map((fault) => [`${fault.kind} ${fault.worker}`, fault]));
  const tries = function* (): Generator<readonly Fault[]> {
    for (const fault of kinds.values()) {
      const measures = fault.kind === "deathAtStore"
        ? Array.from({ length: MOST_STORES }, (_, store) => store)
        : [fault.measure];
      // From the end on: what goes wrong in the first steps goes wrong in nearly every run.
      for (let step = steps.get(fault.worker) ?? 0; step > 0; step--) {
        for (const measure of measures) {
          if (isOver()) return;
          yield [{ ...fault, step, measure }];
        }
      }
    }
  };
  return await firstThat(tries(), fails);
}

async function firstThat(
  lists: Iterable<readonly Fault[]>,
  fails: Fails,
): Promise<readonly Fault[] | undefined> {
  for (const list of lists) if (await fails(list)) return list;
  return undefined;
}
