/**
 * What a module imports, and what it keeps in variables of its own, as far as its text shows. It is read, not understood: what happens
 * to a value that is handed to somebody else nobody sees.
 *
 * @module
 */

/** What the text of a module shows. */
export interface ModuleScan {
  /** What it imports, as it names it. What is imported as a type only is left out. */
  readonly imports: readonly string[];
  /** What changes while it runs: a variable, as it names it, or what else it is. */
  readonly variable: string | undefined;
  /** Constants that are an array, an object or the like: they keep something if anybody changes them. */
  readonly containers: readonly string[];
  /** Constants of which nobody knows what they are: they may keep something if anybody calls them, or anything of them. */
  readonly unknowns: readonly string[];
  /** What is changed somewhere in it, by the first name: `a.b.push()` changes `a`. */
  readonly changed: ReadonlySet<string>;
  /** What is called somewhere in it, by the first name. */
  readonly called: ReadonlySet<string>;
}

/** What one of these modules keeps in a variable; `undefined` if none does. */
export function keptIn(scans: readonly ModuleScan[]): string | undefined {
  const isChanged = (name: string) => scans.some(({ changed }) => changed.has(name));
  const isCalled = (name: string) => scans.some(({ called }) => called.has(name));
  for (const { variable, containers, unknowns } of scans) {
    const kept = variable ?? containers.find(isChanged) ??
      unknowns.find((name) => isChanged(name) || isCalled(name));
    if (kept !== undefined) return kept;
  }
  return undefined;
}

interface Token {
  readonly kind: "word" | "string" | "number" | "template" | "regex" | "mark";
  readonly text: string;
  /** Brackets that are open around it. */
  readonly depth: number;
}

/** Scans the text of a module. @param isPlain whether what it gets from there keeps nothing: a call of it makes a constant */
export function scanModule(text: string, isPlain: (specifier: string) => boolean): ModuleScan {
  const { tokens, isSound } = tokensOf(text);
  const { specifiers, names } = importsOf(tokens, isPlain);
  const constants = constantsOf(tokens, names);
  return {
    imports: specifiers,
    variable: isSound ? variableOf(tokens) : "what cannot be read",
    containers: constants.filter(({ is }) => is === "container").map(({ name }) => name),
    unknowns: constants.filter(({ is }) => is === "unknown").map(({ name }) => name),
    ...usesOf(tokens),
  };
}

const WORD = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /\d[\w.]*/y;
const STRING = /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y;
const SPACE = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
const REGEX = /\/(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const MARK = /=>|[=!]==?|[<>+\-*/%&|^?]=|\?\?=?|&&=?|\|\|=?|\+\+|--|\.{3}|[^]/y;

/** Words after which a slash begins a regular expression. */
const BEFORE_REGEX = /^(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield)$/;

function tokensOf(text: string): { readonly tokens: readonly Token[]; readonly isSound: boolean } {
  const tokens: Token[] = [];
  /** Where each template that is open has its hole: the depth outside of it. */
  const holes: number[] = [];
  let [at, depth, isSound] = [0, 0, true];
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const take = (kind: Token["kind"], token: string) => {
    tokens.push({ kind, text: token, depth });
    at += token.length;
  };
  /** Goes to the end of a template, or to its next hole. */
  const template = () => {
    while (at < text.length) {
      const char = text[at];
      if (char === "\\") at += 2;
      else if (char === "`") return void at++;
      else if (text.startsWith("${", at)) {
        holes.push(depth);
        depth++;
        return void (at += 2);
      } else at++;
    }
    isSound = false;
  };
  while (at < text.length) {
    const space = match(SPACE);
    if (space !== undefined) at += space.length;
    if (at >= text.length) break;
    const word = match(WORD);
    const number = word ?? match(NUMBER);
    if (number !== undefined) {
      take(word === undefined ? "number" : "word", number);
      continue;
    }
    const char = text[at] as string;
    if (char === "`") {
      take("template", char);
      template();
    } else if (char === '"' || char === "'") {
      const string = match(STRING);
      isSound &&= string !== undefined;
      take("string", string ?? char);
    } else if (char === "/" && mayBeRegex(tokens.at(-1)) && match(REGEX) !== undefined) {
      take("regex", match(REGEX) as string);
    } else if ("([{".includes(char)) {
      take("mark", char);
      depth++;
    } else if (")]}".includes(char)) {
      depth--;
      if (char === "}" && holes.at(-1) === depth) {
        holes.pop();
        at++;
        template();
      } else take("mark", char);
    } else take("mark", match(MARK) as string);
  }
  return { tokens, isSound: isSound && depth === 0 && holes.length === 0 };
}

function mayBeRegex(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === "word") return BEFORE_REGEX.test(before.text);
  return before.kind === "mark" && !/^[)\]}]$/.test(before.text);
}

interface Imports {
  readonly specifiers: readonly string[];
  /** Names that come from where all is plain. */
  readonly names: ReadonlySet<string>;
}

function importsOf(tokens: readonly Token[], isPlain: (specifier: string) => boolean): Imports {
  const specifiers: string[] = [];
  const names = new Set<string>();
  for (const [i, { kind, text, depth }] of tokens.entries()) {
    if (kind !== "word" || (text !== "import" && text !== "export")) continue;
    const next = tokens[i + 1];
    if (text === "import" && next?.text === "(") {
      const [literal, close] = tokens.slice(i + 2, i + 4);
      if (literal?.kind === "string" && close?.depth === depth) specifiers.push(unquoted(literal));
      continue;
    }
    if (depth > 0 || tokens[i - 1]?.text === ".") continue;
    const end = specifierOf(tokens, i + 1, text);
    if (end === undefined || isOfTypes(tokens, i + 1)) continue;
    const specifier = unquoted(tokens[end] as Token);
    specifiers.push(specifier);
    if (!isPlain(specifier)) continue;
    for (const token of tokens.slice(i, end)) if (token.kind === "word") names.add(token.text);
  }
  return { specifiers, names };
}

/** Where an import or an export, whose words begin at `from`, names another module. */
function specifierOf(tokens: readonly Token[], from: number, verb: string): number | undefined {
  if (verb === "import" && tokens[from]?.kind === "string") return from;
  if (verb === "export" && !/^(?:[{*]|type)$/.test(tokens[from]?.text ?? "")) return undefined;
  for (let i = from; i < tokens.length; i++) {
    const { kind, text, depth } = tokens[i] as Token;
    if (depth === 0 && (text === ";" || text === "=")) return undefined;
    if (depth === 0 && text === "from" && tokens[i + 1]?.kind === "string") return i + 1;
    if (i > from && depth === 0 && kind === "word" && /^(?:import|export|const)$/.test(text)) {
      return undefined;
    }
  }
  return undefined;
}

function isOfTypes(tokens: readonly Token[], from: number): boolean {
  const next = tokens[from + 1];
  return tokens[from]?.text === "type" && next?.text !== "from" && next?.text !== ",";
}

function unquoted({ text }: Token): string {
  return text.slice(1, -1);
}

/** A variable, or what else at the top of a module is one. */
function variableOf(tokens: readonly Token[]): string | undefined {
  for (const [i, { kind, text, depth }] of tokens.entries()) {
    if (kind !== "word" || tokens[i - 1]?.text === ".") continue;
    const next = tokens[i + 1];
    if (text === "static" && depth > 0 && isStaticField(tokens, i)) return `static ${next?.text}`;
    if (depth > 0) continue;
    if ((text === "let" || text === "var") && next?.kind === "word") return next.text;
    if ((text === "let" || text === "var") && isOpening(next)) return tokens[i + 2]?.text;
    if (text === "default" && (isOpening(next) || next?.text === "new")) return text;
    if (text === "namespace" && next?.kind === "word") return next.text;
  }
  return undefined;
}

function isOpening(token: Token | undefined): boolean {
  return token?.text === "{" || token?.text === "[";
}

function isStaticField(tokens: readonly Token[], at: number): boolean {
  const [first, second] = tokens.slice(at + 1, at + 5).filter(({ text }) =>
    !/^(?:async|get|set|override|\*)$/.test(text)
  );
  // Other uses of the word: a name, a key.
  if (first === undefined || (first.kind !== "word" && !isOpening(first))) return false;
  return first.text !== "readonly" && second?.text !== "(" && second?.text !== "<";
}

interface Constant {
  readonly name: string;
  readonly is: "container" | "unknown";
}

/** What a type says of a value that nobody changes. */
const READ_ONLY = /^(?:readonly|Readonly|ReadonlyArray|ReadonlyMap|ReadonlySet)$/;
const STATEMENT = /^(?:import|export|const|function|class|interface|type|enum|abstract)$/;

/** Constants at the top of a module that may have something in them that changes. */
function constantsOf(tokens: readonly Token[], plain: ReadonlySet<string>): Constant[] {
  const constants: Constant[] = [];
  for (const [i, { text, depth }] of tokens.entries()) {
    if (depth > 0 || text !== "const" || tokens[i + 1]?.text === "enum") continue;
    let names: string[] = [];
    let isReadOnly = false;
    /** Whether the names are over: there is a type, or the value. */
    let isNamed = false;
    for (let at = i + 1; at < tokens.length; at++) {
      const token = tokens[at] as Token;
      if (token.text === ";" && token.depth === 0) break;
      if (READ_ONLY.test(token.text)) isReadOnly = true;
      if (!isNamed && token.kind === "word") names.push(token.text);
      if (token.depth > 0) continue;
      if (token.text === ":") isNamed = true;
      else if (token.text === "=") {
        const is = isReadOnly ? undefined : kindOf(tokens, at + 1, plain);
        if (is !== undefined) constants.push(...names.map((name) => ({ name, is })));
        isNamed = true;
      } else if (token.text === "," && isDeclared(tokens, at + 1)) {
        [names, isReadOnly, isNamed] = [[], false, false];
      } else if (token.kind === "word" && STATEMENT.test(token.text)) {
        // The next statement, or the value itself: `const f = function () {}`.
        if (tokens[at - 1]?.text !== "=" && at > i + 1) break;
      }
    }
  }
  return constants;
}

/** Whether another constant is declared there, and it is not the rest of a type or of a value. */
function isDeclared(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.kind === "word" && /^[=:]$/.test(tokens[at + 1]?.text ?? "");
}

const COLLECTIONS = /^(?:Weak)?(?:Map|Set)$|Array$|^(?:ArrayBuffer|DataView)$/;
const CHANGELESS =
  /^(?:TextEncoder|TextDecoder|URL|RegExp|Date|Symbol|Intl|Object|JSON|Number|String|Math)$/;

/** What the value is that begins there, if anything of it may change. */
function kindOf(
  tokens: readonly Token[],
  at: number,
  plain: ReadonlySet<string>,
): Constant["is"] | undefined {
  const first = tokens[at];
  if (first === undefined) return undefined;
  const second = tokens[at + 1];
  if (isOpening(first)) return isAsConst(tokens, closing(tokens, at) + 1) ? undefined : "container";
  switch (first.kind) {
    case "string":
    case "number":
    case "template":
      return undefined;
    case "regex":
      return /\/[a-z]*[gy][a-z]*$/.test(first.text) ? "unknown" : undefined;
    case "mark":
      // A function with its parameters, maybe typed; a sign before a number.
      if (first.text !== "(") return /^[-+!~<]$/.test(first.text) ? undefined : "unknown";
      return /^(?:=>|:)$/.test(tokens[closing(tokens, at) + 1]?.text ?? "") ? undefined : "unknown";
    default:
      if (first.text === "new") {
        if (COLLECTIONS.test(second?.text ?? "")) return "container";
        return CHANGELESS.test(second?.text ?? "") ? undefined : "unknown";
      }
      if (/^(?:function|async|class|true|false|null|undefined)$/.test(first.text)) return undefined;
      if (second?.text === "=>" || plain.has(first.text) || CHANGELESS.test(first.text)) {
        return undefined;
      }
      return first.text === "await" || isCall(tokens, at) ? "unknown" : undefined;
  }
}

/** Where the bracket that opens there closes. */
function closing(tokens: readonly Token[], at: number): number {
  const { depth } = tokens[at] as Token;
  for (let i = at + 1; i < tokens.length; i++) if (tokens[i]?.depth === depth) return i;
  return tokens.length;
}

function isAsConst(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.text === "as" && tokens[at + 1]?.text === "const";
}

/** Whether something is called before the statement that begins there is over. */
function isCall(tokens: readonly Token[], at: number): boolean {
  for (let i = at + 1; i < tokens.length; i++) {
    const { kind, text } = tokens[i] as Token;
    if (text === "(" || text === "?.") return true;
    // Two words in a row are two statements, as far as this is about names.
    if (text === ";" || (kind === "word" && tokens[i - 1]?.kind === "word")) return false;
  }
  return false;
}

const CHANGES =
  /^(?:push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|set|add|delete|clear|append)$/;
/** Methods of arrays, texts and collections that change nothing. */
const READS =
  /^(?:at|concat|endsWith|entries|every|filter|find\w*|flat|flatMap|forEach|get|has|includes|indexOf|join|keys|map|reduce|replace\w*|slice|some|split|startsWith|subarray|toSorted|toString|trim\w*|values)$/;
const ASSIGNS = /^(?:[+\-*/%&|^]|\*\*|<<|>>>?|&&|\|\||\?\?)?=$|^(?:\+\+|--)$/;

/** What is changed, and what is called, each by its first name. */
function usesOf(tokens: readonly Token[]): Pick<ModuleScan, "changed" | "called"> {
  const changed = new Set<string>();
  const called = new Set<string>();
  for (const [i, { kind, text }] of tokens.entries()) {
    if (kind !== "word" || /^\??\.$/.test(tokens[i - 1]?.text ?? "")) continue;
    const before = tokens[i - 1]?.text ?? "";
    if (before === "delete" || before === "++" || before === "--") changed.add(text);
    // Object.assign(a, …), Object.defineProperty(a, …)
    if (before === "(" && /^(?:assign|define\w+)$/.test(tokens[i - 2]?.text ?? "")) {
      changed.add(text);
    }
    let [at, last] = [i + 1, ""];
    for (;;) {
      const mark = tokens[at]?.text;
      if (mark === "[") at = closing(tokens, at) + 1;
      else if (mark === "!") at++;
      else if ((mark === "." || mark === "?.") && tokens[at + 1]?.kind === "word") {
        last = tokens[at + 1]?.text ?? "";
        at += 2;
      } else break;
    }
    const after = tokens[at]?.text ?? "";
    // An assignment to the name itself is one to a variable, or a declaration.
    if (ASSIGNS.test(after) && at > i + 1) changed.add(text);
    if (after !== "(") continue;
    if (!READS.test(last)) called.add(text);
    if (CHANGES.test(last)) changed.add(text);
  }
  return { changed, called };
}
