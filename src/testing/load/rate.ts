import {
  type Check,
  isObject,
  misuse,
  number,
  type OptionFault,
  optionFaults,
  type Place,
  placed,
  shown,
  whole,
} from "../../option_faults.ts";
import type { Dice } from "../dice.ts";
import { type Duration, duration, msOf } from "../moment.ts";

/**
 * How messages follow each other:
 * - a number: so many a second, evenly spread, the first at once;
 * - `poisson`: so many a second on average, independent of each other, as customers come (a Poisson process);
 * - `burst`: so many at one moment, then again `every` so often, the first at once;
 * - `at`: at these moments, in milliseconds from the beginning, in rising order; see {@link recordedRate}.
 */
export type Rate =
  | number
  | { readonly poisson: number }
  | { readonly burst: number; readonly every: Duration }
  | { readonly at: Iterable<number> };

const perSecond = number(
  (value) => value > 0 && value < Infinity,
  "give messages a second above 0",
);

const ADVICE = "give messages a second, { poisson }, { burst, every } or { at }";

/** What is known of each form that has parts. */
const FORMS = [
  { poisson: { check: perSecond, required: true } },
  {
    burst: { check: whole(1, Number.MAX_SAFE_INTEGER), required: true },
    every: { check: duration, required: true },
  },
  {
    at: {
      check: (value: unknown, place: Place) =>
        Symbol.iterator in Object(value)
          ? []
          : [misuse(`${placed(place)} is ${shown(value)}, give moments in milliseconds`)],
      required: true,
    },
  },
] as const;

/** A rate as an option. */
export const rate: Check<Rate> = (value: unknown, place: Place): readonly OptionFault[] => {
  if (typeof value === "number") return perSecond(value, place);
  const form = isObject(value) ? FORMS.find((form) => Object.keys(form)[0]! in value) : undefined;
  if (form !== undefined) return optionFaults(form, value, place, ADVICE);
  return [misuse(`${placed(place)} is ${shown(value)}, ${ADVICE}`)];
};

/** When each message is due, in milliseconds from the beginning; without an end, unless the moments are given. */
export function* momentsOf(rate: Rate, dice: Dice): Generator<number, undefined> {
  if (typeof rate === "number") {
    for (let i = 0;; i++) yield i * 1000 / rate;
  } else if ("poisson" in rate) {
    // The gaps of such a process are exponential.
    for (let at = 0;;) yield at += -Math.log(1 - dice.number()) * 1000 / rate.poisson;
  } else if ("burst" in rate) {
    const every = msOf(rate.every, "repeat a burst");
    for (let i = 0;; i++) yield Math.floor(i / rate.burst) * every;
  } else yield* rate.at;
}
