import type { DesignSupervisor } from "../design.ts";
import { snakeCase } from "../naming.ts";
import type { NormalActor } from "../normal_form.ts";
import { printLimit } from "../read/mod.ts";
import { plain, type SideNames, sides } from "./sides.ts";

/** Where both sides differ in who there is, and in how they live, a line for each actor. */
export function actorDifferences(
  drawn: readonly NormalActor[],
  found: readonly NormalActor[],
  names: SideNames,
): string[] {
  const left = new Map(found.map((actor) => [plain(actor.label), actor]));
  const lines: string[] = [];
  for (const actor of drawn) {
    const { label } = actor;
    const other = left.get(plain(label));
    left.delete(plain(label));
    if (other === undefined) lines.push(`${label}: only in ${names.drawn}`);
    // What stands for an end of the host is whatever the drawing says.
    else if (other.exportName !== "") lines.push(...lineOfActor(actor, other, names));
  }
  for (const { label } of left.values()) lines.push(`${label}: only in ${names.found}`);
  return lines;
}

function lineOfActor(drawn: NormalActor, found: NormalActor, names: SideNames): string[] {
  const [before, after] = [drawn, found].map(marksOf) as [string[], string[]];
  const parts = before.flatMap((mark, at) =>
    mark === after[at] ? [] : [sides(names, mark, after[at] as string)]
  );
  return parts.length === 0 ? [] : [`${drawn.label}: ${parts.join("; ")}`];
}

/** All that is said of an actor, each in its place, as a drawing says it. */
function marksOf(
  { exportName, troupe, supervisor, restart, hangMs, durable }: NormalActor,
): string[] {
  return [
    `mod::${snakeCase(exportName)}`,
    troupe === null ? "no troupe" : `troupe=${troupe}`,
    supervisor === null ? "the supervisor of the graph" : `supervisor=${supervisor}`,
    `restart=${restart}`,
    `hang=${printLimit(hangMs)}`,
    `durable=${durable}`,
  ];
}

/** Where both sides differ in who starts actors again, a line for each supervisor. */
export function supervisorDifferences(
  drawn: readonly DesignSupervisor[],
  found: readonly DesignSupervisor[],
  names: SideNames,
): string[] {
  const left = new Map(found.map((supervisor) => [supervisor.name, supervisor]));
  const lines: string[] = [];
  for (const { name, strategy, parent } of drawn) {
    const other = left.get(name);
    left.delete(name);
    if (other === undefined) {
      lines.push(`supervisor ${name}: only in ${names.drawn}`);
      continue;
    }
    const parts = [
      ...strategy === other.strategy
        ? []
        : [sides(names, `strategy=${strategy}`, `strategy=${other.strategy}`)],
      ...parent === other.parent ? [] : [sides(names, placeOf(parent), placeOf(other.parent))],
    ];
    if (parts.length > 0) lines.push(`supervisor ${name}: ${parts.join("; ")}`);
  }
  for (const name of left.keys()) lines.push(`supervisor ${name}: only in ${names.found}`);
  return lines;
}

function placeOf(parent: string | null): string {
  return parent === null ? "under that of the graph" : `under ${parent}`;
}
