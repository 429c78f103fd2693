/** Runs again that one failure is worth, at most. */
const MOST_RUNS = 300;

/**
 * The fewest of some things with which it still fails, as far as leaving out halves, quarters and so on finds them: delta debugging, by
 * Andreas Zeller. `fails` is asked with what is left of the list.
 */
export async function shrink<T>(
  all: readonly T[],
  fails: (left: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let runs = 0;
  const stillFails = (left: readonly T[]) => runs++ < MOST_RUNS ? fails(left) : false;
  // With the very list it must fail as it did, or nothing can be concluded.
  if (all.length === 0 || !(await stillFails(all))) return all;
  if (await stillFails([])) return [];
  let left = all;
  for (let parts = 2; left.length > 1;) {
    const size = Math.ceil(left.length / parts);
    let isLess = false;
    for (let from = 0; from < left.length; from += size) {
      const rest = [...left.slice(0, from), ...left.slice(from + size)];
      if (!(await stillFails(rest))) continue;
      left = rest;
      parts = Math.max(parts - 1, 2);
      isLess = true;
      break;
    }
    if (isLess) continue;
    if (size === 1) break;
    parts = Math.min(2 * parts, left.length);
  }
  return left;
}
