import { strain } from "../fixtures/strain.ts";

/** Nothing that a page does takes longer, on a machine that has the time. */
const PATIENCE_MS = 60_000;

/** How long to wait for what a page is to show, in milliseconds: longer where other programs want the processors, too. */
export function pagePatience(): number {
  return Math.round(PATIENCE_MS * strain());
}
