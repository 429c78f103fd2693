/**
 * What was asked on the command line, or of a function that does the same, cannot be done. The message says why, and what to do, for
 * whoever typed it.
 *
 * ```ts
 * import { createProject, UsageError } from "@steady-state/deno/create";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => createProject({ folder: "2nd", from: "0.1" }), UsageError, "its name is");
 * ```
 */
export class UsageError extends Error {
  /** With that sentence. */
  constructor(sentence: string) {
    super(sentence);
    this.name = "UsageError";
  }
}
