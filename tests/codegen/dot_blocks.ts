import { readDesign } from "../../src/codegen/mod.ts";

/** The DOT blocks of a text in Markdown, without their fences. */
export function dotBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^(`{3,})dot\n(.*?)\n\1$/gms)].map(([, , text]) => text!);
}

/** What is wrong with a drawing that is to be refused. */
export async function refused(text: string): Promise<readonly string[]> {
  const read = await readDesign(text);
  if ("faults" in read) return read.faults;
  throw new Error(`it was read:\n${text}`);
}
