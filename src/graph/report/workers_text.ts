import type { WorkerPlan } from "../../protocol/mod.ts";

/** So many workers, and so many actors of each, are named in a line. */
const MOST_WORKERS = 16;
const MOST_ACTORS = 12;

/** Who is in which worker, as a line for people. */
export function workersText(workers: readonly WorkerPlan[]): string {
  const all = workers.map(({ name, actors }) =>
    actors.length === 1
      ? (actors[0]?.label ?? name)
      : `${name} of ${shortened(actors.map(({ label }) => label), MOST_ACTORS, ", ")}`
  );
  const count = `${workers.length} ${workers.length === 1 ? "worker" : "workers"}`;
  return `${count}: ${shortened(all, MOST_WORKERS, " · ")}`;
}

function shortened(names: readonly string[], most: number, between: string): string {
  if (names.length <= most) return names.join(between);
  return [...names.slice(0, most), `${names.length - most} more`].join(between);
}
