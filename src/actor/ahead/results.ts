import type { Tx } from "../../channel/tx.ts";
import { overOf } from "../../generation_over.ts";
import { textOf } from "../../errors.ts";
import { misuse, type OptionFault } from "../../option_faults.ts";

/** Where results go: a channel, or the lanes of a bundle in turn. */
export type ResultsTx<R> = Pick<Tx<R>, "trySend" | "vacant" | "isAbandoned">;

/** A loop's arguments in their places: with a port for results, or without. */
export function placed(given: readonly unknown[]): readonly unknown[] {
  return given.length < 4 ? [given[0], undefined, ...given.slice(1)] : given;
}

/** What is wrong with the ends that a loop is to work on, and with what it is to do. */
export function partFaults(
  end: number,
  [input, results, , work]: readonly unknown[],
  [takes, does]: readonly [takes: string, does: string],
): OptionFault[] {
  const faults: OptionFault[] = [];
  if (end < 0) {
    faults.push(misuse(
      `its ${takes} are ${
        shownEnd(input)
      }, which is none of its inputs, give a port that takes, or one lane of a bundle`,
    ));
  }
  if (results !== undefined && results !== null && !takesResults(results)) {
    faults.push(
      misuse(`its results are ${shownEnd(results)}, give a port that sends, or leave it out`),
    );
  }
  if (typeof work !== "function") {
    faults.push(misuse(`what is to be called is ${textOf(work)}, give a function of ${does}`));
  }
  return faults;
}

function shownEnd(end: unknown): string {
  const { name } = (end ?? {}) as { readonly name?: unknown };
  return typeof name === "string" ? `channel "${name}"` : Deno.inspect(end, { depth: 0 });
}

function takesResults(results: unknown): boolean {
  const { trySend, vacant } = results as Partial<ResultsTx<never>>;
  return typeof trySend === "function" && typeof vacant === "function";
}

/** Sends a result, if it is one. Returns whether there was room; or why it can never be sent. */
export function trySendResult(
  results: ResultsTx<unknown> | undefined,
  result: unknown,
): boolean | string {
  if (results === undefined || result === undefined) return true;
  try {
    return results.trySend(result);
  } catch (thrown) {
    if (overOf(thrown) !== undefined) throw thrown;
    return textOf(thrown);
  }
}
