import type { Bed } from "./beds.ts";

/** What a bed's run came to. */
export interface BedResult {
  readonly bed: Bed;
  /** Rows that ran and hold. */
  readonly held: string[];
  /** Rows that ran and do not. */
  readonly failed: string[];
  /** Why it did not run at all. */
  readonly missing?: string | undefined;
  /** What was measured, a sentence each. */
  readonly measured: string[];
}

/** What a bed is called. */
export function bedName({ wire, end, server }: Bed): string {
  return `${wire} ${end} against ${server}`;
}

/** All that was run, and what was not and why; the last line counts. */
export function resultsText(results: readonly BedResult[]): string {
  const ran = results.filter(({ missing }) => missing === undefined);
  const lines = results.flatMap(({ bed, held, failed, missing, measured }) => {
    if (missing !== undefined) return [`  ${bedName(bed)}: not run, ${missing}`];
    const cannot = Object.entries(bed.cannot).map(([row, why]) => `not ${row}: ${why}`);
    return [
      `  ${bedName(bed)}: ${held.length} rows hold${
        failed.length === 0 ? "" : `, ${failed.length} do not: ${failed.join(", ")}`
      }`,
      ...[...cannot, ...measured].map((text) => `    ${text}`),
    ];
  });
  const servers = ran.map(({ bed, held }) => `${bedName(bed)} (${held.length})`);
  const missing = results.filter(({ missing }) => missing !== undefined).map(({ bed }) =>
    bedName(bed)
  );
  return [
    "Wires and their contract",
    ...lines,
    `${ran.length} of ${results.length} ends of wires ran their contract: ${servers.join(", ")}${
      missing.length === 0 ? "" : `; not run: ${missing.join(", ")}`
    }`,
  ].join("\n");
}

/**
 * How many ends must have run: as many as the environment variable STEADY_WIRES says; in CI, where it says nothing, all that are not run by
 * hand; else none.
 */
export function expectedEnds(beds: readonly Bed[]): number {
  const said = Deno.env.get("STEADY_WIRES");
  if (said !== undefined && said !== "") return Number(said);
  return Deno.env.get("CI") ? beds.filter(({ byHand }) => byHand === undefined).length : 0;
}
