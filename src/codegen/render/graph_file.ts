/** `generated/graph.ts`: who there is, and what joins them. It is overwritten whenever the drawing changes. */
import type { Design, DesignActor, DesignChannel, DesignSupervisor } from "../design.ts";
import { camelCase } from "../naming.ts";
import { documentation } from "./comments.ts";
import { kindImports, kindText } from "./kinds.ts";
import {
  array,
  call,
  type Code,
  importOf,
  key,
  laidOut,
  literal,
  numeral,
  object,
} from "./layout.ts";

/** The file that keeps the state of durable actors. */
export const DURABLE_FILE = "state.db";

/** The text of the file, but for its first line. */
export function graphFile(design: Design): string {
  const { actors, channels, modules, troupes, supervisors } = design;
  const exports = new Map(modules.map(({ name, exportName }) => [name, exportName]));
  const locals = supervisorNames(supervisors, new Set(exports.values()));
  const kinds = channels.flatMap(({ type }) => kindImports(type));
  const imports = [
    importOf(["Graph", "type GraphOptions", ...kinds], "@steady-state/deno"),
    ...modules.map(({ name, exportName }) => importOf([exportName], `../actors/${name}.ts`)),
    channels.some(({ type }) => type.isMessage)
      ? 'import * as messages from "../messages.ts";\n'
      : "",
  ].join("");
  const body = [
    `  ${
      laidOut([
        "const graph = ",
        call("new Graph", literal(design.name), graphOptions(design)),
        ";",
      ], 2)
    }\n`,
    record("channels", channels.map(({ name }) => name), channels.map(channelCode)),
    record(
      "troupes",
      troupes.map(({ name }) => name),
      troupes.map(({ name }) => call("graph.troupe", literal(name))),
    ),
    ...parentsFirst(supervisors).map((supervisor) => supervisorText(supervisor, locals)),
    ...actors.map((actor) =>
      actorText(actor, design, exports.get(actor.module) ?? actor.module, locals)
    ),
    "  return graph;\n",
  ];
  return [
    imports,
    [
      documentation([
        ...design.documentation,
        "Draws the graph as graph.dot has it. The options are those of a `Graph`, and go before what stands here.",
      ]),
      "export function buildGraph(options: GraphOptions = {}): Graph {\n",
      ...body,
      "}\n",
    ].join(""),
  ].join("\n");
}

function graphOptions({ actors }: Design): Code {
  const isDurable = actors.some(({ durable }) => durable);
  return {
    open: "{",
    items: [
      // Above the number of cores actors share workers; below, each has its own.
      'workers: "cores"',
      ...(isDurable ? [`durable: ${literal(DURABLE_FILE)}`] : []),
      "...options",
    ],
    close: "}",
    isTall: false,
  };
}

function record(name: string, keys: readonly string[], values: readonly Code[]): string {
  if (keys.length === 0) return "";
  const members = Object.fromEntries(keys.map((key, at) => [`${key}`, values[at]]));
  return `  ${laidOut([`const ${name} = `, object(members, { isTall: true }), ";"], 2)}\n`;
}

function channelCode({ name, type, capacity, bytes, isBundle, lanes }: DesignChannel): Code {
  const options = object({
    girth: isBundle ? `${lanes.length}` : undefined,
    capacity: numeral(capacity),
    bytes: bytes === undefined ? undefined : numeral(bytes),
  });
  return call(isBundle ? "graph.bundle" : "graph.channel", literal(name), kindText(type), options);
}

/** Each supervisor as a variable: its name, and what it is. No actor has such a name. */
function supervisorNames(
  supervisors: readonly DesignSupervisor[],
  taken: ReadonlySet<string>,
): Map<string, string> {
  const names = new Map<string, string>();
  const used = new Set(taken);
  for (const { name } of supervisors) {
    const word = camelCase(name.replace(/supervisor$/i, ""));
    const local = word === camelCase("") ? "supervisor" : `${word}Supervisor`;
    let own = local;
    for (let number = 2; used.has(own); number++) own = `${local}${number}`;
    used.add(own);
    names.set(name, own);
  }
  return names;
}

function parentsFirst(supervisors: readonly DesignSupervisor[]): DesignSupervisor[] {
  const ordered: DesignSupervisor[] = [];
  const place = (supervisor: DesignSupervisor | undefined) => {
    if (supervisor === undefined || ordered.includes(supervisor)) return;
    place(supervisors.find(({ name }) => name === supervisor.parent));
    ordered.push(supervisor);
  };
  for (const supervisor of supervisors) place(supervisor);
  return ordered;
}

function supervisorText(
  { name, strategy, parent }: DesignSupervisor,
  locals: ReadonlyMap<string, string>,
): string {
  const options = object({
    strategy: literal(strategy),
    supervisor: parent === null ? undefined : locals.get(parent),
  });
  const code = call("graph.supervisor", literal(name), options);
  return `  ${laidOut([`const ${locals.get(name)} = `, code, ";"], 2)}\n`;
}

function actorText(
  { name, instance, module, ends, troupe, supervisor, restart, hangMs, durable }: DesignActor,
  { modules, channels }: Design,
  exportName: string,
  locals: ReadonlyMap<string, string>,
): string {
  const { ports } = modules.find((other) => other.name === module)!;
  const bundles = new Set(channels.filter(({ isBundle }) => isBundle).map(({ name }) => name));
  const wired = ports.map((port) => {
    const lanes = (ends[port.name] ?? []).map(({ channel, lane }) => {
      const end = `channels${member(channel)}.${port.direction === "input" ? "rx" : "tx"}`;
      return bundles.has(channel) ? `${end}[${lane}]` : end;
    });
    return [port.name, port.isBundle ? array(...lanes) : lanes[0] ?? "undefined"] as const;
  });
  const options = object({
    instance: instance === null ? undefined : `${instance}`,
    ports: wired.length === 0 ? undefined : object(Object.fromEntries(wired)),
    troupe: troupe === null ? undefined : `troupes${member(troupe)}`,
    supervisor: supervisor === null ? undefined : locals.get(supervisor),
    restart: restart === undefined ? undefined : literal(restart),
    hangTimeoutMs: hangMs === undefined ? undefined : numeral(hangMs),
    durable: durable ? "true" : undefined,
  }, { isTall: true });
  return `  ${laidOut([actorCall(literal(name), exportName, options), ";"], 2)}\n`;
}

/** Its options stand in the line of the call, as `deno fmt` has it, as long as that has room. */
function actorCall(name: string, exportName: string, options: Code): Code {
  const head = `graph.actor(${name}, ${exportName}, `;
  return head.length + 3 <= 100
    ? [head, options, ")"]
    : call("graph.actor", name, exportName, options);
}

function member(name: string): string {
  return key(name) === name ? `.${name}` : `[${literal(name)}]`;
}
