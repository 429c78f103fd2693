import { readDesign } from "../../codegen/mod.ts";
import { promptText } from "../../codegen/prompt/mod.ts";
import { textOfDrawing } from "./files.ts";
import type { PromptOptions } from "./options.ts";

/**
 * The text for a language model, with the drawing that there is already and what is wrong with it.
 *
 * @throws {UsageError} if there is no such drawing
 */
export async function promptFor({ drawing }: PromptOptions): Promise<string> {
  if (drawing === undefined) return promptText();
  const text = await textOfDrawing(drawing);
  const read = await readDesign(text);
  return promptText({ text, faults: "faults" in read ? read.faults : [] });
}
