import { reportError } from "../../errors.ts";

/** What came of trying one thing. Nobody is asked for a permission by any of them, and nothing is changed. */
export interface Finding {
  /** What was tried, in a word. */
  readonly name: string;
  /** `ok`: it works. `off`: it does not, and a graph runs without it. `fails`: it does not, and is needed. */
  readonly state: "ok" | "off" | "fails";
  /** What works, or what does not. */
  readonly text: string;
  /** What to do so that it works; `null` if it does. */
  readonly mend: string | null;
}

/** It works. */
export function ok(name: string, text: string): Finding {
  return { name, state: "ok", text, mend: null };
}

/** It does not work, and what is tried here can do without it. */
export function off(name: string, text: string, mend: string): Finding {
  return { name, state: "off", text, mend };
}

/** It does not work, and what is tried here needs it. */
export function fails(name: string, text: string, mend: string): Finding {
  return { name, state: "fails", text, mend };
}

/** Whether a permission is there already. */
export function isGranted(permission: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(permission).state === "granted";
}

/** What an error says, in one line. */
export function said(error: unknown): string {
  return reportError(error).message.split("\n", 1)[0] as string;
}
