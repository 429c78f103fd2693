/** The record of what was written last, as it lies in the project: `.steady/base.json`. It belongs under version control. */
import { type BaseRecord, isProjectPath, type ModuleRename } from "./folder_state.ts";

/** How it is written. */
const FORMAT = 1;

/** A record as text, the same for the same record. */
export function recordText({ version, generated, once, renames }: BaseRecord): string {
  const sorted = (hashes: ReadonlyMap<string, string>) =>
    Object.fromEntries([...hashes].sort(([one], [other]) => one < other ? -1 : 1));
  const record = {
    format: FORMAT,
    version,
    generated: sorted(generated),
    once: sorted(once),
    ...(renames.length > 0 && { renames: renames.map(({ from, to }) => ({ from, to })) }),
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** Reads a record, or says what is wrong with it: what follows a colon. */
export function parseRecord(text: string): BaseRecord | { readonly fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { fault: (error as Error).message };
  }
  const { format, version, generated, once, renames = [] } = (value ?? {}) as Readonly<
    Record<string, unknown>
  >;
  if (format !== FORMAT || typeof version !== "string") {
    return {
      fault: `its format is ${JSON.stringify(format)}, and ${FORMAT} is what is known here`,
    };
  }
  const [first, second] = [hashesOf(generated), hashesOf(once)];
  if (first === null || second === null) return { fault: `its lists of files are none` };
  if (!isRenames(renames)) return { fault: `its list of renames is none` };
  return { version, generated: first, once: second, renames };
}

function isRenames(value: unknown): value is ModuleRename[] {
  return Array.isArray(value) &&
    value.every((rename: Partial<ModuleRename> | null) =>
      typeof rename?.from === "string" && typeof rename.to === "string"
    );
}

function hashesOf(value: unknown): ReadonlyMap<string, string> | null {
  if (typeof value !== "object" || value === null) return null;
  const hashes = Object.entries(value);
  const isFit = hashes.every(([path, hash]) => isProjectPath(path) && typeof hash === "string");
  return isFit ? new Map(hashes) : null;
}
