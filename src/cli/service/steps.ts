import { dirname } from "node:path";
import { UsageError } from "../usage_error.ts";
import { runSystemctl } from "./systemctl.ts";

/** One thing that is done to a machine. */
export type Step =
  | { readonly kind: "makeFolder"; readonly path: string }
  | { readonly kind: "write"; readonly path: string; readonly text: string }
  | { readonly kind: "removeFile"; readonly path: string }
  | { readonly kind: "removeFolder"; readonly path: string }
  | { readonly kind: "call"; readonly words: readonly string[] };

/** A step that did not succeed, after others may have. */
export class StepError extends Error {}

/** What a step would do, for whoever wants to know before. */
export function describePlanned(step: Step): string {
  switch (step.kind) {
    case "makeFolder":
      return `would make the folder ${step.path}`;
    case "write":
      return `would write ${step.path}:\n\n${step.text.trimEnd().replace(/^(?=.)/gm, "    ")}\n`;
    case "removeFile":
      return `would remove ${step.path}`;
    case "removeFolder":
      return `would remove the folder ${step.path}, if it is empty`;
    case "call":
      return `would call ${step.words.join(" ")}`;
  }
}

/** Does a step, and says what was done; `undefined` if there was nothing to do. */
export async function perform(step: Step): Promise<string | undefined> {
  switch (step.kind) {
    case "makeFolder":
      await Deno.mkdir(step.path);
      return `made the folder ${step.path}`;
    case "write":
      await replaceFile(step.path, step.text);
      return `wrote ${step.path}`;
    case "removeFile":
      await Deno.remove(step.path);
      return `removed ${step.path}`;
    case "removeFolder":
      return await removeIfEmpty(step.path) ? `removed the folder ${step.path}` : undefined;
    case "call": {
      const failure = await runSystemctl(step.words);
      if (failure === undefined) return `called ${step.words.join(" ")}`;
      throw new StepError(`${step.words.join(" ")} failed with ${failure}`);
    }
  }
}

/** All of the text is there, or none of it. Others look at folders of units, but not at names such as this. */
async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  await Deno.writeTextFile(beside, text);
  try {
    await Deno.rename(beside, path);
  } catch (error) {
    await Deno.remove(beside);
    throw error;
  }
}

async function removeIfEmpty(path: string): Promise<boolean> {
  try {
    if ((await Array.fromAsync(Deno.readDir(path))).length > 0) return false;
    await Deno.remove(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * The folders on the way to a file that are not there, from the outer to the inner.
 *
 * @throws {UsageError} if the way leads through something that is none
 */
export async function missingFolders(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let folder = dirname(path);; folder = dirname(folder)) {
    try {
      if ((await Deno.stat(folder)).isDirectory) return missing.reverse();
      throw new UsageError(`Cannot write ${path}: ${folder} is no folder, move it away`);
    } catch (error) {
      const { NotADirectory, NotFound } = Deno.errors;
      if (!(error instanceof NotFound || error instanceof NotADirectory)) throw error;
      missing.push(folder);
    }
  }
}
