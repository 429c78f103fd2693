import type { ChildLine, ChildTask } from "./child.ts";

const CHILD = new URL("./child.ts", import.meta.url);

/** Has a process do that, and kills it once it has said `enough`. Returns all that it has said. */
export async function killedChild(
  task: ChildTask,
  enough: (lines: readonly ChildLine[]) => boolean,
): Promise<readonly ChildLine[]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--no-check", "--quiet", CHILD.href, JSON.stringify(task)],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines: ChildLine[] = [];
  let rest = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop() as string;
    for (const part of parts) lines.push(JSON.parse(part));
    if (enough(lines)) child.kill("SIGKILL");
  }
  await child.status;
  if (enough(lines)) return lines;
  throw new Error(`The process that has the wire at work ended after ${JSON.stringify(lines)}`);
}
