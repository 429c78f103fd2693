/** Every file below a folder whose name fits, with its text. */
export async function* walk(
  folder: URL,
  fits: RegExp,
): AsyncGenerator<[path: string, text: string]> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const at = new URL(isDirectory ? `${name}/` : name, folder);
    if (isDirectory) yield* walk(at, fits);
    else if (fits.test(name)) yield [at.pathname, await Deno.readTextFile(at)];
  }
}
