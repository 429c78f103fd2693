/**
 * A command that makes a first project, keeps a Deno program running, and tells whether a graph can run here.
 *
 * ```sh
 * deno run -A jsr:@steady-state/deno/cli create hello
 * deno run -A jsr:@steady-state/deno/cli run --deno "--allow-net" main.ts
 * deno run -A jsr:@steady-state/deno/cli install --scope user --now main.ts
 * deno run -A jsr:@steady-state/deno/cli print systemd main.ts > main.service
 * deno run -A jsr:@steady-state/deno/cli pods up
 * deno run -A jsr:@steady-state/deno/cli hub 10.0.0.7:9900 10.0.0.8:9900
 * deno run --allow-read --allow-net=127.0.0.1 jsr:@steady-state/deno/cli doctor
 * ```
 *
 * A supervisor inside a process cannot help when the whole process dies: out of memory, killed, or ended with exit code 70
 * because a thread of it hung and could not be ended. `run` starts the program as a process of its own and starts it again,
 * with a limit and a growing pause; `install` has systemd do that, and `print` prints what systemd, launchd and Windows take. `run --help`
 * tells all.
 *
 * `pods up` does what `run` does for each of several programs, which the manifest `pods.ts` describes; `print systemd --pods` and
 * `print kubernetes` print what has them kept elsewhere.
 *
 * `hub` serves one page for many programs: one graph of all of them.
 *
 * `doctor` tries what a graph needs and can use with the permissions that it is given itself, and says what would not work.
 *
 * @module
 */
import { obey } from "./obey.ts";

export type { Pod, PodManifest } from "./pods/mod.ts";

if (import.meta.main) await obey(Deno.args);
