import { actorNameOf, isExportName, snakeCase } from "../naming.ts";
import type { DesignActor } from "../design.ts";
import type { DrawnNode } from "./drawing.ts";
import { type DrawnDriver, likelyDriver, readDrivers } from "./driver_marks.ts";
import { FaultList } from "./fault_list.ts";
import { labelText, textLabel } from "./label_text.ts";
import { EDGE_MARKS, NODE_MARKS } from "./mark_names.ts";
import { MarkReader, readChoice, readTruth } from "./mark_reader.ts";
import { readCount, readLimit, TIMES } from "./measures.ts";
import { nearMarks } from "./near_marks.ts";

/** What the marks of a node say. */
export interface NodeMarks {
  readonly node: DrawnNode;
  /** What it is called, */
  readonly name: string;
  /** and its number among those of the name. */
  readonly instance: number | null;
  /** The name of its module as it is written. */
  readonly module: string | undefined;
  readonly exportName: string | undefined;
  readonly driver: DrawnDriver | undefined;
  readonly troupe: string | undefined;
  readonly supervisor: string | undefined;
  readonly restart: DesignActor["restart"];
  readonly hangMs: number | undefined;
  readonly durable: boolean | undefined;
  readonly calls: number | undefined;
  /** What else is written in it. */
  readonly text: string;
  /** Whether it has a mark that says nothing any more. */
  readonly hasIdleMark: boolean;
  /** What looks like a mark, and is none: a sentence each. */
  readonly nearMarks: readonly string[];
}

/** Reads a node that is an actor. */
export function readNodeMarks(node: DrawnNode, faults: FaultList): NodeMarks {
  const { id: subject } = node;
  const reader = new MarkReader(
    { ...node, subject: `"${subject}"` },
    NODE_MARKS,
    [[EDGE_MARKS, "edges"], [["strategy"], "frames"]],
    faults,
  );
  const fault = (text: string) => reader.fault(text);
  const drawn = readDrivers(reader.rest, fault);
  reader.rest = drawn.rest;
  const attribute = reader.value("driver");
  let { driver } = drawn;
  if (attribute !== undefined) {
    let isTold = false;
    const read = readDrivers(attribute, (text) => {
      isTold = true;
      fault(text);
    });
    if (!isTold && read.rest.trim() !== "") {
      fault(`driver is ${attribute}, write ${likelyDriver(attribute)}`);
    }
    if (driver !== undefined) {
      fault("it has a driver in its label and another as an attribute, leave one of them out");
    }
    driver = read.driver;
  }
  const isIdle = reader.take(/(?<!\S)\*(?:[A-Z]|\d+)(?![^\s,])/g).length > 0;
  return {
    node,
    ...actorName(reader, node.id),
    driver,
    module: reader.read("mod", (text) => snakeCase(text) === "" ? undefined : text, "mod::work"),
    exportName: reader.read(
      "export",
      (text) => isExportName(text) ? text : undefined,
      "export=work",
    ),
    troupe: reader.value("troupe"),
    supervisor: reader.value("supervisor"),
    restart: reader.read(
      "restart",
      readChoice(["permanent", "transient", "temporary"] as const),
      "permanent, transient or temporary",
    ),
    hangMs: reader.read("hang", readLimit, `a time, as in ${TIMES}, or never`),
    durable: reader.read("durable", readTruth, "true or false"),
    calls: reader.read("calls", readCount, "how many it has under way at once, as in calls=4"),
    text: reader.text,
    hasIdleMark: isIdle,
    nearMarks: nearMarks(reader.text, NODE_MARKS),
  };
}

/** The drawing may say what the number of an actor is, or that the digits at the end of its id are none. */
function actorName(reader: MarkReader, id: string): Pick<NodeMarks, "name" | "instance"> {
  const said = reader.read(
    "instance",
    (text) => text === "none" ? -1 : /^\d{1,15}$/.test(text) ? Number(text) : undefined,
    "a number, or none",
  );
  if (said === undefined) return actorNameOf(id);
  if (said === -1) return { name: id, instance: null };
  const end = String(said);
  const name = id.endsWith(end) ? id.slice(0, -end.length).replace(/[\s_-]+$/, "") : id;
  return { name: name === "" ? id : name, instance: said };
}

/** Whether a text in the label of an actor is for people, all of it, and is read as it is. */
export function isPlainText(text: string): boolean {
  const faults = new FaultList();
  const label = labelText(textLabel(text), "");
  const node: DrawnNode = { id: "", label, attributes: new Map(), line: undefined, clusters: [] };
  const { text: rest, hasIdleMark } = readNodeMarks(node, faults);
  return rest === text && !hasIdleMark && faults.isEmpty;
}
