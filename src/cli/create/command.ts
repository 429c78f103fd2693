import { relative } from "node:path";
import { UsageError } from "../usage_error.ts";
import type { CreatedProject, CreateOptions } from "./project.ts";

/**
 * Reads what follows `create`; `undefined` if help is asked for.
 *
 * @throws {UsageError} if it makes no sense
 */
export function parseCreateOptions(args: readonly string[]): CreateOptions | undefined {
  let from: string | undefined;
  const folders: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (word === "--help" || word === "-h") return undefined;
    const [, inline] = /^--from=(.*)$/s.exec(word) ?? [];
    if (inline !== undefined || word === "--from") {
      from = inline ?? args[++at] ?? "";
      if (from === "") {
        throw new UsageError("Cannot read --from: it has no value, see create --help");
      }
    } else if (word.startsWith("-")) {
      throw new UsageError(
        `Cannot create: "${word}" is not an option of create, see create --help`,
      );
    } else folders.push(word);
  }
  const [folder, ...more] = folders;
  if (folder === undefined || more.length > 0) {
    throw new UsageError(
      `Cannot create a project: ${
        folder === undefined ? "no name is" : `${folders.length} names are`
      } given, give one, as in create hello`,
    );
  }
  return from === undefined ? { folder } : { folder, from };
}

/** What is told of a project that was made, and what to do next. */
export function describeProject({ name, folder, files }: CreatedProject): string {
  const place = relative(Deno.cwd(), folder) || ".";
  return `${name} is there: ${files.join(", ")}

  cd ${/\s/.test(place) ? JSON.stringify(place) : place}
  deno task start    # runs it, with its page at http://127.0.0.1:9900; Ctrl-C stops it
  deno task test     # simulates it, with deaths of its threads at any moment`;
}
