/**
 * What an error of the server or of the client means to a wire: that it is told wrongly, that one row is refused, that another try may do.
 *
 * @module
 */
import { MisconfiguredError } from "../wire.ts";

/** What the server says of an error. */
interface ServerError extends Error {
  /** Five characters; the first two are its class. */
  readonly code: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** By its code, what to do about an error that another try would meet again. */
const ADVICE: Readonly<Record<string, string>> = {
  "28P01": "look at the user of url, and at the variable that passwordEnv names",
  "28000": "look at the user and database of url, at tls, and at pg_hba.conf of the server",
  "3D000": "look at the database of url",
  "3F000": "look at the schema that is named",
  "42501": "grant it to the user of url",
  "42601": "look at the statement",
  "42602":
    "write the name as SQL does, with double quotes around what is not of letters, digits and _",
  "42703": "look at the names of columns",
  "42704": "look at the name, or make it",
  "42804": "look at the types in the statement",
  "42883": "look at the statement, or cast its arguments",
  "42P01": "look at the name of the table, or make it",
  "42P02": "$1 is the origin, and $2 the item as jsonb",
  "42P10": "give the column a PRIMARY KEY or a UNIQUE constraint of its own",
  "42P18": "cast the parameter to a type",
};

/** Classes of what is wrong with a statement itself, or with a name in it, and of what this server cannot do. */
const OF_A_STATEMENT = ["42", "0A"];

/** Classes of refusals that are the row's: its data, a constraint, a check of a view, a limit, an exception that a trigger raises. */
const OF_A_ROW = ["21", "22", "23", "44", "54", "P0"];
/** Refused to a row, too: a value for a column that is always generated. */
const GENERATED_ALWAYS = "428C9";

/** Refusals that another moment may not meet: a deadlock, a serialization failure, a lock or a statement that took too long. */
const OF_A_MOMENT = ["40001", "40P01", "55P03", "57014"];

function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && "severity" in error && "code" in error;
}

/** The server's code for it, if it is the server's. */
export function codeOf(error: unknown): string | undefined {
  return isServerError(error) ? error.code : undefined;
}

/** Whether the same row would be refused whenever it is put. */
export function isOfRow(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && (OF_A_ROW.includes(code.slice(0, 2)) || code === GENERATED_ALWAYS);
}

/** Whether the same statement may do in another moment, by the same connection. */
export function isOfMoment(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && OF_A_MOMENT.includes(code);
}

/** The server's own words for a refusal, with what it adds. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!isServerError(error)) return error.message;
  const { code, message, detail } = error;
  return `${message}${detail === undefined ? "" : `; ${detail}`} (SQLSTATE ${code})`;
}

/**
 * An error as a wire throws it: {@link MisconfiguredError} if another try would meet it again.
 *
 * @param doing What was being done, with which value: `read table "outbox"`.
 */
export function failure(doing: string, error: unknown): Error {
  if (error instanceof MisconfiguredError) return error;
  const code = codeOf(error) ?? "";
  const advice = error instanceof Deno.errors.NotCapable
    ? "allow it where the program is started"
    : ADVICE[code] ?? (OF_A_STATEMENT.includes(code.slice(0, 2)) ? "look at the args" : undefined);
  const words = `Cannot ${doing}: ${wordsOf(error)}`;
  if (advice === undefined) return new Error(words, { cause: error });
  return new MisconfiguredError(`${words}; ${advice}`, { cause: error });
}

/** Awaits an answer; an error says what was being done. */
export async function attempt<T>(doing: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw failure(doing, error);
  }
}
