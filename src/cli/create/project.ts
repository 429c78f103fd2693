import { basename, join, resolve } from "node:path";
import { optionFaults, type Schema, shown, textsOf, that } from "../../option_faults.ts";
import { faultsText } from "../../errors.ts";
import { UsageError } from "../usage_error.ts";
import { findPackage, type PackageImports } from "./source.ts";
import { projectTexts } from "./texts.ts";

/** Which project is made, and where. */
export interface CreateOptions {
  /** Its folder, which is made: relative to the working directory. Its last part is the name of the project, and of its graph. */
  readonly folder: string;
  /**
   * Where it has this package from: a version, as in `"^0.1.0"`, or the path or URL of a clone.
   *
   * @default {the copy that makes it}
   */
  readonly from?: string;
}

/** A project that was made. */
export interface CreatedProject {
  /** Its name. */
  readonly name: string;
  /** The path of its folder. */
  readonly folder: string;
  /** Its files, by their paths in the folder. */
  readonly files: readonly string[];
}

/** What is known of {@link CreateOptions}. */
export const CREATE_OPTIONS: Schema<CreateOptions> = {
  folder: { check: that(isWord, "give it a name, as in hello"), required: true },
  from: { check: that(isWord, "give a version, or the path or URL of a clone") },
};

function isWord(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

const NAME = /^[a-z][a-z0-9_-]{0,59}$/i;

/**
 * Makes a small project that runs: a graph of two actors, what permissions it needs, and a test that has them die. Nothing that is there
 * is changed.
 *
 * ```ts
 * import { createProject } from "@steady-state/deno/create";
 * import { assertEquals } from "@std/assert";
 *
 * const place = await Deno.makeTempDir();
 * const { name, files } = await createProject({ folder: `${place}/hello`, from: "^0.1.0" });
 * assertEquals(name, "hello");
 * assertEquals(files, ["README.md", "actors.ts", "deno.json", "main.ts", "main_test.ts"]);
 * await Deno.remove(place, { recursive: true });
 * ```
 *
 * @throws {UsageError} with all that is wrong: a name that begins with no letter, or has others than letters, digits, `_` and `-`; a
 * folder that is there and not empty; a clone that is none
 * @throws as Deno does where it may not write
 */
export async function createProject(options: CreateOptions): Promise<CreatedProject> {
  refuse(textsOf(optionFaults(CREATE_OPTIONS, options)));
  const folder = resolve(options.folder);
  const name = basename(folder);
  const found = await findPackage(folder, options.from);
  refuse([
    ...nameFaults(name),
    ...await folderFaults(folder),
    ..."fault" in found ? [`it would not find its package: ${found.fault}`] : [],
  ]);
  const files = projectTexts(name, found as PackageImports);
  await writeProject(folder, files);
  return { name, folder, files: Object.keys(files).sort() };
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new UsageError(faultsText("create a project", faults));
}

function nameFaults(name: string): string[] {
  if (NAME.test(name)) return [];
  return [
    `its name is ${
      shown(name)
    }, give it one that begins with a letter, and has letters, digits, "_" and "-" only, at most 60`,
  ];
}

async function folderFaults(folder: string): Promise<string[]> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      return [
        `its folder ${shown(folder)} is there already, with ${
          shown(name)
        } in it, give it another name`,
      ];
    }
    return [];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    if (error instanceof Deno.errors.NotADirectory || /not a directory/i.test(`${error}`)) {
      return [`${shown(folder)} is a file, give it another name`];
    }
    throw error;
  }
}

/**
 * Writes the files of a project, by their paths in `folder`, which is made if it is not there.
 *
 * ```ts
 * import { writeProject } from "@steady-state/deno/create";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const place = await Deno.makeTempDir();
 * const files = { "actors/none.ts": "// nothing yet\n" };
 * await writeProject(`${place}/mine`, files);
 * assertEquals(await Deno.readTextFile(`${place}/mine/actors/none.ts`), "// nothing yet\n");
 * await assertRejects(() => writeProject(`${place}/mine`, files), Deno.errors.AlreadyExists);
 * await Deno.remove(place, { recursive: true });
 * ```
 *
 * @throws {Deno.errors.AlreadyExists} at the first file that is there; it is left as it is
 */
export async function writeProject(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    await Deno.mkdir(join(file, ".."), { recursive: true });
    await Deno.writeTextFile(file, text, { createNew: true });
  }
}
