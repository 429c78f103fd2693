/**
 * What `install` writes above a unit, by which `uninstall`, and the next `install`, tell it from what others wrote:
 *
 * ```text
 * # Written by cli install of @steady-state/deno; cli uninstall shop takes it away.
 * # What is changed here stops both: systemctl edit shop has a file of its own for changes.
 * # cli install: {"isStarted":true,"folders":[],"sha256":"9f86…"}
 * ```
 *
 * @module
 */

/** What was done when a unit was installed. */
export interface InstallRecord {
  /** Was it enabled and started? */
  readonly isStarted: boolean;
  /** The folders that were made for it, from the outer to the inner. */
  readonly folders: readonly string[];
}

/** A unit that `install` wrote, as it is found. */
export interface InstalledUnit extends InstallRecord {
  /** The unit, without what stands above it. */
  readonly unit: string;
  /** Is it as it was written? */
  readonly isUntouched: boolean;
}

/** The beginning of the last line above a unit. */
const MARK = "# cli install: ";

/**
 * A unit, with what was done above it.
 *
 * @param edit how systemd has it changed without this file
 */
export async function withRecord(
  unit: string,
  name: string,
  edit: string,
  { isStarted, folders }: InstallRecord,
): Promise<string> {
  const record = JSON.stringify({ isStarted, folders, sha256: await digestOf(unit) });
  return `# Written by cli install of @steady-state/deno; cli uninstall ${name} takes it away.
# What is changed here stops both: ${edit} has a file of its own for changes.
${MARK}${record}

${unit}`;
}

/** What `install` once wrote; `undefined` if somebody else did. */
export async function readRecord(text: string): Promise<InstalledUnit | undefined> {
  const at = text.indexOf(MARK);
  const end = text.indexOf("\n\n", at);
  if (at < 0 || end < 0 || !/^(#[^\n]*\n)*$/.test(text.slice(0, at))) return undefined;
  const record = parsed(text.slice(at + MARK.length, end));
  if (record === undefined) return undefined;
  const unit = text.slice(end + 2);
  const { isStarted, folders, sha256 } = record;
  return { isStarted, folders, unit, isUntouched: sha256 === await digestOf(unit) };
}

function parsed(line: string): InstallRecord & { readonly sha256: string } | undefined {
  try {
    const { isStarted, folders, sha256 } = JSON.parse(line);
    const isRight = typeof isStarted === "boolean" && typeof sha256 === "string" &&
      Array.isArray(folders) && folders.every((folder) => typeof folder === "string");
    return isRight ? { isStarted, folders, sha256 } : undefined;
  } catch {
    return undefined;
  }
}

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}
