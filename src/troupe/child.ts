/**
 * What a process of actors runs: the same as a worker of the host's process, with a socket in the place of a port, and with the region
 * mapped by itself.
 *
 * What it takes to map the region it gives up before it loads any code that is not this package's.
 *
 * @module
 */
import { BellPipes } from "../process/bells.ts";
import type { Berth } from "../process/berth.ts";
import { keepFromOthers } from "../process/descriptors.ts";
import { ControlLine } from "../process/control_line.ts";
import { cText, mapShared, openLibC } from "../region/mod.ts";
import type { ProcessBootMessage } from "../protocol/mod.ts";
import type { CastMessage } from "./cast.ts";
import { ignoreEndSignals } from "../signals.ts";
import { Playhouse } from "./playhouse.ts";

const PARENT_DEATH_SIGNAL = 1;
const SIGKILL = 9n;

/** Modules by their URLs, as the program that was made for the process names them. */
export type Modules = Readonly<Record<string, () => Promise<Record<string, unknown>>>>;

/** Gets ready, and waits for what the host says. */
export function enter(berth: Berth, modules: Modules): void {
  // A Ctrl-C in a terminal reaches all processes of the program, and so does what a service's manager sends.
  ignoreEndSignals();
  const region = moveIn(berth);
  const playhouse = new Playhouse();
  let hasBooted = false;
  const line = new ControlLine(berth.control, {
    onMessage(message) {
      if (hasBooted) return playhouse.receive(message as CastMessage);
      hasBooted = true;
      const { plan } = message as ProcessBootMessage;
      playhouse.boot({
        plan: { ...plan, region },
        post: (news) => line.send(news),
        load: (module) => (modules[module] as Modules[string])(),
        // Rings of other processes come by the event loop.
        mayNap: false,
      });
      new BellPipes(region, berth.bells);
    },
    // The host is gone, or does not want it any more.
    onEnd: () => Deno.exit(0),
  });
  line.send({ type: "listening" });
}

/** Ties the process to its host, and maps the region. */
function moveIn({ host, folder, region, control, bells, libc: { path, isGivenUp } }: Berth) {
  const opened = openLibC();
  if (typeof opened === "string") throw new Error(`Cannot map the graph's memory: ${opened}`);
  const { libc } = opened;
  libc.prctl(PARENT_DEATH_SIGNAL, SIGKILL, 0n, 0n, 0n);
  // It may have gone before it was said that this one goes with it.
  if (Deno.ppid !== host) Deno.exit(0);
  libc.chdir(cText(folder));
  keepFromOthers(libc, [
    control,
    region.descriptor,
    bells.read,
    ...bells.others.map(({ write }) => write),
  ]);
  const mapped = mapShared(libc, region.descriptor, region.bytes);
  if (isGivenUp) Deno.permissions.revokeSync({ name: "ffi", path });
  return mapped;
}
