import { parseCommandLine } from "./command_line.ts";
import {
  type CreateOptions,
  createProject,
  describeProject,
  type GenerateOptions,
  generateProject,
  type RenderDrawing,
} from "./create/mod.ts";
import {
  describeFindings,
  type DoctorOptions,
  examine,
  findingsAsJson,
  isFit,
} from "./doctor/mod.ts";
import {
  EXIT_CONFLICTS,
  EXIT_DIFFERENT,
  EXIT_NOT_PRINTED,
  EXIT_UNFIT,
  EXIT_USAGE,
} from "./exit_codes.ts";
import type { CheckOptions } from "./drawing/mod.ts";
import { helpOn } from "./help.ts";
import { realMachine } from "./machine.ts";
import { ProcessSupervisor } from "./process_supervisor.ts";
import { checkScript } from "./script.ts";
import { installHere, printHere, uninstallHere } from "./services.ts";
import type { PrintedService } from "./service/mod.ts";
import { UsageError } from "./usage_error.ts";
import { exitProcess, printError } from "../printer.ts";

async function codeOf(args: readonly string[], render: RenderDrawing): Promise<number> {
  const command = parseCommandLine(args);
  if (command.kind === "help") {
    return answer(helpOn(command.topic));
  }
  if (command.kind === "check") return await check(command.options);
  if (command.kind === "draw") {
    const { drawProgram } = await import("./drawing/draw.ts");
    return answer((await drawProgram(command.options)).trimEnd());
  }
  if (command.kind === "prompt") {
    const { promptFor } = await import("./drawing/prompt.ts");
    return answer((await promptFor(command.options)).trimEnd());
  }
  if (command.kind === "doctor") return await consult(command.options);
  if (command.kind === "create") return await create(command.options, render);
  if (command.kind === "install") return await installHere(command.options, args);
  if (command.kind === "uninstall") return await uninstallHere(command.options, args);
  if (command.kind === "print") return printed(printHere(command.options));
  if (
    command.kind === "pods" || command.kind === "printUnits" || command.kind === "printKubernetes"
  ) {
    const { obeyOfPods } = await import("./fleets.ts");
    return await obeyOfPods(command, printed);
  }
  if (command.kind === "hub") {
    const { showPods } = await import("./hub/serve.ts");
    return await showPods(command.options);
  }
  const { job } = command;
  checkScript(job.script, "run");
  return await new ProcessSupervisor(job.script, job.options, realMachine(job)).run();
}

/** Prints what has a program kept, and what there is to say about it. */
function printed({ text, note }: PrintedService): number {
  const code = answer(text.trimEnd());
  if (note !== undefined) printError(note);
  return code;
}

/** Makes a project, from a drawing or without one. */
async function create(
  options: CreateOptions | GenerateOptions,
  render: RenderDrawing,
): Promise<number> {
  if (!("dot" in options)) return answer(describeProject(await createProject(options)));
  const { text, isDone } = await generateProject(options, render, printError);
  const code = text === "" ? 0 : answer(text);
  return code === 0 && !isDone ? EXIT_CONFLICTS : code;
}

/** Says where a drawing and what was made from it differ. */
async function check(options: CheckOptions): Promise<number> {
  const { checkDrawing } = await import("./drawing/check.ts");
  const { same, text } = await checkDrawing(options);
  const code = answer(text);
  return code === 0 && !same ? EXIT_DIFFERENT : code;
}

/** Says what works here, and what does not. */
async function consult(options: DoctorOptions): Promise<number> {
  const findings = await examine(options);
  const code = answer(options.json ? findingsAsJson(findings) : describeFindings(findings));
  return code === 0 && !isFit(findings) ? EXIT_UNFIT : code;
}

/** Prints what was asked for. Half of it must not pass for the whole. */
function answer(text: string): number {
  try {
    console.log(text);
    return 0;
  } catch (error) {
    printError(`Cannot print to standard output: ${(error as Error).message}`);
    return EXIT_NOT_PRINTED;
  }
}

/** Makes projects of drawings. It is loaded where there is one to read. */
const renderDrawing: RenderDrawing = async (...drawing) =>
  await (await import("./create/render_drawing.ts")).renderDrawing(...drawing);

/**
 * Does what a command line asks for, and ends the process with the exit code that tells what came of it.
 *
 * @param render makes projects of drawings
 */
export async function obey(
  args: readonly string[],
  render: RenderDrawing = renderDrawing,
): Promise<void> {
  try {
    await exitProcess(await codeOf(args, render));
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof Deno.errors.NotCapable)) throw error;
    printError(error.message);
    await exitProcess(EXIT_USAGE);
  }
}
