// @ts-check
// Which groups are folded: by the rule, until somebody folds or unfolds them.

import { groupsOf } from "./fold.js";

/** @typedef {import("./fold.js").Group} Group */

export class Folding {
  /** @type {Group[]} */
  groups = [];
  /** @type {Map<string, boolean>} by name */
  #chosen = new Map();
  /** @type {readonly string[] | null} the names of an address, in place of the rule */
  #only = null;
  #onChange;

  /** @param {() => void} onChange called when what is folded changes */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /**
   * Takes the groups of a topology. What was chosen for a name stays.
   * @param {readonly import("./fold.js").Actor[]} actors
   * @param {number} [foldFrom] how many members a group has that folds by itself, if that is not the standard
   */
  adopt(actors, foldFrom) {
    this.groups = groupsOf(actors, foldFrom);
  }

  /** The groups that are drawn as one node. */
  get folded() {
    return this.groups.filter((group) => this.isFolded(group));
  }

  /** @param {Group} group */
  isFolded({ name, crowd }) {
    return this.#chosen.get(name) ?? this.#only?.includes(name) ?? crowd;
  }

  /** The names of the folded groups, or `null` when they are those of the rule. */
  get names() {
    const byRule = this.groups.every((group) => this.isFolded(group) === group.crowd);
    return byRule ? null : this.folded.map(({ name }) => name);
  }

  /** Folds the groups of these names and unfolds all others; `null` goes back to the rule. */
  set names(names) {
    this.#chosen.clear();
    this.#only = names;
    this.#onChange();
  }

  /**
   * The group of an actor or a group by id; `null` when it has none.
   * @param {string | null} id
   * @returns {Group | null}
   */
  groupOf(id) {
    const actor = id?.startsWith("a") ? Number(id.slice(1)) : -1;
    return this.groups.find((group) => group.id === id || group.members.includes(actor)) ?? null;
  }

  /**
   * Folds a group, or unfolds it.
   * @param {Group} group
   */
  toggle(group) {
    this.#chosen.set(group.name, !this.isFolded(group));
    this.#onChange();
  }

  /** Unfolds all groups if one is folded, and else folds those of the rule, or all when the rule folds none. */
  toggleAll() {
    const fold = this.folded.length === 0;
    const some = this.groups.some(({ crowd }) => crowd);
    for (const { name, crowd } of this.groups) {
      this.#chosen.set(name, fold && (crowd || !some));
    }
    this.#onChange();
  }
}
