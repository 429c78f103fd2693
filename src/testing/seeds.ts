import { type Check, that } from "../option_faults.ts";

/** Seeds as an option: how many, or which. */
export const areSeeds: Check<number | readonly number[]> = that(
  (value) =>
    Array.isArray(value)
      ? value.length > 0 && value.every(isSeed)
      : isSeed(value) && (value as number) > 0,
  "give how many, from 1 on, or an array of whole numbers from 0 on",
);

/** Whether a value is one. */
export function isSeed(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The seeds that the option means: so many from 1 on, or those that it names. */
export function listOfSeeds(seeds: number | readonly number[]): readonly number[] {
  return typeof seeds === "number" ? Array.from({ length: seeds }, (_, i) => i + 1) : seeds;
}

/** The seed of the environment variable `SEED`, if it may be read. Throws if it is none. */
export function environmentSeed(): number | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "SEED" });
  const text = state === "granted" ? Deno.env.get("SEED") : undefined;
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text) && isSeed(Number(text))) return Number(text);
  throw new TypeError(
    `Cannot simulate the seed ${
      JSON.stringify(text)
    } of the environment variable SEED: give a whole number from 0 on`,
  );
}
