import { printError } from "../../printer.ts";
import { drawingOfTopology } from "../../codegen/redraw/mod.ts";
import { designOfFile, urlOfMessages, urlOfModule } from "./files.ts";
import type { DrawOptions } from "./options.ts";
import { loadProgram, partText } from "./program.ts";

/**
 * The drawing of a program, as text.
 *
 * @param note Is told if the drawing may not be all of it.
 * @throws {UsageError} if it cannot be loaded, draws no graph, or what is to be kept has faults
 */
export async function drawProgram(
  { main, messages, keep, args }: DrawOptions,
  note: (text: string) => void = printError,
): Promise<string> {
  const kept = keep === undefined ? undefined : await designOfFile(keep);
  const kinds = await urlOfMessages(main, messages);
  const program = await loadProgram(urlOfModule(main), kinds, { ...args && { args } });
  if (program.until !== undefined) note(partText(main, program.until));
  return drawingOfTopology(program.topology, program.kinds, kept);
}
