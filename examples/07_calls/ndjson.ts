/**
 * Files of one JSON object a line, to which lines are only ever added, by a process that may be killed at any moment.
 *
 * @module
 */

/** What was written. A last line that was cut off does not count. */
export async function readLines<T>(path: string): Promise<T[]> {
  const text = wholeLines(await textIn(path));
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

/** Takes a last line away that was cut off, so that nothing is glued to it. For a process that begins, and has the file for itself. */
export async function mendLines(path: string): Promise<void> {
  const text = await textIn(path);
  if (wholeLines(text) !== text) await Deno.writeTextFile(path, wholeLines(text));
}

function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf("\n") + 1);
}

function textIn(path: string): Promise<string> {
  return Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
}

/** Adds them in one piece. */
export async function addLines(path: string, values: readonly unknown[]): Promise<void> {
  if (values.length === 0) return;
  await Deno.writeTextFile(path, values.map((value) => `${JSON.stringify(value)}\n`).join(""), {
    append: true,
  });
}
