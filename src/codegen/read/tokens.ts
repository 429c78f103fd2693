/** The words of the language DOT, with their lines. */

/** A word of a drawing's text. It is a mark, or else an id: a name or a value. */
export interface DotToken {
  /** Where it begins, from 1. */
  readonly line: number;
  /** Its first character, and the one behind its last. */
  readonly span: readonly [start: number, end: number];
  /** One of `{ } [ ] ; , = : + -> --`. */
  readonly mark?: string;
  /** An id, as the parser of Graphviz knows it. */
  readonly id?: string;
  /** The id in lower case, if it was written without quotes: only so can it be a keyword. */
  readonly word?: string;
  readonly isHtml?: boolean;
  /** Whether it is a text whose closing quote is missing. */
  readonly isOpen?: boolean;
}

const COMMENT = /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y;
const MARK = /->|--|[{}[\];,=:+]/y;
const STRING = /"((?:\\[^]|[^"\\])*)("?)/y;
const WORD = /-?(?:\.\d+|\d+(?:\.\d*)?)|[\p{L}\p{M}_\u0080-\uffff][\p{L}\p{M}\w\u0080-\uffff]*/uy;

/** All words of a text, without comments. What is none is left out. */
export function tokensOf(text: string): DotToken[] {
  const tokens: DotToken[] = [];
  let line = 1;
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const pass = (length: number): void => {
    for (let i = at; i < at + length; i++) if (text[i] === "\n") line++;
    at += length;
  };
  const spanOf = (length: number) => [at, at + length] as const;
  while (at < text.length) {
    const isLineStart = at === 0 || text[at - 1] === "\n";
    // Lines that begin so are left by preprocessors, and no part of the drawing.
    const comment = isLineStart && text[at] === "#" ? /[^\n]*/y : COMMENT;
    let found = take(comment);
    if (found !== null && found[0] !== "") {
      pass(found[0].length);
    } else if ((found = take(MARK)) !== null) {
      tokens.push({ line, span: spanOf(found[0].length), mark: found[0] });
      pass(found[0].length);
    } else if ((found = take(STRING)) !== null) {
      tokens.push({
        line,
        span: spanOf(found[0].length),
        id: unquoted(found[1]!),
        isOpen: found[2] === "",
      });
      pass(found[0].length);
    } else if (text[at] === "<") {
      const length = htmlLength(text, at);
      const id = text.slice(at + 1, at + length - 1);
      tokens.push({ line, span: spanOf(length), id, isHtml: true });
      pass(length);
    } else if ((found = take(WORD)) !== null) {
      const word = found[0].toLowerCase();
      tokens.push({ line, span: spanOf(word.length), id: found[0], word });
      pass(found[0].length);
    } else pass(1);
  }
  return joined(tokens);
}

/** What Graphviz makes of what stands between quotes: an escaped quote is one, an escaped end of line is nothing. */
function unquoted(text: string): string {
  return text.replace(
    /\\(\\|"|\r?\n)/g,
    (all, after: string) => after === '"' ? '"' : after === "\\" ? all : "",
  );
}

/** From a `<` to the `>` that closes it. */
function htmlLength(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "<") depth++;
    else if (text[at] === ">" && --depth === 0) return at + 1 - start;
  }
  return text.length - start;
}

/** Strings with a `+` between them are one. */
function joined(tokens: readonly DotToken[]): DotToken[] {
  const whole: DotToken[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const last = whole.at(-1);
    const next = tokens[at + 1];
    if (token.mark === "+" && last?.id !== undefined && next?.id !== undefined) {
      const span = [last.span[0], next.span[1]] as const;
      whole[whole.length - 1] = { line: last.line, span, id: last.id + next.id };
      at++;
    } else whole.push(token);
  }
  return whole;
}
