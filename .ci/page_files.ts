/**
 * Writes `src/telemetry/http/page_files.ts`, which makes every file of `static/` a part of the module graph. Run it after a file of
 * the page comes, goes or gets another name: `deno task page-files`.
 */

const ROOT = new URL("../", import.meta.url);

/** The file that is written, from the root. */
export const PAGE_FILES_PATH = "src/telemetry/http/page_files.ts";

/** What is to stand in it now. */
export async function pageFilesText(): Promise<string> {
  const names = (await Array.fromAsync(filesOf(""))).sort();
  const imports = names.map((name) =>
    `import ${variable(name)} from "../../../static/${name}" with { type: "text" };`
  );
  const entries = names.map((name) => `  "${name}": ${variable(name)},`);
  return await formatted(`/**
 * Every file of \`static/\`, as text: part of the module graph, so that it is there from a clone, from a cache and from an https URL
 * alike, and needs no permission. Written by \`deno task page-files\`.
 */
${imports.join("\n")}

/** The text of each file of the page, by its path from \`static/\`. */
export const PAGE_FILES: Readonly<Record<string, string>> = {
${entries.join("\n")}
};
`);
}

async function* filesOf(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(`static/${folder}`, ROOT))) {
    if (isDirectory) yield* filesOf(`${folder}${name}/`);
    else yield folder + name;
  }
}

/** `feed/catch_up.js` is `feedCatchUpJs`. */
function variable(name: string): string {
  return name.replaceAll(/\W|_/g, " ").replaceAll(/ (.)/g, (_, letter) => letter.toUpperCase());
}

async function formatted(text: string): Promise<string> {
  const fmt = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "--ext", "ts", "-"],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const output = fmt.output();
  const writer = fmt.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout } = await output;
  if (!success) throw new Error("Cannot write the list of the page's files: deno fmt refuses it");
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  await Deno.writeTextFile(new URL(PAGE_FILES_PATH, ROOT), await pageFilesText());
}
