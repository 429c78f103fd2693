/**
 * What the values of a figure are, and what follows from that for whoever rounds, keeps or exports them. The page has the words:
 * `static/words/unit_text.js`.
 *
 * @module
 */

/** A value of a figure. */
export type FigureValue = string | number | boolean | null;

/**
 * How the past of a figure is kept in memory: a `byte` holds whole numbers from 0 to 254, a `word` those to 65,534, a `decimal` three
 * significant digits, a `flag` true or false; of what seldom changes, or is a text, the `changes` are kept.
 */
export type Kept = "byte" | "word" | "decimal" | "flag" | "changes";

/** What follows from a unit. */
export interface UnitRules {
  /** As the page is told it, which is as it shows it: what does not change there is not sent. */
  readonly shown: (value: never) => FigureValue;
  readonly kept: Kept;
  /** Its JSON Schema; the description says what it is measured in, where that does not go without saying. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** How many make one for other machines, which count in seconds and bytes. Divided by, so that no digits are made up. */
  readonly perOne: number;
}

/** Rounds to three significant digits. */
export function significant(value: number | null): number | null {
  if (value === null) return null;
  // Most are small and whole, and a text costs.
  return Number.isInteger(value) && Math.abs(value) < 1000 ? value : Number(value.toPrecision(3));
}

function percent(share: number | null): number | null {
  return share === null ? null : Math.round(share * 100);
}

function whole(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

const same = (value: FigureValue): FigureValue => value;
const number = { type: ["number", "null"] };
const count = { type: "integer", minimum: 0 };

/** The units. Where nothing is known, numbers are `null`. */
export const UNITS = {
  /** A share from 0 to 1; the page shows percent. */
  share: {
    shown: percent,
    kept: "byte",
    schema: { ...number, minimum: 0, description: "From 0 to 1." },
    perOne: 1,
  },
  /** So many a second. */
  rate: { shown: significant, kept: "decimal", schema: number, perOne: 1 },
  /** Bytes a second. */
  bytesRate: { shown: significant, kept: "decimal", schema: number, perOne: 1 },
  /** How many there are, on average perhaps. */
  amount: { shown: significant, kept: "decimal", schema: number, perOne: 1 },
  /** How many there were in all. */
  total: { shown: significant, kept: "decimal", schema: count, perOne: 1 },
  /** How often something happened that seldom does. */
  times: { shown: same, kept: "changes", schema: count, perOne: 1 },
  /** The same, where it can happen at all; else `null`. */
  timesIfEver: {
    shown: same,
    kept: "changes",
    schema: { type: ["integer", "null"], minimum: 0 },
    perOne: 1,
  },
  /** A number that names something, and of which there are not so many. */
  id: {
    shown: same,
    kept: "changes",
    schema: { type: ["integer", "null"], minimum: 0 },
    perOne: 1,
  },
  /** Thousandths of a core. */
  millicores: { shown: whole, kept: "word", schema: number, perOne: 1 },
  /** Bytes. */
  bytes: { shown: significant, kept: "decimal", schema: number, perOne: 1 },
  /** A time in milliseconds. */
  ms: {
    shown: significant,
    kept: "decimal",
    schema: { ...number, minimum: 0, description: "In milliseconds." },
    perOne: 1e3,
  },
  /** A latency in microseconds. */
  micros: {
    shown: significant,
    kept: "decimal",
    schema: { ...number, description: "In microseconds." },
    perOne: 1e6,
  },
  /** Whether something is so. */
  flag: { shown: same, kept: "flag", schema: { type: "boolean" }, perOne: 1 },
  /** How urgently it asks for attention. */
  level: { shown: same, kept: "byte", schema: { enum: [0, 1, 2, 3] }, perOne: 1 },
  /** What an actor is doing. */
  phase: {
    shown: same,
    kept: "changes",
    schema: { enum: ["busy", "waiting", "blocked", "outside", "down"] },
    perOne: 1,
  },
  /** A text. */
  text: { shown: same, kept: "changes", schema: { type: "string" }, perOne: 1 },
} as const satisfies Record<string, UnitRules>;

/** The name of a unit. */
export type Unit = keyof typeof UNITS;

/** What stands where nothing is known of a part, not even that it is there. */
export function unknownIn(unit: Unit): FigureValue {
  if (unit === "text") return "";
  if (unit === "flag") return false;
  return unit === "level" || unit === "times" ? 0 : null;
}

/** Whether values of a unit are numbers that can be compared and added. */
export function isNumeric(unit: Unit): boolean {
  return !["flag", "level", "phase", "text"].includes(unit);
}
