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
  const ends = `it has ${inputs.length} inputs and ${outputs.length} outputs`;
  return `graph.dot has calls for it, which takes one input, no bundle, and one output at most; ${ends}: so it goes by turns`;
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
  const takers = new Map<string, Set<string>>();
  for (const { from, to } of lanes) {
    takers.set(from, (takers.get(from) ?? new Set()).add(to));
  }
  const moduleOf = new Map(design.actors.map(({ id, module }) => [id, module]));
  const reach = new Map<string, ReadonlySet<string>>();
  const found = new Set<string>();
  for (const { from, fromPort, to } of lanes) {
    if (!reach.has(to)) reach.set(to, reachedFrom(to, takers));
    if (reach.get(to)!.has(from)) found.add(portKey(moduleOf.get(from) ?? "", fromPort));
  }
  return found;
}

function reachedFrom(actor: string, takers: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const found = new Set([actor]);
  for (const reached of found) for (const next of takers.get(reached) ?? []) found.add(next);
  return found;
}
