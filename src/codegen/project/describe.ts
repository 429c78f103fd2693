/** What is told to people of an update. */
import { hasConflictMarks } from "./merge.ts";
import type { PendingUpdate } from "./pending.ts";
import type { ChangeKind, UpdatePlan } from "./plan.ts";
import { unifiedDiff } from "./unified_diff.ts";

/** The words for what becomes of a file, in the order in which they are told. What is moved is told as a rename. */
const WORDS: Readonly<Record<Exclude<ChangeKind, "moved away" | "moved here">, string>> = {
  made: "made",
  overwritten: "overwritten",
  merged: "merged",
  conflict: "conflict",
  "set aside": "set aside",
};

type DescribedRow = readonly [word: string, text: string];

/** What a plan does, file by file, and what there is to do for whoever reads it. */
export function describePlan(plan: UpdatePlan): string {
  const rows: DescribedRow[] = [
    ...plan.renames.map(({ from, to }): DescribedRow => ["renamed", `${from} to ${to}`]),
    ...Object.keys(WORDS).flatMap((kind) =>
      plan.changes.filter((change) => change.kind === kind)
        .map(({ path }): DescribedRow => [WORDS[kind as keyof typeof WORDS], path])
    ),
    ...plan.leftDeleted.map((path): DescribedRow => ["left deleted", path]),
    ...plan.orphans.map(({ path, isChanged }): DescribedRow => [
      "orphan",
      `${path}, ${isChanged ? "with changes of yours" : "as it was generated"}`,
    ]),
  ];
  const isIdle = plan.changes.length === 0;
  return [
    ...strangersText(plan),
    ...isIdle && plan.obstacles.length === 0 ? ["nothing to change"] : [],
    ...table(rows),
    ...advice(plan),
  ].join("\n");
}

function table(rows: readonly DescribedRow[]): string[] {
  const width = Math.max(0, ...rows.map(([word]) => word.length));
  return rows.map(([word, text]) => `  ${word.padEnd(width)}  ${text}`);
}

function advice({ changes, orphans, leftDeleted }: UpdatePlan): string[] {
  const lines: string[] = [];
  if (changes.some(({ kind }) => kind === "conflict")) {
    lines.push(
      "In a file with a conflict, choose between the lines from <<<<<<< yours to >>>>>>> generated now, and delete the marks",
    );
  }
  if (orphans.length > 0) {
    lines.push("Nothing in the drawing asks for an orphan: delete it if you do not need it");
  }
  if (leftDeleted.length > 0) {
    lines.push("What you deleted stays so; to have it made again, delete its text in .steady/base");
  }
  return lines;
}

/** What stands first: a program whose actor goes by another name runs without the code that its owner wrote, and nothing fails. */
function strangersText({ likelyRenames }: UpdatePlan): string[] {
  return likelyRenames.map(({ from, to }) =>
    `${from} is gone, and ${to}, which has the same ports, has code of its own, not what you wrote for ${from}: ` +
    `if it is the same by another name, say --rename ${from}=${to}, and what you wrote moves along`
  );
}

/** What a plan would change, as differences that `patch` takes. */
export async function diffOfPlan({ changes }: UpdatePlan): Promise<string> {
  const differences: string[] = [];
  for (const { path, before, after } of changes) {
    differences.push(await unifiedDiff(path, before, after));
  }
  return differences.join("\n");
}

/** What is told of an update that a process began that was killed. */
export function describePending(update: PendingUpdate): string {
  const paths = update.files.map(({ path }) => path);
  return paths.length === 0 ? "what is kept in .steady" : paths.join(", ");
}

/** Whether an update leaves conflicts to a person. */
export function leavesConflicts(update: PendingUpdate): boolean {
  return update.files.some(({ after }) => after !== null && hasConflictMarks(after));
}
