/** A stretch of parts that have kept their order: where it begins, before and after, and how many they are. */
export interface PartRun {
  readonly before: number;
  readonly after: number;
  readonly count: number;
}

/** Where parts were before a picture changed, and where they are now. */
export interface PartPlaces {
  /** How many there are now. */
  readonly width: number;
  readonly runs: readonly PartRun[];
  /** Stretches of parts that were not there. */
  readonly gaps: readonly Pick<PartRun, "after" | "count">[];
}

/** Finds the parts of before among those of now, by their names. Of several of one name the first is the first. */
export function placesOf(before: readonly string[], after: readonly string[]): PartPlaces {
  const known = new Map<string, number[]>();
  before.forEach((name, index) => {
    const indices = known.get(name);
    if (indices === undefined) known.set(name, [index]);
    else indices.push(index);
  });
  // The last one of each name lies on top.
  for (const indices of known.values()) indices.reverse();
  const runs: { before: number; after: number; count: number }[] = [];
  after.forEach((name, index) => {
    const place = known.get(name)?.pop();
    if (place === undefined) return;
    const last = runs.at(-1);
    const goesOn = last !== undefined && last.before + last.count === place &&
      last.after + last.count === index;
    if (goesOn) last.count++;
    else runs.push({ before: place, after: index, count: 1 });
  });
  return { width: after.length, runs, gaps: gapsBetween(runs, after.length) };
}

function gapsBetween(runs: readonly PartRun[], width: number): PartPlaces["gaps"] {
  const gaps = [];
  let next = 0;
  for (const { after, count } of [...runs, { after: width, count: 0 }]) {
    if (after > next) gaps.push({ after: next, count: after - next });
    next = after + count;
  }
  return gaps;
}
