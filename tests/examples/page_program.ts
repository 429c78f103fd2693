/** Takes programs out of pages such as README: each TypeScript snippet that begins with a comment that names its file. */

const CLONE = new URL("../../", import.meta.url);

/** Writes the snippets of a page of this clone into a folder, with a `deno.json` that leads to the clone; tells the files. */
export async function writeProgram(page: string, folder: string): Promise<string[]> {
  const files = await writeSnippets(page, folder);
  await mapped(folder);
  return files;
}

/** Writes the snippets of a page of this clone into a folder; tells the files. */
export async function writeSnippets(page: string, folder: string): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(page, CLONE));
  const snippets = [...text.matchAll(/^```ts\n(\/\/ (\S+\.ts)\b[^]*?)^```$/gm)];
  await Deno.mkdir(`${folder}/actors`, { recursive: true });
  for (const [, text, name] of snippets) await Deno.writeTextFile(`${folder}/${name}`, text!);
  return snippets.map(([, , name]) => name!);
}

/** Writes a `deno.json` that leads to this clone. */
export async function mapped(folder: string): Promise<void> {
  const own = JSON.parse(await Deno.readTextFile(new URL("deno.json", CLONE)));
  const doors = Object.entries(own.exports as Readonly<Record<string, string>>);
  const imports = Object.fromEntries(
    doors.map(([door, module]) => [own.name + door.slice(1), new URL(module, CLONE).href]),
  );
  await Deno.writeTextFile(
    `${folder}/deno.json`,
    // What readers add for tests of their own is a test tool here, too.
    JSON.stringify({ imports: { ...own.imports, ...own.scopes["./tests/"], ...imports } }),
  );
}

/** A command of Deno in that folder. */
export function deno(folder: string, args: readonly string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: folder,
    env: { NO_COLOR: "1", TELEMETRY_SERVER_PORT: "0" },
    stdout: "piped",
    stderr: "piped",
  });
}
