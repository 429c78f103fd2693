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

/** A package of npm that is named where it is imported, with its version. */
const NAMED_IN_PLACE = /^npm:((?:@[^/]+\/)?[^@/]+)@([^/]+)/;

/** What a file imports or re-exports: paths from the package's root, or bare names of packages. */
export async function importsOf(file: string): Promise<string[]> {
  const url = new URL(`src/${file}`, ROOT);
  // Comments go first: the examples in them import too.
  const code = (await Deno.readTextFile(url)).replace(/\/\*[\s\S]*?\*\//g, "");
  const specifiers = [
    ...code.matchAll(/^(?:import|export)\s[^;]*?from\s+"([^"]+)"/gm),
    ...code.matchAll(/^import\s+"([^"]+)"/gm),
    ...code.matchAll(/\bimport\(\s*"([^"]+)"\s*\)/g),
  ].map((match) => match[1] as string);
  return specifiers.map((specifier) =>
    specifier.startsWith(".")
      ? new URL(specifier, url).href.slice(ROOT.href.length)
      : specifier.replace(NAMED_IN_PLACE, "$1")
  );
}

/** The packages that source files name where they import them, with the version: `ws 8.23.0`. */
export async function namedInPlace(): Promise<{ file: string; name: string; version: string }[]> {
  const found = [];
  for (const file of await sourceFiles()) {
    const code = await Deno.readTextFile(new URL(`src/${file}`, ROOT));
    for (const [, specifier = ""] of code.matchAll(/"(npm:[^"]+)"/g)) {
      const [, name = specifier, version = ""] = NAMED_IN_PLACE.exec(specifier) ?? [];
      found.push({ file, name, version });
    }
  }
  return found;
}
