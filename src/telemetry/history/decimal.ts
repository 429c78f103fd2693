/**
 * Numbers of three significant digits in sixteen bits: 899 mantissas from 100 to 999 for each power of ten. What is displayed
 * has no more digits, so nothing that anybody could see is lost.
 *
 * @module
 */

/** Stands for a number that is not known. */
const UNKNOWN = 0xffff;
const ZERO = 0;
const MANTISSAS = 900;
/** The power of ten of the smallest mantissa, 100, is this and more. */
const LEAST_EXPONENT = -30;
const MOST_EXPONENT = 41;
const LARGEST = 1 + (MOST_EXPONENT - LEAST_EXPONENT) * MANTISSAS + MANTISSAS - 1;

const POWERS = Float64Array.from({ length: 60 }, (_, exponent) => Number(`1e${exponent}`));

/** Packs a number that is not negative; more than three digits are rounded away. What is too small becomes 0. */
export function packDecimal(value: number | null): number {
  if (value === null || Number.isNaN(value)) return UNKNOWN;
  if (value <= 0) return ZERO;
  if (value === Infinity) return LARGEST;
  let exponent = Math.floor(Math.log10(value)) - 2;
  let mantissa = Math.round(scaled(value, -exponent));
  if (mantissa < 100) mantissa = Math.round(scaled(value, -(--exponent)));
  // A mantissa of 1000 packs as the 100 of the next power.
  if (exponent < LEAST_EXPONENT) return ZERO;
  if (exponent > MOST_EXPONENT) return LARGEST;
  return 1 + (exponent - LEAST_EXPONENT) * MANTISSAS + mantissa - 100;
}

/** The number again. */
export function unpackDecimal(packed: number): number | null {
  if (packed === UNKNOWN) return null;
  if (packed === ZERO) return 0;
  const exponent = Math.floor((packed - 1) / MANTISSAS) + LEAST_EXPONENT;
  return scaled(100 + (packed - 1) % MANTISSAS, exponent);
}

// Powers of ten up to the 22nd are exact, so that one division or product gives the number that its digits are read as.
function scaled(value: number, exponent: number): number {
  return exponent >= 0 ? value * POWERS[exponent]! : value / POWERS[-exponent]!;
}
