/** Drawings of other people, which are no part of this project: read where they are, if they are there. */

/** What is known of a drawing of the corpus. */
export interface Expected {
  readonly actors: number;
  readonly channels: number;
  readonly bundles: readonly {
    readonly name: string;
    readonly from: readonly string[];
    readonly to: readonly string[];
    readonly girth: number;
    readonly capacity: number | readonly number[];
  }[];
  readonly drivers: Readonly<Record<string, readonly ExpectedMark[]>>;
  readonly documentationNodes: number;
  readonly types?: readonly string[];
  readonly sources?: readonly string[];
  readonly sinks?: readonly string[];
  readonly cycles: number | readonly (readonly string[])[];
  readonly modules?: Readonly<Record<string, number>>;
  readonly ports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly consume?: Readonly<Record<string, string>>;
  readonly capacity?: number;
  /** Why it is refused, if it is. */
  readonly error?: string;
}

/** A mark of a driver: channels are told with counts and shares. */
export interface ExpectedMark {
  readonly atLeastEveryMs?: number;
  readonly atMostEveryMs?: number;
  readonly onEvent?: readonly (readonly [channel: string, count: number, share?: string])[];
  readonly onCapacity?: readonly (readonly [channel: string, count: number, share?: string])[];
  readonly other?: readonly string[];
  readonly any?: boolean;
}

/** The corpus: its texts, and what is expected of them; `null` where it is not there. */
export const CORPUS: ReadonlyMap<string, { text: string; expected: Expected }> | null = corpus();

function corpus() {
  const given = Deno.env.get("DOTS") || undefined;
  const folder = given === undefined
    ? new URL("../../../shared/dots/", import.meta.url)
    : new URL(`file://${given.replace(/\/*$/, "/")}`);
  try {
    const expected = JSON.parse(Deno.readTextFileSync(new URL("expected.json", folder)));
    return new Map(
      Object.entries(expected as Record<string, Expected>).map(([name, expected]) => [
        name,
        { text: Deno.readTextFileSync(new URL(name, folder)), expected },
      ]),
    );
  } catch (error) {
    // A folder that was named has to be there.
    if (given !== undefined || !(error instanceof Deno.errors.NotFound)) throw error;
    return null;
  }
}
