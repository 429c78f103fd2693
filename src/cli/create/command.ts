import { relative } from "node:path";
import type { ModuleRename } from "../../codegen/project/mod.ts";
import { UsageError } from "../usage_error.ts";
import type { GenerateOptions } from "./generate.ts";
import type { CreatedProject, CreateOptions } from "./project.ts";

/** What stands on the line, word by word. */
interface Words {
  readonly folders: string[];
  readonly renames: ModuleRename[];
  from?: string;
  dot?: string;
  dryRun?: boolean;
  force?: boolean;
}

/** Options that have a value, and how it is read. */
const VALUED: Readonly<Record<string, (value: string, words: Words) => void>> = {
  "--from": (value, words) => words.from = value,
  "--dot": (value, words) => words.dot = value,
  "--rename": (value, words) => words.renames.push(parseRename(value)),
};

/** Options that have none. */
const FLAGS: Readonly<Record<string, (words: Words) => void>> = {
  "--dry-run": (words) => words.dryRun = true,
  "--force": (words) => words.force = true,
};

/**
 * Reads what follows `create`; `undefined` if help is asked for. With a drawing they are the options of a project that is generated.
 *
 * @throws {UsageError} if it makes no sense
 */
export function parseCreateOptions(
  args: readonly string[],
): CreateOptions | GenerateOptions | undefined {
  const words: Words = { folders: [], renames: [] };
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (word === "--help" || word === "-h") return undefined;
    const [, name = word, inline] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
    if (Object.hasOwn(VALUED, name)) {
      const value = inline ?? args[++at] ?? "";
      if (value === "") {
        throw new UsageError(`Cannot read ${name}: it has no value, see create --help`);
      }
      VALUED[name]!(value, words);
    } else if (Object.hasOwn(FLAGS, word)) FLAGS[word]!(words);
    else if (word.startsWith("-")) {
      throw new UsageError(
        `Cannot create: "${word}" is not an option of create, see create --help`,
      );
    } else words.folders.push(word);
  }
  return optionsOf(words);
}

function optionsOf(
  { folders, renames, dot, dryRun, force, ...from }: Words,
): CreateOptions | GenerateOptions {
  const [folder, ...more] = folders;
  if (folder === undefined || more.length > 0) {
    throw new UsageError(
      `Cannot create a project: ${
        folder === undefined ? "no name is" : `${folders.length} names are`
      } given, give one, as in create hello`,
    );
  }
  if (dot !== undefined) {
    return { folder, ...from, dot, renames, dryRun: dryRun === true, force: force === true };
  }
  if (dryRun === true || force === true || renames.length > 0) {
    throw new UsageError(
      "Cannot create a project: --dry-run, --force and --rename are for one that is made from a drawing, give it with --dot",
    );
  }
  return { folder, ...from };
}

function parseRename(value: string): ModuleRename {
  const [, from, to] = /^([^=]+)=([^=]+)$/.exec(value) ?? [];
  if (from === undefined || to === undefined || from === to) {
    throw new UsageError(
      `Cannot read --rename: "${value}" is not two names, give them as in --rename tick=tock`,
    );
  }
  return { from, to };
}

/** What is told of a project that was made, and what to do next. */
export function describeProject({ name, folder, files }: CreatedProject): string {
  const place = relative(Deno.cwd(), folder) || ".";
  return `${name} is there: ${files.join(", ")}

  cd ${/\s/.test(place) ? JSON.stringify(place) : place}
  deno task start    # runs it, with its page at http://127.0.0.1:9900; Ctrl-C stops it
  deno task test     # simulates it, with deaths of its threads at any moment`;
}
