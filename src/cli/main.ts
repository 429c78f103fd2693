/**
 * A command that keeps a Deno program running.
 *
 * ```sh
 * deno run -A jsr:@steady-state/deno/cli run --deno "--allow-net" main.ts
 * deno run -A jsr:@steady-state/deno/cli systemd main.ts > main.service
 * ```
 *
 * A supervisor inside a process cannot help when the whole process dies: out of memory, killed, or ended with exit code 70
 * because a thread of it hung and could not be ended. `run` starts the program as a process of its own and starts it again,
 * with a limit and a growing pause; `systemd` prints a unit for where systemd shall do that. `run --help` tells all.
 *
 * @module
 */
import { type Job, parseCommandLine } from "./command_line.ts";
import { EXIT_USAGE } from "./exit_codes.ts";
import { helpOn } from "./help.ts";
import { realMachine } from "./machine.ts";
import { ProcessSupervisor } from "./process_supervisor.ts";
import { checkScript } from "./script.ts";
import { systemdUnit, unitNote } from "./systemd_unit.ts";
import { UsageError } from "./usage_error.ts";

async function obey(args: readonly string[]): Promise<number> {
  const command = parseCommandLine(args);
  if (command.kind === "help") {
    console.log(helpOn(command.topic));
    return 0;
  }
  const { kind, job } = command;
  checkScript(job.script);
  if (kind === "systemd") return printUnit(job);
  return await new ProcessSupervisor(job.script, job.options, realMachine(job)).run();
}

function printUnit(job: Job): number {
  const place = { execPath: Deno.execPath(), cwd: Deno.cwd() };
  console.log(systemdUnit(job, place).trimEnd());
  const note = unitNote(job, place);
  if (note !== undefined) console.error(note);
  return 0;
}

async function main(): Promise<never> {
  try {
    Deno.exit(await obey(Deno.args));
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof Deno.errors.NotCapable)) throw error;
    console.error(error.message);
    Deno.exit(EXIT_USAGE);
  }
}

if (import.meta.main) await main();
