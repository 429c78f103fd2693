/**
 * Which process is which pod: each notes its own number in a file, so that it can be killed.
 *
 * @module
 */

/** Notes that this process is that pod now. */
export async function noteProcess(dir: string, pod: string): Promise<void> {
  await Deno.writeTextFile(`${dir}/${pod}.pid`, `${Deno.pid}`);
}

/** Kills the process of a pod, by SIGKILL. Returns whether there was one. */
export async function killPod(dir: string, pod: string): Promise<boolean> {
  const note = `${dir}/${pod}.pid`;
  try {
    const pid = Number(await Deno.readTextFile(note));
    // The number might be another's by the time somebody reads it again.
    await Deno.remove(note);
    Deno.kill(pid, "SIGKILL");
    return true;
  } catch {
    // It is not up yet, or has just ended by itself.
    return false;
  }
}
