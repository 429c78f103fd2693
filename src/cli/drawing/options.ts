import { type Schema, that } from "../../option_faults.ts";
import { UsageError } from "../usage_error.ts";

/** What is checked, and against what. Files are paths, relative to the working directory, or URLs that begin with `file:`. */
export interface CheckOptions {
  /**
   * The drawing's file.
   *
   * @default {"graph.dot"}
   */
  readonly drawing?: string;
  /**
   * The module that exports `buildGraph`.
   *
   * @default {"main.ts"}
   */
  readonly main?: string;
  /**
   * The module that exports the kinds of the messages.
   *
   * @default {`messages.ts` beside the program, if it is there}
   */
  readonly messages?: string;
  /** The URL of the page of a graph that runs: it is compared with the drawing, and not the program. */
  readonly against?: string;
  /**
   * The token of that page.
   *
   * @default {the environment variable TELEMETRY_TOKEN, if it is set and may be read}
   */
  readonly token?: string;
  /**
   * What the program finds in `Deno.args`. With them it is run as its users run it, up to where it would start its graph; it may read,
   * and nothing else. Without them that is done where `buildGraph` is not there to be asked, or needs arguments.
   *
   * @default {none}
   */
  readonly args?: readonly string[];
}

const word = (advice: string) =>
  that<string>((value) => typeof value === "string" && value !== "", advice);

/** What is known of {@link CheckOptions}. */
export const CHECK_OPTIONS: Schema<CheckOptions, "drawing" | "main"> = {
  drawing: { check: word("give the path of a drawing"), default: "graph.dot" },
  main: { check: word("give the path of a program"), default: "main.ts" },
  messages: { check: word("give the path of a module") },
  against: { check: word("give the URL of a page") },
  token: { check: word("give the token of the page") },
  args: { check: that(isWords, "give an array of texts") },
};

function isWords(value: unknown): boolean {
  return Array.isArray(value) && value.every((word) => typeof word === "string");
}

const { drawing: { default: DRAWING }, main: { default: MAIN } } = CHECK_OPTIONS;

/** What is drawn. */
export interface DrawOptions {
  /** The module that exports `buildGraph`. */
  readonly main: string;
  /** The module that exports the kinds of the messages, as in {@link CheckOptions}. */
  readonly messages?: string;
  /** The file of a drawing whose drivers and documentation are kept. */
  readonly keep?: string;
  /** What the program finds in `Deno.args`, as in {@link CheckOptions}. */
  readonly args?: readonly string[];
}

/** What the text for a language model begins from. */
export interface PromptOptions {
  /** The file of the present drawing, if there is one. */
  readonly drawing?: string;
}

/**
 * Reads what follows `check`; `undefined` if help is asked for.
 *
 * @throws {UsageError} if it makes no sense
 */
export function parseCheckOptions(args: readonly string[]): CheckOptions | undefined {
  const read = readLine("check", args, ["--against", "--token", "--messages"]);
  if (read === undefined) return undefined;
  const { files, values, args: own } = read;
  const drawings = files.filter(isDrawing);
  const programs = files.filter((file) => !isDrawing(file));
  if (drawings.length > 1 || programs.length > 1) {
    throw new UsageError(
      `Cannot check: ${files.join(" ")} are too many files, ` +
        `give one drawing and one program, as in check ${DRAWING} ${MAIN}`,
    );
  }
  const { "--against": against, "--token": token, "--messages": messages } = values;
  if (token !== undefined && against === undefined) {
    throw new UsageError("Cannot check: --token is for --against, which is not given");
  }
  if (own !== undefined && against !== undefined) {
    throw new UsageError(
      "Cannot check: arguments after -- are for the program, and --against compares with a graph that runs, leave one of them out",
    );
  }
  return {
    drawing: drawings[0] ?? DRAWING,
    main: programs[0] ?? MAIN,
    ...messages !== undefined && { messages },
    ...against !== undefined && { against: readUrl(against).href },
    ...token !== undefined && { token },
    ...own !== undefined && { args: own },
  };
}

/**
 * Reads what follows `draw`; `undefined` if help is asked for.
 *
 * @throws {UsageError} if it makes no sense
 */
export function parseDrawOptions(args: readonly string[]): DrawOptions | undefined {
  const read = readLine("draw", args, ["--keep", "--messages"]);
  if (read === undefined) return undefined;
  const { files: [main = MAIN, ...more], values, args: own } = read;
  const { "--keep": keep, "--messages": messages } = values;
  if (more.length > 0) {
    throw new UsageError(`Cannot draw: more than one program is given, as in draw ${MAIN}`);
  }
  return {
    main,
    ...keep !== undefined && { keep },
    ...messages !== undefined && { messages },
    ...own !== undefined && { args: own },
  };
}

/**
 * Reads what follows `prompt`; `undefined` if help is asked for.
 *
 * @throws {UsageError} if it makes no sense
 */
export function parsePromptOptions(args: readonly string[]): PromptOptions | undefined {
  const read = readLine("prompt", args, []);
  if (read === undefined) return undefined;
  if (read.args !== undefined) {
    throw new UsageError('Cannot prompt: there is no program for what stands behind "--"');
  }
  const [drawing, ...more] = read.files;
  if (more.length > 0) {
    throw new UsageError(`Cannot prompt: more than one drawing is given, as in prompt ${DRAWING}`);
  }
  return drawing === undefined ? {} : { drawing };
}

/** What is on a line. */
interface DrawingLine<O extends string> {
  readonly files: readonly string[];
  readonly values: Partial<Record<O, string>>;
  /** What stands behind `--`, if that is there. */
  readonly args?: readonly string[];
}

/** The files and the values of options on a line; `undefined` if help is asked for. */
function readLine<O extends string>(
  verb: string,
  args: readonly string[],
  options: readonly O[],
): DrawingLine<O> | undefined {
  const files: string[] = [];
  const values: Partial<Record<O, string>> = {};
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (word === "--help" || word === "-h") return undefined;
    if (word === "--") return { files, values, args: args.slice(at + 1) };
    if (!word.startsWith("-")) {
      files.push(word);
      continue;
    }
    const [, option = word, inline] = /^(--\w+)=(.*)$/s.exec(word) ?? [];
    if (!(options as readonly string[]).includes(option)) {
      throw new UsageError(
        `Cannot ${verb}: "${word}" is not an option of ${verb}, see ${verb} --help`,
      );
    }
    const value = inline ?? args[++at] ?? "";
    if (value === "") {
      throw new UsageError(`Cannot read ${option}: it has no value, see ${verb} --help`);
    }
    values[option as O] = value;
  }
  return { files, values };
}

function isDrawing(file: string): boolean {
  return /\.(dot|gv)$/i.test(file);
}

/**
 * The URL under which a page is shown. A proxy may have put it under a path.
 *
 * @throws {UsageError} if it is none
 */
export function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new UsageError(
      `Cannot read --against "${text}": it is no URL of a page, as in --against http://127.0.0.1:9900`,
    );
  }
  url.search = url.hash = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}
