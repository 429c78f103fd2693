import { drawingOfTopology } from "../../codegen/redraw/mod.ts";
import { designOfFile, urlOfMessages, urlOfModule } from "./files.ts";
import type { DrawOptions } from "./options.ts";
import { loadProgram } from "./program.ts";

/**
 * The drawing of a program, as text.
 *
 * @throws {UsageError} if it cannot be loaded, draws no graph, or what is to be kept has faults
 */
export async function drawProgram({ main, messages, keep }: DrawOptions): Promise<string> {
  const kept = keep === undefined ? undefined : await designOfFile(keep);
  const program = await loadProgram(urlOfModule(main), await urlOfMessages(main, messages));
  return drawingOfTopology(program.topology, program.kinds, kept);
}
