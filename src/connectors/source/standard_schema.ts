/**
 * What a schema has that follows Standard Schema, version 1 (https://standardschema.dev), as those of zod, valibot and arktype do: as far
 * as a source uses it.
 *
 * @module
 */

/** A schema whose values are `T` once they have passed it. */
export interface StandardSchema<T> {
  /** What the standard asks for. */
  readonly "~standard": {
    /** The version of the standard. */
    readonly version: 1;
    /** The library that it is of. */
    readonly vendor: string;
    /** Looks at a value. */
    validate(value: unknown): SchemaResult<T> | Promise<SchemaResult<T>>;
    /** Never set: the types before and after. */
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
  };
}

/** What a schema says of a value: what it is, or all that is wrong with it. */
export type SchemaResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One thing that is wrong with a value. */
export interface SchemaIssue {
  /** What it is. */
  readonly message: string;
  /** Where in the value. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Issues that are told. */
const MAX_ISSUES = 5;

/** The issues as one line. */
export function issuesText(issues: readonly SchemaIssue[]): string {
  const told = issues.slice(0, MAX_ISSUES).map(({ message, path }) =>
    path === undefined || path.length === 0 ? message : `${pathText(path)}: ${message}`
  );
  const more = issues.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

function pathText(path: NonNullable<SchemaIssue["path"]>): string {
  return path.map((part) => String(typeof part === "object" ? part.key : part)).join(".");
}
