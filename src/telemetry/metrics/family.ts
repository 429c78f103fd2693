/** Labels of a sample. */
export type Labels = Readonly<Record<string, string>>;

/** What a histogram has counted: how many values were at most so large, for each limit, and for none. */
export interface Buckets {
  /** Upper limits in the family's unit, rising. */
  readonly limits: readonly number[];
  /** How many values each bucket holds, without those of the buckets before; one more than there are limits. */
  readonly counts: ArrayLike<number>;
  /** The sum of all values, in the family's unit. */
  readonly sum: number;
}

interface FamilyOf<Type extends string, Value> {
  /** Its name; letters, digits and underscores. A counter's ends in `_total`. */
  readonly name: string;
  /** `counter` for what only grows, `gauge` for what does not, `histogram` for how values are spread. */
  readonly type: Type;
  /** What it is, in one sentence. */
  readonly help: string;
  /** Its samples; the labels of any two differ. */
  readonly samples: readonly (readonly [Labels, Value])[];
}

/** One metric with all its samples. */
export type Family = FamilyOf<"counter" | "gauge", number> | FamilyOf<"histogram", Buckets>;
