import { listed } from "../../errors.ts";

/** So many labels are listed where nobody knows which was meant. */
const MOST_LISTED = 10;

/** What follows "there is no actor of that label": the one that may have been meant, or those there are. */
export function knownActors(label: string, labels: readonly string[]): string {
  const near = nearest(label, labels);
  if (near !== undefined) return `did you mean "${near}"?`;
  if (labels.length === 0) return "it has no actors";
  const rest = labels.length - MOST_LISTED;
  return `it has ${listed(labels.slice(0, MOST_LISTED))}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** The label that is nearly the same, or begins so: one of several of that name. */
function nearest(label: string, labels: readonly string[]): string | undefined {
  const [near] = labels.map((known) => ({ known, steps: stepsBetween(label, known) }))
    .sort((one, other) => one.steps - other.steps);
  if (near !== undefined && near.steps <= Math.max(1, Math.floor(label.length / 3))) {
    return near.known;
  }
  return labels.find((known) => known.startsWith(`${label} `));
}

/** How many letters have to be put in, left out or changed to make one of the other, whatever their case (Levenshtein's distance). */
function stepsBetween(one: string, other: string): number {
  const [from, to] = [one.toLowerCase(), other.toLowerCase()];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
