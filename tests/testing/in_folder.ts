/** Has something done with the path of a folder that is not there yet, and is gone afterwards. */
export async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "trace_" });
  try {
    await run(`${folder}/traces`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
