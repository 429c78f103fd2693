import { UsageError } from "../usage_error.ts";
import { ONLOOKER_VARIABLE, type OnlookerRequest } from "./onlooker_request.ts";
import { plain } from "./program_kinds.ts";
import { type LoadReply, parseReply } from "./program_reply.ts";

/** What a program may do that is only looked at. It asks nobody for more. */
const PERMISSIONS = ["--no-prompt", "--allow-read", "--allow-env", "--allow-sys"];

/** Whether a program may be run here, without anybody being asked for a permission. */
export function mayRun(): boolean {
  const { state } = Deno.permissions.querySync({ name: "run", command: Deno.execPath() });
  return state === "granted";
}

/**
 * Runs a program as it is run by its users, up to where it would start its graph: with its arguments, and with the `deno.json` that it
 * finds. It may read, and nothing else. What it prints goes to standard error.
 */
export async function runProgram(
  main: URL,
  messages: URL | null,
  args: readonly string[],
  limitMs: number,
): Promise<LoadReply> {
  const mark = `${crypto.randomUUID()} `;
  const request: OnlookerRequest = { messages: messages?.href ?? null, mark };
  const onlooker = new URL("./onlooking.ts", import.meta.url).href;
  await using program = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-lock", "--no-check", ...PERMISSIONS],
      ...["--preload", onlooker, main.href, ...args],
    ],
    env: { NO_COLOR: "1", [ONLOOKER_VARIABLE]: JSON.stringify(request) },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const limit = setTimeout(() => program.kill("SIGKILL"), limitMs);
  const [printed, errors, { code, signal }] = await Promise.all([
    new Response(program.stdout).text(),
    new Response(program.stderr).text(),
    program.status,
  ]).finally(() => clearTimeout(limit));
  const [, reply] = printed.split(`\n${mark}`);
  if (reply !== undefined) {
    await Deno.stderr.write(new TextEncoder().encode(errors));
    return parseReply(reply);
  }
  if (signal === "SIGKILL") {
    throw new UsageError(
      `Cannot draw its graph: it has not come to where it starts one in ${limitMs / 1000} s`,
    );
  }
  const why = errors.trim().split("\n").slice(-8).join("\n");
  const error = why === "" ? `exit code ${code}` : plain(why);
  return { fault: "loads not", module: main.href, error };
}
