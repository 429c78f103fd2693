/** Checks of a wire's args, a sentence for each fault. */

/** Those of the args that must be given, and are not. */
export function missingArgs<A extends object>(
  args: A,
  ...names: readonly (keyof A & string)[]
): string[] {
  return names.filter((name) => typeof args[name] !== "string" || args[name] === "")
    .map((name) => `${name} must be given, as a text`);
}

/** Those of the args that are no whole number within their bounds. */
export function outOfBounds<A extends object>(
  args: A,
  bounds: { readonly [N in keyof A & string]?: readonly [least: number, most: number] },
): string[] {
  return (Object.keys(bounds) as (keyof A & string)[]).flatMap((name) => {
    const [least, most] = bounds[name]!;
    const value: unknown = args[name];
    const fits = typeof value === "number" && Number.isSafeInteger(value) && value >= least &&
      value <= most;
    return fits
      ? []
      : [`${name} must be a whole number from ${least} to ${most}, but is ${String(value)}`];
  });
}
