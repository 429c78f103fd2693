/**
 * Which thread of the system this is. Only Linux tells, and only a program with all permissions (`-A`); nobody is asked for one.
 *
 * @module
 */

const LINK = "/proc/thread-self";

/** The number of this thread, as `ps -T` and `taskset` have it; `null` where nobody tells. */
export function ownThread(): number | null {
  if (!mayRead(LINK)) return null;
  try {
    const thread = Number(Deno.readLinkSync(LINK).split("/").at(-1));
    return Number.isSafeInteger(thread) ? thread : null;
  } catch {
    return null;
  }
}

/** The core that a thread of this process runs on, or ran on last; `null` where nobody tells. */
export function coreOf(thread: number): number | null {
  const path = `/proc/self/task/${thread}/stat`;
  if (!mayRead(path)) return null;
  try {
    return coreIn(Deno.readTextFileSync(path));
  } catch {
    return null;
  }
}

/** The 39th field of `proc_pid_stat(5)`; the second is a name in brackets, which may hold anything. */
const FIELDS_AFTER_NAME = 36;

/** The core in what `stat` says of a thread. */
export function coreIn(stat: string): number | null {
  const field = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[FIELDS_AFTER_NAME];
  const core = Number(field);
  return field === undefined || !Number.isSafeInteger(core) ? null : core;
}

function mayRead(path: string): boolean {
  return Deno.build.os === "linux" &&
    Deno.permissions.querySync({ name: "read", path }).state === "granted";
}
