/** `generated/<module>.ts`: what the drawing says of a module. It is overwritten whenever the drawing changes. */
import type { DesignPort } from "../design.ts";
import { documentation } from "./comments.ts";
import { conditionCode, driverText } from "./conditions.ts";
import { exampleCode, isSameType, kindImports, kindText } from "./kinds.ts";
import { array, call, type Code, importOf, laidOut, object } from "./layout.ts";
import { type CallEnds, type ModuleView, whyNoCalls } from "./module_view.ts";

const DOOR = "@steady-state/deno/actor";

/** Parts of the file, and what they use. */
class PlanText {
  readonly imported = new Set<string>();
  readonly conditions = new Set<string>();
  readonly standIns = new Set<string>();
  usesEvents = false;
  usesMessages = false;
  readonly parts: string[] = [];

  add(...lines: readonly string[]): void {
    this.parts.push(lines.join(""));
  }

  kind({ type }: DesignPort): string {
    for (const name of kindImports(type)) this.imported.add(name);
    this.usesMessages ||= type.isMessage;
    return kindText(type);
  }

  example({ type }: DesignPort, n: Code): Code {
    this.usesMessages ||= type.isMessage;
    return exampleCode(type, n);
  }

  text(module: string): string {
    const imports = [
      importOf([...this.imported], DOOR),
      this.usesEvents ? `import * as events from "../actors/events/${module}.ts";\n` : "",
      this.usesMessages ? `import * as messages from "../messages.ts";\n` : "",
      importOf([...this.conditions], "./common/conditions.ts"),
      this.usesEvents ? importOf(["event"], "./common/events.ts") : "",
      importOf([...this.standIns], "./common/stand_ins.ts"),
    ].join("");
    return [imports, ...this.parts].join("\n");
  }
}

/** The text of the file, but for its first line. */
export function planFile(view: ModuleView): string {
  const text = new PlanText();
  const { module, calls } = view;
  addPorts(text, view);
  text.imported.add("type Actor");
  text.add(
    documentation([`An actor with these ports, whatever its state is.`]),
    "export type Self = Actor<typeof ports>;\n",
  );
  if (calls === null) {
    addDue(text, view);
    addAccept(text, view);
    addStandIn(text, view);
  } else addCalls(text, calls);
  return text.text(module.name);
}

function addPorts(text: PlanText, view: ModuleView): void {
  const { ports, documentation: said, name } = view.module;
  const why = whyNoCalls(view);
  const members = ports.map((port) => {
    const maker = `${port.direction === "input" ? "rx" : "tx"}${port.isBundle ? "Bundle" : ""}`;
    text.imported.add(maker);
    const note = consumeNote(port);
    return `${note}${laidOut([`  ${port.name}: `, call(maker, text.kind(port)), ","], 2)}\n`;
  });
  text.add(
    documentation([
      ...(said.length > 0 ? said : [`The ports of ${name}.`]),
      ...(why === null ? [] : [why]),
    ]),
    members.length === 0
      ? "export const ports = {};\n"
      : `export const ports = {\n${members.join("")}};\n`,
  );
}

/** Upstream's words for how messages are consumed are kept, though all of them are taken alike. */
function consumeNote({ direction, consume }: DesignPort): string {
  if (direction === "output" || consume === "Take") return "";
  const why = consume === "PeekCopy"
    ? "a turn that dies has taken nothing, so to take is as safe as to peek"
    : "what is taken is a copy already";
  return `  // >>${consume}: ${why}.\n`;
}

function addDue(text: PlanText, view: ModuleView): void {
  const { code, imported, helpers, events } = conditionCode(view);
  const { inputs, outputs, leading } = view;
  for (const name of [...imported, "type Condition"]) text.imported.add(name);
  for (const name of [...helpers, "orRest"]) text.conditions.add(name);
  text.usesEvents ||= events.length > 0;
  const usesPorts = helpers.size > 0 || inputs.length > 0;
  const rest = call("orRest", "actor", code, ...inputs.map(({ name }) => `ports.${name}`));
  const skipped = view.module.driverIsDrawn || leading.length === outputs.length ? [] : [
    "It does not wait for room where something may come back to it: a cycle that is full would block for good.",
  ];
  text.add(
    documentation([
      `When it has work to do: ${driverText(view)}.`,
      ...(view.module.driverIsDrawn ? [] : ["So it is where graph.dot says nothing."]),
      ...skipped,
    ]),
    "export function due(actor: Self): Condition {\n",
    usesPorts ? "  const { ports } = actor;\n" : "",
    `  ${laidOut(["return ", rest, ";"], 2)}\n}\n`,
  );
}

function addAccept(text: PlanText, { inputs, outer, outputs }: ModuleView): void {
  text.imported.add("type Accept");
  const cyclic = inputs.filter(({ isInCycle }) => isInCycle);
  text.conditions.add("onceDrained");
  const agree = (asked: readonly DesignPort[]) => {
    const names = Object.fromEntries(asked.map(({ name }) => [name, `ports.${name}`]));
    const list = asked.length === 0 ? "{}" : object(names);
    const sent = outputs.map(({ name }) => `ports.${name}`);
    return laidOut(["return ", call("onceDrained", list, ...sent), ";"], 2);
  };
  const usesPorts = inputs.length + outputs.length > 0;
  const head = (name: string) =>
    `export function ${name}(${usesPorts ? "{ ports }" : "_actor"}: Self): Accept {\n`;
  const closes = outputs.length === 0 ? "" : ", and closes its outputs";
  const what = outer.length === 0
    ? `Agrees to a stop at once${closes}.`
    : `Agrees to a stop once ${listed(outer)} ${
      outer.length === 1 ? "is" : "are"
    } closed and empty${closes}.`;
  const why = cyclic.length === 0 ? [] : [
    `What comes on ${
      listed(cyclic)
    } may be its own, come back in a circle: a stop that waited for its end would wait for ever where messages ` +
    "go round for ever. So what is in the circle at a stop is lost: that is told at the end, and the exit code is 0 all the same. " +
    "Where messages come to rest, let the actor give acceptAtRest instead: then none is lost.",
  ];
  text.add(documentation([what, ...why]), head("accept"), `  ${agree(outer)}\n}\n`);
  if (cyclic.length === 0) return;
  text.add(
    documentation([
      "Agrees to a stop once all of its inputs are closed and empty. The graph closes a cycle when it has come to rest.",
    ]),
    head("acceptAtRest"),
    `  ${agree(inputs)}\n}\n`,
  );
}

function listed(ports: readonly DesignPort[]): string {
  return ports.map(({ name }) => name).join(" and ");
}

function addStandIn(text: PlanText, view: ModuleView): void {
  const { inputs, outputs } = view;
  if (inputs.length === 0) addSource(text, outputs);
  else if (outputs.length === 0) addSink(text, inputs);
  else addPasser(text, view);
}

const MINE = "Stands in for what you write in turn():";

function addSource(text: PlanText, outputs: readonly DesignPort[]): void {
  if (outputs.length > 0) text.standIns.add("sentOn");
  text.add(
    documentation([`${MINE} sends an example on each output, with its number.`]),
    outputs.length === 0
      ? "export function standIn(_actor: Self): void {\n"
      : "export function standIn({ ports }: Self): void {\n",
    ...outputs.map((port) => `  ${sendExample(text, port, 2)}\n`),
    "}\n",
  );
}

function sendExample(text: PlanText, port: DesignPort, indent: number): string {
  const example = text.example(port, call("sentOn", `ports.${port.name}`));
  return laidOut([call(`ports.${port.name}.trySend`, example), ";"], indent);
}

function addSink(text: PlanText, inputs: readonly DesignPort[]): void {
  for (const name of ["takenOn", "tell"]) text.standIns.add(name);
  const taken = call("takenOn", ...inputs.map(({ name }) => `ports.${name}`));
  text.add(
    documentation([`${MINE} takes what has come, and logs how much it was at growing intervals.`]),
    "export function standIn(actor: Self): void {\n",
    "  const { ports } = actor;\n",
    `  ${laidOut(["const before = ", taken, ";"], 2)}\n`,
    ...inputs.map(({ name }) => `  ports.${name}.takeBatch();\n`),
    `  ${laidOut([call("tell", "actor", object({ before: "before", after: taken })), ";"], 2)}\n`,
    "}\n",
  );
}

function addPasser(text: PlanText, view: ModuleView): void {
  const { inputs, outputs, outer, leading } = view;
  const waits = leading.length > 0;
  const waited = array(...leading.map(({ name }) => `ports.${name}`));
  if (waits) { for (const name of ["batchFor", "hasRoom"]) text.standIns.add(name); }
  const circular = outputs.filter((port) => !leading.includes(port));
  const note = circular.length === 0 ? [] : [
    `What finds no room on ${
      listed(circular)
    } it gives up, and of what has come back in a circle it sends every other message there: so a cycle does not block, and comes to rest.`,
  ];
  const cyclic = inputs.filter((port) => !outer.includes(port));
  if (cyclic.length > 0) { for (const name of ["goesRound", "takenOn"]) text.standIns.add(name); }
  const taken = call("takenOn", ...cyclic.map(({ name }) => `ports.${name}`));
  text.add(
    documentation([
      `${MINE} passes on what fits its outputs, or an example where it is of another type, one for each message.`,
      ...note,
    ]),
    waits
      ? "export async function standIn(actor: Self): Promise<void> {\n  const { ports } = actor;\n"
      : "export function standIn({ ports }: Self): void {\n",
    waits ? `  ${laidOut(["const outputs = ", waited, ";"], 2)}\n` : "",
    waits ? "  if (!(await hasRoom(actor, outputs))) return;\n" : "",
    // What comes from outside goes first, so that a cycle cannot keep it waiting.
    ...outer.map((port) => loopText(text, view, port)),
    cyclic.length > 0 ? `  ${laidOut(["let round = ", taken, ";"], 2)}\n` : "",
    ...cyclic.map((port) => loopText(text, view, port)),
    "}\n",
  );
}

function loopText(
  text: PlanText,
  { outputs, outer, leading }: ModuleView,
  input: DesignPort,
): string {
  const passes = outputs.some(({ type }) => isSameType(type, input.type));
  const item = passes ? "message" : "_";
  const end = `ports.${input.name}`;
  const batch = leading.length > 0 ? call("batchFor", "outputs", end) : `${end}.takeBatch()`;
  const circular = outputs.filter((port) => !leading.includes(port));
  const isCyclic = !outer.includes(input);
  const lines = outputs.map((port) => {
    if (!isSameType(port.type, input.type)) text.standIns.add("sentOn");
    const example = isSameType(port.type, input.type)
      ? "message"
      : text.example(port, call("sentOn", `ports.${port.name}`));
    const send = (indent: number) =>
      `${" ".repeat(indent)}${
        laidOut([call(`ports.${port.name}.trySend`, example), ";"], indent)
      }\n`;
    const at = circular.indexOf(port);
    return isCyclic && at >= 0
      ? `    if (goesRound(round, ${at}, ${circular.length})) {\n${send(6)}    }\n`
      : send(4);
  });
  const body = [...lines, ...(isCyclic ? ["    round++;\n"] : [])].join("");
  return `  ${laidOut([`for (const ${item} of `, batch, ") {"], 2)}\n${body}  }\n`;
}

function addCalls(text: PlanText, { jobs, results, concurrency }: CallEnds): void {
  for (const name of ["type CallAttempt", "type MessageOf"]) text.imported.add(name);
  text.add(
    documentation(["A message that it is to make a call for."]),
    `export type Job = MessageOf<typeof ports.${jobs.name}.kind>;\n`,
  );
  const returned = results === null ? "unknown" : "Result | undefined";
  if (results !== null) {
    text.add(
      documentation(["What becomes of a call, and is sent; `undefined` sends nothing."]),
      `export type Result = MessageOf<typeof ports.${results.name}.kind>;\n`,
    );
  }
  const options = object({
    concurrency: `Math.min(${concurrency}, ports.${jobs.name}.capacity)`,
    atStop: jobs.isInCycle ? '"finish"' : undefined,
  });
  const ends = [jobs, ...(results === null ? [] : [results])].map(({ name }) => `ports.${name}`);
  text.add(
    documentation([
      `Calls \`call\` for each message on ${jobs.name}, up to ${concurrency} at a time${
        results === null ? "" : `, and sends what it returns on ${results.name}, in order`
      }. What fails is tried again, and then given up as a dead letter.`,
      ...(jobs.isInCycle
        ? ["Its jobs may come back to it in a circle: a stop does not wait for the last of them."]
        : []),
    ]),
    "export function callForEach(\n",
    "  actor: Self,\n",
    `  call: (job: Job, attempt: CallAttempt) => Promise<${returned}>,\n`,
    "): Promise<boolean> {\n",
    "  const { ports } = actor;\n",
    "  // There cannot be more calls at a time than the channel has room for jobs.\n",
    `  ${laidOut(["return ", call("actor.calls", ...ends, options, "call"), ";"], 2)}\n`,
    "}\n",
  );
  addCallStandIn(text, jobs, results);
}

function addCallStandIn(text: PlanText, jobs: DesignPort, results: DesignPort | null): void {
  const passes = results !== null && isSameType(jobs.type, results.type);
  text.add(
    documentation([
      `Stands in for what you write in call(): answers a tenth of a second later, ${
        results === null ? "with nothing" : passes ? "with the job itself" : "with an example"
      }.`,
    ]),
    `export async function standIn(${
      passes ? "job" : "_job"
    }: Job, { signal }: CallAttempt): Promise<${results === null ? "void" : "Result"}> {\n`,
    "  const { promise, resolve, reject } = Promise.withResolvers<void>();\n",
    "  const timer = setTimeout(resolve, 100);\n",
    '  signal.addEventListener("abort", () => {\n',
    "    clearTimeout(timer);\n",
    "    reject(signal.reason);\n",
    "  });\n",
    "  await promise;\n",
    results === null
      ? ""
      : `  ${laidOut(["return ", passes ? "job" : text.example(results, "0"), ";"], 2)}\n`,
    "}\n",
  );
}
