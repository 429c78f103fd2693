import { type DotAttributes, type DotEdge, type DotNode, printDot } from "../../dot/mod.ts";
import type { Design, DesignActor, DesignChannel, DesignModule } from "../design.ts";
import { actorNameOf, compareNames, exportNameOf } from "../naming.ts";
import { isPlainText, printLimit, textLabel } from "../read/mod.ts";
import { drawDriver } from "./draw_driver.ts";
import { drawFrames } from "./draw_frames.ts";
import { drawDocumentation } from "./draw_documentation.ts";
import { channelsAtPorts, namedPorts, type PortKey, portKey } from "./port_names.ts";

/**
 * Draws a design: a DOT file which is read as that design again, but for its remarks.
 *
 * ```ts
 * import { drawDesign, readDesign } from "../mod.ts";
 *
 * const read = await readDesign('digraph Two { A -> B [name=ticks, type=u32, capacity=16]; }');
 * if (!("design" in read)) throw new Error(read.faults.join("\n"));
 * const text = drawDesign(read.design);
 * if (!text.includes('"A" -> "B" [label="name::ticks <u32> #16"]')) throw new Error(text);
 * ```
 */
export function drawDesign(design: Design): string {
  const modules = new Map(design.modules.map((module) => [module.name, module]));
  const channels = channelsAtPorts(design);
  const named = namedPorts(design, channels);
  const frames = drawFrames(design);
  const documentation = drawDocumentation(design);
  return printDot({
    name: design.name,
    nodes: [
      ...design.actors.map((actor): DotNode => {
        const module = modules.get(actor.module)!;
        return {
          id: actor.id,
          attributes: {
            label: actorLabel(module, channels),
            ...actorAttributes(actor, module, frames),
          },
        };
      }),
      ...documentation.nodes,
    ],
    clusters: frames.clusters,
    edges: [
      ...design.channels.flatMap((channel) => drawChannel(channel, design, modules, named)),
      ...documentation.edges,
    ],
  });
}

/** The first text of a module stands in the labels of its actors, if it is nothing but text. */
function actorLabel(
  module: DesignModule,
  channels: ReadonlyMap<PortKey, ReadonlySet<string>>,
): string {
  const [text = ""] = module.documentation;
  const driver = drawDriver(module, (port) => {
    const [channel = port, ...more] = channels.get(portKey(module.name, port)) ?? [];
    return more.length === 0 ? channel : port;
  });
  const marks = `mod::${module.name}${driver === "" ? "" : ` ${driver}`}`;
  return text !== "" && isPlainText(text) ? `${textLabel(text)}\\n${marks}` : marks;
}

function actorAttributes(
  { id, name: called, instance, troupe, supervisor, restart, hangMs, durable }: DesignActor,
  { name, exportName, calls }: DesignModule,
  frames: ReturnType<typeof drawFrames>,
): DotAttributes {
  const isTold = frames.told.get(id);
  const usual = actorNameOf(id);
  const isUsual = usual.name === called && usual.instance === instance;
  return {
    ...isUsual ? {} : { instance: instance ?? "none" },
    ...exportName === exportNameOf(name) ? {} : { export: exportName },
    ...troupe === null || isTold?.troupe ? {} : { troupe: attributeText(troupe) },
    ...supervisor === null || isTold?.supervisor ? {} : { supervisor: attributeText(supervisor) },
    ...restart === undefined ? {} : { restart },
    ...hangMs === undefined ? {} : { hang: printLimit(hangMs) },
    ...durable ? { durable: "true" } : {},
    ...calls === undefined ? {} : { calls },
  };
}

/** Attributes are told as they are written, and a backslash at their end would take the quote for its own. */
function attributeText(text: string): string {
  return text.replaceAll("\\", "\\\\");
}

function drawChannel(
  { name, type, capacity, bytes, isBundle, lanes }: DesignChannel,
  { actors }: Design,
  modules: ReadonlyMap<string, DesignModule>,
  named: ReadonlySet<PortKey>,
): DotEdge[] {
  const moduleOf = new Map(actors.map(({ id, module }) => [id, module]));
  const usual = lanes.toSorted((a, b) => compareNames(a.from, b.from) || compareNames(a.to, b.to));
  const isNumbered = isBundle &&
    (lanes.length === 1 || usual.some((lane, at) => lane !== lanes[at]));
  return lanes.map(({ from, fromPort, to, toPort }, lane) => {
    const [sender, reader] = [moduleOf.get(from)!, moduleOf.get(to)!];
    const { consume = "Take" } = modules.get(reader)?.ports.find(({ name }) => name === toPort) ??
      {};
    const way = consume === "Take" ? "" : ` >>${consume}`;
    return {
      from,
      to,
      attributes: {
        label: `name::${name} <${type.name}>${way} #${capacity}`,
        ...bytes === undefined ? {} : { bytes },
        ...named.has(portKey(sender, fromPort)) ? { tx: fromPort } : {},
        ...named.has(portKey(reader, toPort)) ? { rx: toPort } : {},
        ...isNumbered ? { lane } : {},
      },
    };
  });
}
