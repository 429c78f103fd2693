/**
 * Where things stand in the text of a drawing. The parser of Graphviz tells no lines, drops a second graph in silence, and does not say
 * which labels are HTML; so the text is gone through a second time, by what little of the language this takes.
 *
 * @module
 */
import { type DotToken, tokensOf } from "./tokens.ts";

/** What the text itself tells. */
export interface SourcePlaces {
  /** How many graphs begin in it. */
  readonly graphs: number;
  /** The line of the second one. */
  readonly secondGraphLine: number | undefined;
  readonly isStrict: boolean;
  /** The line of a text without a closing quote. */
  readonly openTextLine: number | undefined;
  /** What the first graph is, `null` where the text does not begin with one. */
  readonly keyword: "digraph" | "graph" | null;
  /** The line of that word. */
  readonly keywordLine: number | undefined;
  /** By id, where a node has its label, or else where it is first named. */
  readonly nodes: ReadonlyMap<string, StatementPlace>;
  /** By {@link edgeKey}, where its edges are, in their order. */
  readonly edges: ReadonlyMap<string, readonly StatementPlace[]>;
  /** Attributes with names that the parser of Graphviz has for parts of its own, and would mistake them for. */
  readonly taken: readonly TakenName[];
  /** The names of attributes whose values are set as text. */
  readonly labels: readonly Pick<TakenName, "name" | "span">[];
  /** By id, where subgraphs are, and which attributes they have of their own. */
  readonly clusters: ReadonlyMap<string, StatementPlace>;
}

/** Where a statement is, and what is seen of its attributes. */
export interface StatementPlace {
  readonly line: number;
  /** Whether its label is HTML. */
  readonly hasHtmlLabel: boolean;
  /** The names of its attributes. */
  readonly attributes: readonly string[];
}

/** An attribute whose name is taken. */
export interface TakenName {
  readonly name: string;
  readonly line: number;
  readonly span: readonly [start: number, end: number];
  /** Whose it is. */
  readonly of: "node" | "edge" | "graph";
}

/** The parts that the parser has itself of each. */
const TAKEN: Readonly<Record<TakenName["of"], readonly string[]>> = {
  node: ["name", "_gvid", "nodes", "edges", "subgraphs"],
  edge: ["tail", "head", "_gvid"],
  graph: [
    "name",
    "_gvid",
    "nodes",
    "edges",
    "subgraphs",
    "objects",
    "directed",
    "strict",
    "_subgraph_cnt",
  ],
};

/** What edges from one node to another are called here. */
export function edgeKey(from: string, to: string): string {
  return JSON.stringify([from, to]);
}

/** Goes through a text. It may be anything: what makes no sense is passed over. */
export function placesOf(text: string): SourcePlaces {
  return new PlaceFinder(tokensOf(text)).find();
}

/** Subgraphs within subgraphs that are gone into: nobody draws as many, and a text may be anything. */
const MAX_DEPTH = 200;

/** A place in a list of tokens, and what was found up to there. */
class PlaceFinder {
  readonly #tokens: readonly DotToken[];
  #at = 0;
  #depth = 0;
  readonly #nodes = new Map<string, StatementPlace>();
  readonly #edges = new Map<string, StatementPlace[]>();
  readonly #clusters = new Map<
    string,
    { line: number; hasHtmlLabel: boolean; attributes: string[] }
  >();
  readonly #taken: TakenName[] = [];
  readonly #labels: Pick<TakenName, "name" | "span">[] = [];
  /** The attributes of the subgraph that is gone through. */
  #around: string[] = [];

  constructor(tokens: readonly DotToken[]) {
    this.#tokens = tokens;
  }

  find(): SourcePlaces {
    const [first, second] = this.#tokens;
    const isStrict = first?.word === "strict";
    const keyword = (isStrict ? second : first)?.word;
    this.#at = this.#tokens.findIndex(({ mark }) => mark === "{") + 1;
    if (this.#at > 0) this.#statements();
    const rest = this.#tokens.slice(this.#at);
    const more = rest.filter(({ word }) => word === "graph" || word === "digraph");
    const isGraph = keyword === "digraph" || keyword === "graph";
    return {
      graphs: (isGraph ? 1 : 0) + more.length,
      secondGraphLine: more[0]?.line,
      isStrict,
      openTextLine: this.#tokens.find(({ isOpen }) => isOpen)?.line,
      keyword: isGraph ? keyword : null,
      keywordLine: isGraph ? (isStrict ? second : first)?.line : undefined,
      taken: this.#taken,
      labels: this.#labels,
      nodes: this.#nodes,
      edges: this.#edges,
      clusters: this.#clusters,
    };
  }

  /** Reads up to behind the brace that closes; the nodes that are named, without those of statements about edges' attributes. */
  #statements(): string[] {
    const named: string[] = [];
    while (this.#at < this.#tokens.length) {
      if (this.#takes("}")) break;
      const before = this.#at;
      named.push(...this.#statement());
      if (this.#at === before) this.#at++; // A semicolon, or what makes no sense.
    }
    return named;
  }

  #statement(): string[] {
    const line = this.#tokens[this.#at]?.line ?? 0;
    const first = this.#tokens[this.#at];
    const ends = [this.#end()];
    if (ends[0] === undefined) return [];
    if (this.#takes("=")) {
      this.#around.push(...ends[0]);
      this.#note("graph", first!);
      this.#end();
      return [];
    }
    while (this.#takes("->") || this.#takes("--")) ends.push(this.#end());
    const of = first?.word === "graph"
      ? "graph"
      : first?.word === "edge" || ends.length > 1
      ? "edge"
      : "node";
    const place = { line, ...this.#attributes(of) };
    if (of === "graph") this.#around.push(...place.attributes);
    for (let at = 1; at < ends.length; at++) this.#join(ends[at - 1] ?? [], ends[at] ?? [], place);
    const isNode = ends.length === 1 && ends[0].length === 1;
    for (const id of ends.flatMap((end) => end ?? [])) this.#name(id, place, isNode);
    return ends.flatMap((end) => end ?? []);
  }

  /** The nodes that stand at one end of an edge, or alone: one, or those of a subgraph; `undefined` where there is none of both. */
  #end(): string[] | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined) return undefined;
    let own: string[] = [];
    if (token.word === "subgraph") {
      this.#at++;
      const id = this.#tokens[this.#at]?.id;
      if (id !== undefined) {
        own = this.#clusters.get(id)?.attributes ?? own;
        this.#clusters.set(id, { line: token.line, hasHtmlLabel: false, attributes: own });
        this.#at++;
      }
    }
    if (this.#depth < MAX_DEPTH && this.#takes("{")) {
      this.#depth++;
      const around = this.#around;
      this.#around = own;
      const named = this.#statements();
      this.#around = around;
      this.#depth--;
      return named;
    }
    if (token.word === "subgraph") return [];
    if (token.word === "node" || token.word === "edge" || token.word === "graph") {
      this.#at++;
      return [];
    }
    if (token.id === undefined) return undefined;
    this.#at++;
    while (this.#takes(":")) this.#at++; // The port of a node.
    return [token.id];
  }

  #note(of: TakenName["of"], { id: name = "", line, span }: DotToken): void {
    if (TAKEN[of].includes(name)) this.#taken.push({ name, line, span, of });
    if (/^(?:x|head|tail)?label$/.test(name)) this.#labels.push({ name, span });
  }

  #attributes(of: TakenName["of"]): Omit<StatementPlace, "line"> {
    const attributes: string[] = [];
    let hasHtmlLabel = false;
    while (this.#takes("[")) {
      while (this.#at < this.#tokens.length && !this.#takes("]")) {
        const token = this.#tokens[this.#at++]!;
        const name = token.id;
        if (name === undefined) continue;
        this.#note(of, token);
        attributes.push(name);
        if (this.#takes("=")) {
          const value = this.#tokens[this.#at++];
          if (name === "label") hasHtmlLabel = value?.isHtml === true;
        }
      }
    }
    return { hasHtmlLabel, attributes };
  }

  #join(from: readonly string[], to: readonly string[], place: StatementPlace): void {
    for (const tail of from) {
      for (const head of to) {
        const key = edgeKey(tail, head);
        const edges = this.#edges.get(key);
        if (edges === undefined) this.#edges.set(key, [place]);
        else edges.push(place);
      }
    }
  }

  #name(id: string, place: StatementPlace, isNode: boolean): void {
    const own = isNode ? place : { line: place.line, hasHtmlLabel: false, attributes: [] };
    const known = this.#nodes.get(id);
    if (known === undefined) this.#nodes.set(id, own);
    else if (isNode && place.attributes.length > 0) {
      const isLabelled = place.attributes.includes("label");
      this.#nodes.set(id, {
        line: isLabelled || known.attributes.length === 0 ? place.line : known.line,
        hasHtmlLabel: isLabelled ? place.hasHtmlLabel : known.hasHtmlLabel,
        attributes: [...known.attributes, ...place.attributes],
      });
    }
  }

  #takes(mark: string): boolean {
    if (this.#tokens[this.#at]?.mark !== mark) return false;
    this.#at++;
    return true;
  }
}
