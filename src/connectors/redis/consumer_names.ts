/**
 * Names that are made up for members of a group. A wire that is opened after another has lost its connection has the other's name again, and
 * with it what Redis has handed over to that.
 */
const idle = new Map<string, string[]>();

/** A name that nobody else has. */
export function takeName(group: string): string {
  return idle.get(group)?.pop() ?? `steady-${crypto.randomUUID()}`;
}

/** Leaves a name to whoever of this thread comes next. */
export function leaveName(group: string, name: string): void {
  const names = idle.get(group);
  if (names === undefined) idle.set(group, [name]);
  else names.push(name);
}
