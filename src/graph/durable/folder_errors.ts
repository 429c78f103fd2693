/** What to do about an error of the system, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
  EACCES: "make it and what is in it writable",
  EPERM: "make it and what is in it writable",
  EROFS: "make it and what is in it writable",
  ENOSPC: "make room on its disk",
  EDQUOT: "make room on its disk",
  EFBIG: "make room on its disk",
  EIO: "see that its disk works",
  ENOENT: "see that the folder it is in is there and writable",
  ENOTDIR: "see that the folder it is in is there and writable",
};

/** What to do about a folder that is damaged. */
export const RESTORE = "restore a copy of the folder, or move it away to begin anew";

/** Why something cannot be done with a folder, and what to do about it. */
export function whyOfFolder(error: unknown): string {
  const { message, code } = error as Error & { code?: string };
  if (error instanceof Deno.errors.NotCapable) {
    return `${message}; it needs --allow-read and --allow-write`;
  }
  const advice = ADVICE[code ?? ""];
  return advice === undefined ? message : `${message}, ${advice}`;
}
