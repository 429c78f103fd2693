/** Reads the imports of this package's source files. */

const ROOT = new URL("../../", import.meta.url);

/** Every TypeScript file below `src/` with code in it, relative to it. */
export async function sourceFiles(folder = ""): Promise<string[]> {
  const files: string[] = [];
  for await (const entry of Deno.readDir(new URL(`src/${folder}`, ROOT))) {
    if (entry.isDirectory) files.push(...await sourceFiles(`${folder}${entry.name}/`));
    else if (/(?<!\.d)\.ts$/.test(entry.name)) files.push(folder + entry.name);
  }
  return files.sort();
}

/** What a file imports or re-exports: paths from the package's root, or bare names of packages. */
export async function importsOf(file: string): Promise<string[]> {
  const url = new URL(`src/${file}`, ROOT);
  // Comments go first: the examples in them import too.
  const code = (await Deno.readTextFile(url)).replace(/\/\*[\s\S]*?\*\//g, "");
  const specifiers = [
    ...code.matchAll(/^(?:import|export)\s[^;]*?from\s+"([^"]+)"/gm),
    ...code.matchAll(/^import\s+"([^"]+)"/gm),
    ...code.matchAll(/\bimport\("([^"]+)"\)/g),
  ].map((match) => match[1] as string);
  return specifiers.map((specifier) =>
    specifier.startsWith(".") ? new URL(specifier, url).href.slice(ROOT.href.length) : specifier
  );
}
