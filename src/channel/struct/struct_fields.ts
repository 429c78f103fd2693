import type { Column } from "./struct_columns.ts";

/** A field once the columns of its struct are numbered. */
export interface FieldNode {
  readonly name: string;
  /** Nested fields; empty for a leaf. */
  readonly children: readonly FieldNode[];
  /** The column that says whether an optional field is there; −1 if it always is. */
  readonly presence: number;
  /** Its first column, presence aside. */
  readonly first: number;
  /** The first column of a leaf; −1 for a nested struct. */
  readonly column: number;
}

/** The fields of a struct as a tree. Columns stand in the order of the schema, so those of one field are neighbours. */
export function fieldTree(columns: readonly Column[], depth = 0, offset = 0): FieldNode[] {
  const nodes: FieldNode[] = [];
  for (let i = 0; i < columns.length;) {
    const name = pathOf(columns, i)[depth] as string;
    let end = i;
    while (end < columns.length && pathOf(columns, end)[depth] === name) end++;
    const isLast = pathOf(columns, i).length === depth + 1;
    const optional = isLast && (columns[i] as Column).role === "presence";
    const start = optional ? i + 1 : i;
    const leaf = pathOf(columns, start).length === depth + 1;
    nodes.push({
      name,
      children: leaf ? [] : fieldTree(columns.slice(start, end), depth + 1, offset + start),
      presence: optional ? offset + i : -1,
      first: offset + start,
      column: leaf ? offset + start : -1,
    });
    i = end;
  }
  return nodes;
}

function pathOf(columns: readonly Column[], i: number): readonly string[] {
  return (columns[i] as Column).path;
}
