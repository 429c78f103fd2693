/**
 * Has a program run to its end, and kills it on the way, at random moments.
 *
 * @module
 */

/** How a program is run by this one. */
export interface Killed {
  /** What it is started with, every time. */
  readonly args: readonly string[];
  /** How often to kill it. */
  readonly kills: number;
  /** How many orders are stored, of how many. */
  readonly stored: () => number;
  readonly orders: number;
  readonly tell: (line: string) => void;
}

/** Starts the program, kills it, and starts it again, so many times; and then it may end by itself. Returns its exit code. */
export async function runKilled(
  { args, kills, stored, orders, tell }: Killed,
): Promise<number> {
  for (let kill = 1; kill <= kills; kill++) {
    const program = start(args);
    const had = stored();
    // Somewhere in the part that it would do if the kills were spread evenly, and a moment later.
    const target = had + Math.ceil((orders - had) / (kills - kill + 2) * Math.random());
    let ended = false;
    program.status.then(() => ended = true);
    while (!ended && stored() < target) await pause(20);
    await pause(Math.random() * 100);
    if (ended) {
      if (stored() < orders) throw new Error("The program has ended by itself: it tells why above");
      tell(`All orders are in the table, before it was killed more than ${kill - 1} times`);
      return (await program.status).code;
    }
    program.kill("SIGKILL");
    await program.status;
    tell(`Killed, ${kill} of ${kills} times: ${stored()} of ${orders} orders are in the table`);
  }
  return (await start(args).status).code;
}

function start(args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), { args: [...args], stdin: "null", stdout: "inherit" })
    .spawn();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
