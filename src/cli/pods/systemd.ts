import type { ServiceScope } from "../service/mod.ts";
import { type PrintedService, printUnit } from "../service/mod.ts";
import { type LoadedPods, scriptOf } from "./load.ts";

/** Whose the units are, and under which account they run. */
export interface UnitAccount {
  readonly scope: ServiceScope;
  readonly user: string | undefined;
}

/**
 * What has systemd keep the pods: a unit for each, one behind the other. Who is fed is started before who feeds it, and ended after it.
 *
 * @param execPath the path of Deno
 */
export function systemdText(
  { pods, folder }: LoadedPods,
  account: UnitAccount,
  execPath: string,
): PrintedService {
  const units = [...pods].map(([name, pod]) =>
    printUnit(
      {
        options: { ...pod, ...account, name },
        script: scriptOf(pod, folder),
        args: pod.args,
      },
      { execPath, cwd: folder },
      { after: pod.feeds, env: pod.env },
    )
  );
  const notes = new Set(units.flatMap(({ note }) => note === undefined ? [] : [note]));
  return {
    text: units.map(({ text }) => text).join("\n"),
    note: notes.size === 0 ? undefined : [...notes].join("\n"),
  };
}
