/** Programs that are to be kept, as a command line asks for them. */
import type { ServiceJob } from "../../../src/cli/service/options.ts";
import { parsePrint } from "../../../src/cli/service/options.ts";

/** Where they are. */
export const PLACE = { execPath: "/usr/bin/deno", cwd: "/srv/orders" };

/** What those words ask for. */
export function job(args: readonly string[]): ServiceJob {
  const asked = parsePrint(["systemd", ...args]);
  if (asked === undefined) throw new Error("help was asked for");
  return asked.job;
}
