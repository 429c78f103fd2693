/** A module with what its files need to know of the drawing around it. */
import type { Design, DesignModule, DesignPort } from "../design.ts";

/** A module, and its place in the drawing. */
export interface ModuleView {
  readonly module: DesignModule;
  readonly inputs: readonly DesignPort[];
  readonly outputs: readonly DesignPort[];
  /** Whether it sends, and nobody sends to it. */
  readonly isSource: boolean;
  /** Inputs that a stop waits for: those that no cycle brings back what was sent. */
  readonly outer: readonly DesignPort[];
  /** Outputs that somebody outside of its cycles takes from: it waits for room there. */
  readonly leading: readonly DesignPort[];
  /** The ends of its calls, where it makes any. */
  readonly calls: CallEnds | null;
}

/** Where jobs come from, and where what becomes of them goes. */
export interface CallEnds {
  readonly jobs: DesignPort;
  readonly results: DesignPort | null;
  readonly concurrency: number;
}

/** All modules, each with its place. */
export function viewsOf(design: Design): ReadonlyMap<string, ModuleView> {
  const cyclic = portsInCycles(design);
  return new Map(design.modules.map((module) => {
    const inputs = module.ports.filter(({ direction }) => direction === "input");
    const outputs = module.ports.filter(({ direction }) => direction === "output");
    const leading = outputs.filter(({ name }) => !cyclic.has(portKey(module.name, name)));
    return [module.name, {
      module,
      inputs,
      outputs,
      isSource: inputs.length === 0 && outputs.length > 0,
      outer: inputs.filter(({ isInCycle }) => !isInCycle),
      leading,
      calls: callEnds(module, inputs, outputs),
    }];
  }));
}

/** Why a module that is to make calls does not: `actor.calls` has one channel of jobs, and one for what becomes of them. */
export function whyNoCalls({ module, inputs, outputs, calls }: ModuleView): string | null {
  if (module.calls === undefined || calls !== null) return null;
  const bundles = [...inputs, ...outputs].filter(({ isBundle }) => isBundle);
  const counts = `${counted(inputs, "input")} and ${counted(outputs, "output")}`;
  const ends = bundles.length === 0
    ? `it has ${counts}`
    : `it has ${counts}, of which ${bundles.map(({ name }) => name).join(" and ")} ${
      bundles.length === 1 ? "is a bundle" : "are bundles"
    }`;
  return `graph.dot has calls for it, which takes one input and one output at most, no bundles; ${ends}: so it goes by turns`;
}

function counted(ports: readonly DesignPort[], noun: string): string {
  if (ports.length === 0) return `no ${noun}`;
  return ports.length === 1 ? `1 ${noun}` : `${ports.length} ${noun}s`;
}

/** What a project does not do as its drawing says: a line each, for whoever makes it. */
export function remarksOf(design: Design): string[] {
  return [...viewsOf(design).values()].flatMap((view) => {
    const { name, driverIsDrawn } = view.module;
    const why = whyNoCalls(view);
    if (why !== null) return [`mod::${name}: ${why}`];
    return view.calls === null || !driverIsDrawn ? [] : [
      `mod::${name}: graph.dot has both calls and a driver for it; calls begin as soon as jobs come, so the driver is left out`,
    ];
  });
}

function callEnds(
  { calls: concurrency }: DesignModule,
  inputs: readonly DesignPort[],
  outputs: readonly DesignPort[],
): CallEnds | null {
  const [jobs] = inputs;
  const [results = null] = outputs;
  if (concurrency === undefined || jobs === undefined) return null;
  if (inputs.length > 1 || jobs.isBundle || outputs.length > 1 || results?.isBundle) return null;
  return { jobs, results, concurrency };
}

function portKey(module: string, port: string): string {
  return `${module} ${port}`;
}

/** The outputs by which something may come back to the actor that sends it. */
function portsInCycles(design: Design): Set<string> {
  const lanes = design.channels.flatMap(({ lanes }) => lanes);
  const takers = takersOf(design);
  const moduleOf = new Map(design.actors.map(({ id, module }) => [id, module]));
  const reach = new Map<string, ReadonlySet<string>>();
  const found = new Set<string>();
  for (const { from, fromPort, to } of lanes) {
    if (!reach.has(to)) reach.set(to, reachedFrom(to, takers));
    if (reach.get(to)!.has(from)) found.add(portKey(moduleOf.get(from) ?? "", fromPort));
  }
  return found;
}

/** For each actor that sends, those that take from it. */
export function takersOf({ channels }: Design): Map<string, Set<string>> {
  const takers = new Map<string, Set<string>>();
  for (const { from, to } of channels.flatMap(({ lanes }) => lanes)) {
    takers.set(from, (takers.get(from) ?? new Set()).add(to));
  }
  return takers;
}

/** All to whom something of an actor's may come, the actor itself among them. */
export function reachedFrom(
  actor: string,
  takers: ReadonlyMap<string, ReadonlySet<string>>,
): Set<string> {
  const found = new Set([actor]);
  for (const reached of found) for (const next of takers.get(reached) ?? []) found.add(next);
  return found;
}
