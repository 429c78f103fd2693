/** What it was found to be. */
let found: string | undefined;

/**
 * By what this program may start Deno: its own file, or `deno`, if that is allowed and is this Deno itself, by whatever link. A script of
 * that name is not, since whoever ends it does not end Deno. `undefined` if it may do neither.
 */
export function denoCommand(): string | undefined {
  return found ??= find();
}

function find(): string | undefined {
  const file = Deno.execPath();
  if (mayRun(file)) return file;
  return mayRun("deno") && isDenoItself(file) ? "deno" : undefined;
}

function mayRun(command: string): boolean {
  return Deno.permissions.querySync({ name: "run", command }).state === "granted";
}

/** Whether `deno` is that file, as a child of this very process. */
function isDenoItself(file: string): boolean {
  try {
    const { stdout } = new Deno.Command("deno", {
      args: ["eval", "--no-config", "console.log(JSON.stringify([Deno.ppid, Deno.execPath()]))"],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).outputSync();
    return new TextDecoder().decode(stdout).trimEnd() === JSON.stringify([Deno.pid, file]);
  } catch {
    return false; // It cannot be started at all.
  }
}
