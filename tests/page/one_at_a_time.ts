/**
 * Does `make` while no other process that asks for the same file does; those wait until it is done. Where the last one was ended
 * in the middle of it, `clear` comes first.
 */
export async function oneAtATime<T>(
  path: string,
  make: () => Promise<T>,
  clear: () => Promise<void>,
): Promise<T> {
  using file = await Deno.open(path, { read: true, write: true, create: true });
  // The system gives it back when the process ends, however it ends.
  await file.lock(true);
  if (await Deno.readTextFile(path) === UNDER_WAY) await clear();
  await Deno.writeTextFile(path, UNDER_WAY);
  const made = await make();
  await Deno.writeTextFile(path, "done");
  return made;
}

const UNDER_WAY = "under way";
