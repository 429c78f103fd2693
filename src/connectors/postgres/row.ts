/** What `postgresSink` puts: a row, its values by the names of the table's columns. */
export type PostgresRow = Readonly<Record<string, unknown>>;

/** An item as the server is given it. */
export interface ItemRow {
  /** Its place in the batch. */
  readonly at: number;
  readonly origin: string;
  /** The names of its columns, in its own order, with zeros between. */
  readonly shape: string;
  readonly json: string;
}

/** The columns of a table, or none where the statement is the user's. */
export interface TableColumns {
  /** How the table is called in errors. */
  readonly table: string;
  readonly names: ReadonlySet<string>;
  /** The column for the origin, or `""`. */
  readonly origin: string;
}

/** Why an item can be no row. */
interface NoRow {
  readonly dead: string;
  /** The columns that it has and the table has not, if that is why. */
  readonly strangers?: readonly string[];
}

/** An item as a row, or why it is none of the table with these columns. */
export function rowOf(
  at: number,
  origin: string,
  item: PostgresRow,
  columns: TableColumns | undefined,
): ItemRow | NoRow {
  try {
    if (columns === undefined) return { at, origin, shape: "", json: jsonOf(item) };
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
  const values: Record<string, unknown> = {};
  const names: string[] = [];
  // Most rows have only values that JSON has, and bytes; whatever is deeper is looked at value by value.
  let isPlain = true;
  const put = (name: string, value: unknown) => {
    if (value === undefined) return;
    names.push(name);
    values[name] = value instanceof Uint8Array ? bytesText(value) : value;
    if (typeof values[name] === "object" || typeof value === "bigint") isPlain = false;
  };
  if (columns.origin !== "") put(columns.origin, origin);
  for (const [name, value] of Object.entries(item)) {
    if (name !== columns.origin) put(name, value);
  }
  const strangers = names.filter((name) => !columns.names.has(name));
  if (strangers.length > 0) {
    const known = [...columns.names].join(", ");
    return {
      dead: `Table ${columns.table} has no column ${strangers.join(", ")}: it has ${known}`,
      strangers,
    };
  }
  const json = isPlain ? JSON.stringify(values) : jsonOf(values);
  return { at, origin, shape: names.join("\0"), json };
}

/** JSON that the server reads each type from: bytes as its hexadecimal form, large integers as text. */
function jsonOf(item: unknown): string {
  const text = JSON.stringify(item, (_key, value: unknown) => {
    if (typeof value === "bigint") return value.toString();
    return value instanceof Uint8Array ? bytesText(value) : value;
  });
  if (text === undefined) throw new TypeError("its toJSON returns nothing");
  return text;
}

function bytesText(bytes: Uint8Array): string {
  return `\\x${bytes.toHex()}`;
}
