import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Design, readDesign } from "../../codegen/mod.ts";
import { isAddress } from "../script.ts";
import { UsageError } from "../usage_error.ts";

/** The text of a file; `undefined` if there is none. */
export async function textOfFile(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * The text of a drawing.
 *
 * @throws {UsageError} if there is no such file
 */
export async function textOfDrawing(path: string): Promise<string> {
  let text: string | undefined;
  try {
    text = await textOfFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new UsageError(`Cannot read ${path}: ${(error as Error).message}`);
  }
  if (text !== undefined) return text;
  throw new UsageError(
    `Cannot read ${path}: there is no such file, give the path of a drawing; ` +
      `draw main.ts prints that of a program`,
  );
}

/**
 * What a drawing says.
 *
 * @throws {UsageError} with all its faults
 */
export async function designOfFile(path: string): Promise<Design> {
  const read = await readDesign(await textOfDrawing(path));
  if (!("faults" in read)) return read.design;
  const { faults } = read;
  throw new UsageError(
    `Cannot read ${path}: ${
      faults.length === 1 ? "one fault, mend it" : `${faults.length} faults, mend them`
    }, or give cli prompt ${path} to a language model\n${
      faults.map((fault) => `  ${fault}`).join("\n")
    }`,
  );
}

/** The URL of a module that is given by its path or its address. */
export function urlOfModule(module: string): URL {
  return isAddress(module) ? new URL(module) : pathToFileURL(resolve(module));
}

/** The kinds of a program's messages: what was given, or `messages.ts` beside it if that is there. */
export async function urlOfMessages(main: string, messages?: string): Promise<URL | null> {
  if (messages !== undefined) return urlOfModule(messages);
  if (isAddress(main)) return null;
  const path = join(folderOf(main), "messages.ts");
  return await textOfFile(path) === undefined ? null : urlOfModule(path);
}

/** The path of a file that is given by its path or its URL. */
export function pathOf(file: string): string {
  return file.startsWith("file:") ? fileURLToPath(file) : file;
}

/** The folder of a file. */
export function folderOf(path: string): string {
  return dirname(resolve(path));
}
