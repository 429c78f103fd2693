import type { Cover } from "./cover.ts";
import { currentThread } from "./context.ts";

/** The machine's own, as they are before anybody puts others in their place. */
const MACHINE = { ...Deno.env, chdir: Deno.chdir, cwd: Deno.cwd };

/** What the environment had before code of a simulation changed it. */
const before = new Map<string, string | undefined>();
let cwdBefore: string | undefined;

function remember(name: string): void {
  if (currentThread() === undefined || before.has(name)) return;
  before.set(name, MACHINE.get(name));
}

/** What code of a simulation may change of the process, because it is put back afterwards. */
export function settingCovers(): Cover[] {
  const covers = {
    set: (name: string, value: string) => {
      remember(name);
      MACHINE.set(name, value);
    },
    delete: (name: string) => {
      remember(name);
      MACHINE.delete(name);
    },
  };
  const chdir = (directory: string | URL) => {
    if (currentThread() !== undefined) cwdBefore ??= MACHINE.cwd();
    MACHINE.chdir(directory);
  };
  return [
    ...Object.entries(covers).map(([key, value]) => ({ of: Deno.env, key, by: { value } })),
    { of: Deno, key: "chdir", by: { value: chdir } },
  ];
}

/** Puts back what code of simulations has changed: the environment, and the directory. */
export function putSettingsBack(): void {
  for (const [name, value] of before) {
    if (value === undefined) MACHINE.delete(name);
    else MACHINE.set(name, value);
  }
  before.clear();
  if (cwdBefore !== undefined) MACHINE.chdir(cwdBefore);
  cwdBefore = undefined;
}
