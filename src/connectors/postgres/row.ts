import { inColumn, jsonOf, partOf } from "./row_parts.ts";

/** What `postgresSink` puts: a row, its values by the names of the table's columns. */
export type PostgresRow = Readonly<Record<string, unknown>>;

/** What rows have that go in by one statement. */
export interface RowShape {
  /** The columns, in the order of the items; none where the statement is the user's. */
  readonly names: readonly string[];
  /** Whether a row is one text of JSON, and not a part for each column. */
  readonly isJson: boolean;
}

/** An item as the server is given it. */
export interface ItemRow {
  /** Its place in the batch. */
  readonly at: number;
  readonly origin: string;
  /** The same object for rows one after another that have the same columns. */
  readonly shape: RowShape;
  /** One for each column, see `partOf`; or all of it as JSON. */
  readonly parts: readonly string[];
  readonly item: PostgresRow;
}

/** The columns of a table, or none where the statement is the user's. */
export interface TableColumns {
  /** How the table is called in errors. */
  readonly table: string;
  /** Of each its type as that of parts, if there are parts of that type: see `partOf`. */
  readonly types: ReadonlyMap<string, string | undefined>;
  /** The column for the origin, or `""`. */
  readonly origin: string;
  /** The shape of the last row. */
  lastShape: RowShape;
}

/** Why an item can be no row. */
interface NoRow {
  readonly dead: string;
  /** The columns that it has and the table has not, if that is why. */
  readonly strangers?: readonly string[];
}

/** Of all that the user's own statement puts. */
const OWN: RowShape = { names: [], isJson: true };

/** An item as a row, or why it is none of the table with these columns. */
export function rowOf(
  at: number,
  origin: string,
  item: PostgresRow,
  columns: TableColumns | undefined,
): ItemRow | NoRow {
  try {
    if (columns === undefined) return { at, origin, shape: OWN, parts: [jsonOf(item)], item };
    return tableRow(at, origin, item, columns);
  } catch (error) {
    return { dead: `Cannot write the item as JSON: ${(error as Error).message}` };
  }
}

function tableRow(
  at: number,
  origin: string,
  item: PostgresRow,
  columns: TableColumns,
): ItemRow | NoRow {
  const { types } = columns;
  const names: string[] = [];
  const parts: string[] = [];
  let strangers: string[] | undefined;
  if (columns.origin !== "") {
    names.push(columns.origin);
    addPart(parts, origin, types.get(columns.origin));
  }
  for (const name of Object.keys(item)) {
    const value = item[name];
    if (value === undefined || name === columns.origin) continue;
    const type = types.get(name);
    if (type === undefined && !types.has(name)) (strangers ??= []).push(name);
    names.push(name);
    addPart(parts, value, type);
  }
  if (strangers !== undefined) {
    const known = [...types.keys()].join(", ");
    return {
      dead: `Table ${columns.table} has no column ${strangers.join(", ")}: it has ${known}`,
      strangers,
    };
  }
  // One part is missing, if that many are: then all of the row goes as JSON.
  const isJson = parts.length < names.length;
  const shape = shapeOf(names, isJson, columns);
  return {
    at,
    origin,
    shape,
    parts: isJson ? [rowJson(shape, origin, item, columns)] : parts,
    item,
  };
}

/**
 * The rows, all of them as JSON, which the server reads by the table as it is at that moment, and not as it was when the columns were
 * looked at.
 */
export function asJson(rows: readonly ItemRow[], columns: TableColumns): ItemRow[] {
  return rows.map((row) => {
    const { shape: { names, isJson }, origin, item } = row;
    if (isJson) return row;
    const shape = shapeOf(names, true, columns);
    return { ...row, shape, parts: [rowJson(shape, origin, item, columns)] };
  });
}

function addPart(parts: string[], value: unknown, type: string | undefined): void {
  const part = type === undefined ? undefined : partOf(value, type);
  if (part !== undefined) parts.push(part);
}

function shapeOf(names: readonly string[], isJson: boolean, columns: TableColumns): RowShape {
  const { lastShape } = columns;
  const isSame = lastShape.isJson === isJson && lastShape.names.length === names.length &&
    names.every((name, i) => name === lastShape.names[i]);
  return isSame ? lastShape : columns.lastShape = { names, isJson };
}

function rowJson(
  { names }: RowShape,
  origin: string,
  item: PostgresRow,
  columns: TableColumns,
): string {
  return jsonOf(
    Object.fromEntries(
      names.map((name) => [
        name,
        name === columns.origin ? origin : inColumn(item[name], columns.types.get(name)),
      ]),
    ),
  );
}
