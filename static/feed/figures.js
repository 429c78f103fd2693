// @ts-check
// Which figures there are, in which columns they come, and in which words they are shown: as the server's `hello` says. What the
// catalogue of the server has, the page has; no figure is listed here.

/**
 * @typedef {"a" | "c"} Side actors or channels
 * @typedef {"sum" | "mean" | "max"} Join
 */
/**
 * @typedef {object} Figure a figure, as `src/telemetry/wire/wire.ts` has it
 * @property {string} name
 * @property {string} unit
 * @property {string} about what it tells, as a sentence
 * @property {string} [series] the name of its past in the statistics
 * @property {string} [title] the head of its column
 * @property {string} [row] what stands before it in the details
 * @property {string} [groupRow] what stands before it in the details of several
 * @property {boolean} [ifKnown] whether it stands in the details only where it is known
 * @property {boolean} [ofSome] whether it is told of those only of which it is known
 * @property {Join} [join] how several are one value
 * @property {{ title: string, line: string, color: string }} [chart]
 * @property {boolean} [spark] whether it is drawn small, beside the details
 * @property {string} [statistic] the head of its column in the statistics
 */
/** @typedef {{ readonly columns: Readonly<Record<Side, readonly string[]>>,
 *   readonly figures: Readonly<Record<Side, readonly Figure[]>> }} Vocabulary */

/** Before anybody has told any.
 * @type {Vocabulary} */
const NONE = { columns: { a: [], c: [] }, figures: { a: [], c: [] } };

export class Figures {
  /** All in one text, by which others are told from these. */
  text;
  #vocabulary;
  /** @type {Record<Side, Map<string, number>>} */
  #at;

  /** @param {Vocabulary} [vocabulary] */
  constructor({ columns, figures } = NONE) {
    this.#vocabulary = { columns, figures };
    this.text = JSON.stringify(this.#vocabulary);
    this.#at = { a: placesOf(columns.a), c: placesOf(columns.c) };
  }

  /**
   * The names of the columns, in their order.
   * @param {Side} side
   */
  columns(side) {
    return this.#vocabulary.columns[side];
  }

  /**
   * Which column a figure has; -1 if it has none.
   * @param {Side} side
   * @param {string} name
   */
  columnOf(side, name) {
    return this.#at[side].get(name) ?? -1;
  }

  /**
   * All that may be shown, in the order in which they are.
   * @param {Side} side
   */
  of(side) {
    return this.#vocabulary.figures[side];
  }

  /**
   * The units of the columns, in their order.
   * @param {Side} side
   */
  units(side) {
    const units = new Map(this.of(side).map(({ name, unit }) => [name, unit]));
    return this.columns(side).map((name) => units.get(name) ?? "");
  }
}

/** @param {readonly string[]} names */
function placesOf(names) {
  return new Map(names.map((name, at) => [name, at]));
}
