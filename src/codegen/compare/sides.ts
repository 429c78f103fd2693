/** How a difference is told: what it is on either side. */

/** What the two sides are called: `graph.dot` and `main.ts`. */
export interface SideNames {
  readonly drawn: string;
  readonly found: string;
}

/** What both say of the same thing. */
export function sides({ drawn, found }: SideNames, one: string, other: string): string {
  return `${one} in ${drawn}, ${other} in ${found}`;
}

/** A drawing has name and number in one word, `DB2`, where a graph may have a name that ends in a digit; and none begins with two lines. */
export function plain(label: string): string {
  return label.replace(/^__+/, "").replace(/[\s_-]+(?=\d+$)/, "");
}
