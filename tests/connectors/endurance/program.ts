/** A program that is run to be killed, and what is waited for meanwhile. */

/** No program that works takes longer for one part of the way. */
const PATIENCE_MS = 180_000;

/** Starts a program of the folder; what it says of errors is heard. */
export function startProgram(script: string, ...args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--no-check", "--quiet", script, ...args],
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
}

/** Waits until that holds. Throws if the program ends before, or nobody would wait so long. */
export async function within(
  holds: () => Promise<boolean>,
  what: string,
  program: Deno.ChildProcess,
): Promise<void> {
  let ended = false;
  program.status.then(() => ended = true);
  const begun = performance.now();
  while (!(await holds())) {
    if (ended) throw new Error(`The program has ended by itself before ${what}`);
    if (performance.now() - begun > PATIENCE_MS) throw new Error(`Waited in vain: ${what}`);
    await pause(5);
  }
}

/** Waits so many milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Has a program end in good order, and says what is wrong with how it does. */
export async function endProgram(program: Deno.ChildProcess): Promise<string[]> {
  program.kill("SIGTERM");
  const { code } = await program.status;
  // 143: it was asked before it listened to signals, for all was done before its last kill already.
  return [0, 143].includes(code) ? [] : [`the program has stopped with code ${code}`];
}
