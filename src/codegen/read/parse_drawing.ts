import type { RenderResult } from "@viz-js/viz";
import { reportError } from "../../errors.ts";
import type { Drawing, DrawnCluster, DrawnEdge, DrawnNode } from "./drawing.ts";
import type { FaultList } from "./fault_list.ts";
import { htmlLabelText, labelText } from "./label_text.ts";
import { edgeKey, placesOf, type SourcePlaces } from "./source_places.ts";
import { syntaxHints } from "./syntax_hints.ts";

/** What Graphviz tells of a graph, a subgraph, a node or an edge: attributes, all of them texts, and its own numbers. */
interface VizObject {
  readonly [attribute: string]: unknown;
  readonly _gvid: number;
  readonly name: string;
  /** Only subgraphs have these. */
  readonly nodes?: readonly number[];
  readonly subgraphs?: readonly number[];
}

interface VizEdge {
  readonly [attribute: string]: unknown;
  readonly tail: number;
  readonly head: number;
}

interface VizGraph {
  readonly [attribute: string]: unknown;
  readonly name: string;
  readonly directed: boolean;
  readonly objects?: readonly VizObject[];
  readonly edges?: readonly VizEdge[];
  readonly subgraphs?: readonly number[];
}

/** What Graphviz says of a drawing that has no positions; nobody asked for any. */
const NO_POSITION = /has no position|as required by the -n flag/;

/** Parts of what Graphviz tells that are no attributes. */
const OF_GRAPHVIZ = new Set(["_gvid", "name", "nodes", "edges", "subgraphs"]);

/** What labels are called for the parser, and what is of no interest. */
const LABEL = "steady_label";
const OTHER = "steady_other";

/** Parses the text of a drawing; `undefined` where it makes no sense, which is in the faults. */
export async function parseDrawing(text: string, faults: FaultList): Promise<Drawing | undefined> {
  const places = placesOf(text);
  if (!checkWhole(text, places, faults)) return undefined;
  checkTaken(places, faults);
  const parsed = await graphOf(mended(text, places), places, faults);
  if (parsed === undefined) return undefined;
  return drawingOf(parsed, places);
}

/** Has Graphviz read a text. It is a new one each time: who has failed once does not work any more. */
async function render(text: string): Promise<Pick<RenderResult, "output" | "errors">> {
  const { instance } = await import("@viz-js/viz");
  try {
    return (await instance()).render(text, { engine: "nop", format: "dot_json" });
  } catch (error) {
    const message = `it is too much for Graphviz: ${
      reportError(error).message
    }, draw less, or less deep`;
    return { output: undefined, errors: [{ level: "error", message }] };
  }
}

/** What is wrong with the file as a whole. Returns whether it is worth while to read on. */
function checkWhole(text: string, places: SourcePlaces, faults: FaultList): boolean {
  if (!/\{/.test(text)) {
    faults.add("there is no graph in it, write digraph Name { A -> B; }");
    return false;
  }
  if (places.isStrict) {
    faults.add(
      "the graph is strict, which makes one edge of those that join the same nodes, leave the word out",
      places.keywordLine,
    );
  }
  if (places.graphs > 1) {
    faults.add(
      "a second graph begins here, and a drawing is one, put it in a file of its own",
      places.secondGraphLine,
    );
  }
  if (places.keyword !== "graph") return true;
  faults.add(
    'the graph has no directions, write digraph for graph, and "->" for "--"',
    places.keywordLine,
  );
  return false;
}

async function graphOf(
  text: string,
  places: SourcePlaces,
  faults: FaultList,
): Promise<VizGraph | undefined> {
  const { output, errors } = await render(text);
  const said = errors.filter(({ level, message }) =>
    level === "error" && !NO_POSITION.test(message)
  );
  if (said.length > 0 && places.openTextLine !== undefined) {
    faults.add("a text begins here and does not end, write a closing quote", places.openTextLine);
    return undefined;
  }
  const hints = said.length > 0 ? syntaxHints(text) : [];
  for (const hint of hints) faults.add(hint.text, hint.line);
  if (hints.length > 0) return undefined;
  for (const { message } of said) {
    const [, line] = /in line (\d+)/.exec(message) ?? [];
    const hint = places.keyword === null ? ", a drawing begins with digraph" : "";
    faults.add(
      `${message.trim().split("\n")[0]!.replace(` in line ${line}`, "")}${hint}`,
      line === undefined ? undefined : Number(line),
    );
  }
  if (output === undefined && said.length === 0) {
    faults.add("there is no graph in it, write digraph Name { A -> B; }");
  }
  return output === undefined ? undefined : JSON.parse(output);
}

/** Refuses attributes that the parser would mistake for its own parts. */
function checkTaken({ taken }: SourcePlaces, faults: FaultList): void {
  for (const { name, line, of } of taken) {
    const hint = of === "node" && name === "name" ? ", an actor is called by its id" : "";
    const article = of === "edge" ? "an" : "a";
    faults.add(`${article} ${of} cannot have an attribute "${name}", leave it out${hint}`, line);
  }
}

/**
 * The text without attributes that the parser would mistake, and with labels that it does not know to be some: it would set them, for
 * which there is no need, and writes over its own memory where one has an empty line.
 */
function mended(text: string, { taken, labels }: SourcePlaces): string {
  const changes = [
    ...taken.map(({ span }) => ({ span, name: OTHER })),
    ...labels.map(({ span, name }) => ({ span, name: name === "label" ? LABEL : OTHER })),
  ].sort((a, b) => a.span[0] - b.span[0]);
  let mended = "";
  let end = 0;
  for (const { span: [from, to], name } of changes) {
    mended += text.slice(end, from) + name;
    end = to;
  }
  return mended + text.slice(end);
}

function drawingOf(graph: VizGraph, places: SourcePlaces): Drawing {
  const objects = graph.objects ?? [];
  const name = graph.name.startsWith("%") ? null : idOf(graph.name);
  const label = textIn(graph, LABEL);
  const clusters = clustersOf(graph, places);
  const inside = new Map<number, DrawnCluster[]>();
  for (const { _gvid, nodes } of objects) {
    const cluster = clusters.get(_gvid);
    if (cluster === undefined) continue;
    for (const node of nodes ?? []) inside.set(node, [...inside.get(node) ?? [], cluster]);
  }
  const nodes = new Map<number, DrawnNode>();
  for (const object of objects) {
    if (clusters.has(object._gvid)) continue;
    const place = places.nodes.get(object.name);
    const id = idOf(object.name);
    nodes.set(object._gvid, {
      id,
      label: readLabel(object, place?.hasHtmlLabel ?? false, id),
      attributes: attributesOf(object),
      line: place?.line,
      clusters: (inside.get(object._gvid) ?? []).toSorted((a, b) => depthOf(a) - depthOf(b)),
    });
  }
  const names = new Map(objects.map(({ _gvid, name }) => [_gvid, name]));
  const seen = new Map<string, number>();
  const edges = (graph.edges ?? []).map((edge): DrawnEdge => {
    const [from, to] = [nodes.get(edge.tail)!, nodes.get(edge.head)!];
    const key = edgeKey(names.get(edge.tail)!, names.get(edge.head)!);
    const number = seen.get(key) ?? 0;
    seen.set(key, number + 1);
    const place = places.edges.get(key)?.[number];
    return {
      from: from.id,
      to: to.id,
      label: readLabel(edge, place?.hasHtmlLabel ?? false, ""),
      attributes: attributesOf(edge, ["tail", "head"]),
      line: place?.line,
    };
  });
  return {
    name,
    label: labelText(label, name ?? ""),
    nodes: [...nodes.values()],
    edges,
    clusters: [...clusters.values()],
  };
}

/** The subgraphs by their numbers: what has no label of a node. A node always has one, be it `\N`, and never others in it. */
function clustersOf(graph: VizGraph, places: SourcePlaces): Map<number, DrawnCluster> {
  const objects = new Map((graph.objects ?? []).map((object) => [object._gvid, object]));
  const clusters = new Map<number, DrawnCluster>();
  // Graphviz numbers the subgraphs first, from 0, and then the nodes.
  const total = Number(graph._subgraph_cnt ?? 0);
  const parents = new Map<number, number>();
  for (const object of objects.values()) {
    for (const inner of object.subgraphs ?? []) parents.set(inner, object._gvid);
  }
  const visit = (number: number): DrawnCluster => {
    const known = clusters.get(number);
    if (known !== undefined) return known;
    const object = objects.get(number)!;
    const around = parents.get(number);
    const parent = around === undefined ? null : visit(around);
    const outer: Readonly<Record<string, unknown>> = around === undefined
      ? graph
      : objects.get(around)!;
    const place = places.clusters.get(object.name);
    const isOwn = (name: string) =>
      place === undefined
        ? object[name] !== outer[name]
        : place.attributes.includes(name === LABEL ? "label" : name);
    const cluster: DrawnCluster = {
      id: object.name,
      label: isOwn(LABEL) ? labelText(textIn(object, LABEL), object.name) : "",
      attributes: new Map([...attributesOf(object)].filter(([name]) => isOwn(name))),
      line: place?.line,
      parent,
    };
    clusters.set(number, cluster);
    return cluster;
  };
  for (let number = 0; number < total; number++) if (objects.has(number)) visit(number);
  return clusters;
}

function depthOf({ parent }: DrawnCluster): number {
  return parent === null ? 0 : 1 + depthOf(parent);
}

function attributesOf(
  object: Readonly<Record<string, unknown>>,
  not: readonly string[] = [],
): Map<string, string> {
  const isEdge = not.length > 0;
  const attributes = new Map<string, string>();
  for (const [name, value] of Object.entries(object)) {
    const isOwn = isEdge && name === "name" || !OF_GRAPHVIZ.has(name) && !not.includes(name);
    if (name === LABEL || name === OTHER || name === "label") continue;
    if (isOwn && typeof value === "string" && value.trim() !== "") {
      attributes.set(name, idOf(value.trim()));
    }
  }
  return attributes;
}

function readLabel(
  object: Readonly<Record<string, unknown>>,
  isHtml: boolean,
  own: string,
): string {
  const label = textIn(object, LABEL);
  if (label === "\\N") return "";
  return isHtml ? htmlLabelText(label) : labelText(label, own);
}

/** An id as people mean it: Graphviz leaves two backslashes as they are, and a name that ends in one cannot be written otherwise. */
function idOf(name: string): string {
  return name.replaceAll("\\\\", "\\");
}

function textIn(object: Readonly<Record<string, unknown>>, name: string): string {
  const value = object[name];
  return typeof value === "string" ? value : "";
}
