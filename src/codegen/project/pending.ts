/**
 * An update that is decided: all its texts in one file, `.steady/pending.json`, which is written before anything else. Whoever finds
 * that file goes on where the writer was killed, so a project has either all of an update or nothing of it.
 */
import { sha256 } from "../generated_line.ts";
import { isProjectPath } from "./folder_state.ts";
import type { BaseChange, ChangeKind, FileChange, UpdatePlan } from "./plan.ts";

/** How it is written. */
const FORMAT = 1;

/** A file that is to change. */
export interface PendingFile {
  readonly path: string;
  readonly kind: ChangeKind;
  /** The hash of what is in it; `null` if it is not there. A file that has neither this nor `after` was changed by somebody else. */
  readonly before: string | null;
  readonly after: string | null;
}

/** An update that is decided. */
export interface PendingUpdate {
  readonly files: readonly PendingFile[];
  readonly base: readonly BaseChange[];
  readonly record: string | null;
}

/** What a plan is going to write. */
export function pendingOf({ changes, base, record }: UpdatePlan): PendingUpdate {
  return { files: changes.map(pendingFile), base, record };
}

function pendingFile({ path, kind, before, after }: FileChange): PendingFile {
  return { path, kind, before: before === null ? null : sha256(before), after };
}

/** As a text. */
export function pendingText(update: PendingUpdate): string {
  return `${JSON.stringify({ format: FORMAT, ...update })}\n`;
}

/** Reads one, or says what is wrong with it: what follows a colon. It may come with a project from anywhere. */
export function parsePending(text: string): PendingUpdate | { readonly fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { fault: (error as Error).message };
  }
  const { format, files, base, record } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (format !== FORMAT) {
    return {
      fault: `its format is ${JSON.stringify(format)}, and ${FORMAT} is what is known here`,
    };
  }
  const isFit = Array.isArray(files) && files.every(isPendingFile) &&
    Array.isArray(base) && base.every(isBaseChange) && isTextOrNull(record);
  return isFit ? { files, base, record } : { fault: "it has not the parts of an update" };
}

function isPendingFile(value: unknown): value is PendingFile {
  if (!isBaseChange(value)) return false;
  const { kind, before }: BaseChange & { readonly kind?: unknown; readonly before?: unknown } =
    value;
  return typeof kind === "string" && isTextOrNull(before);
}

function isBaseChange(value: unknown): value is BaseChange {
  if (typeof value !== "object" || value === null) return false;
  const { path, after } = value as Readonly<Record<string, unknown>>;
  return typeof path === "string" && isProjectPath(path) && isTextOrNull(after);
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}
