import { describeNoKind, isKind, KIND_COPY, ringKind } from "../../channel/ring/mod.ts";
import type { KindShape } from "../../channel/kind_shape.ts";
import { THIS_COPY } from "../../copy.ts";
import { listed, textOf } from "../../errors.ts";
import { shown } from "../../option_faults.ts";
import { misfitOf } from "../../package.ts";
import { type ActorShape, channelLabel, type Port } from "../../protocol/mod.ts";
import { stateFaults } from "../../state/mod.ts";
import {
  type ActorBlueprint,
  actorLabel,
  type Blueprint,
  type EndBlueprint,
  endsOf,
  type Supervisor,
  type Troupe,
} from "../plan/mod.ts";
import { durableFaults } from "./durable_options.ts";
import { figureFaults, ownFigureFaults } from "./figure_faults.ts";
import { holdFaults } from "./hold_faults.ts";
import { nameFaults } from "./names.ts";
import { processFaults } from "./process_faults.ts";

/**
 * Everything that is wrong with a graph as drawn: one sentence each, empty when all is well. What is wrong with the options of each
 * part was found when it was drawn.
 */
export function graphFaults(blueprint: Blueprint): string[] {
  const { actors, channels, supervisors, faults } = blueprint;
  const defined = actors.filter(isDefined);
  const troupes = new Set(blueprint.troupes);
  // Ten thousand actors may have one definition.
  const sound = new Set(defined.map(({ definition }) => definition).filter(isSound));
  return [
    ...faults,
    ...(actors.length === 0 ? ["the graph has no actors, add some with graph.actor()"] : []),
    ...duplicates(actors.map(actorLabel), "actor", () => endLabels(actors)),
    ...duplicates(channels.map(channelLabel), "channel"),
    ...duplicates(supervisors.map(({ name }) => name), "supervisor"),
    ...supervisors.slice(1).flatMap(({ name, supervisor }) =>
      isOwn(supervisor, blueprint) ? [] : [childFault(`supervisor "${name}"`, supervisor)]
    ),
    ...unique(channels, ({ kind }) => kind).flatMap((channel) =>
      kindFault(`channel "${channelLabel(channel)}"`, channel.kind) ?? []
    ),
    ...unique(defined, ({ definition }) => definition).flatMap((actor) =>
      Object.keys(actor.definition.ports).flatMap((port) =>
        nameFaults(`a port of actor "${actorLabel(actor)}"`, port)
      )
    ),
    ...actors.flatMap((actor) =>
      isDefined(actor)
        ? actorFaults(actor, sound)
        : [`actor "${actorLabel(actor)}" ${definitionFault(actor.definition)}`]
    ),
    ...actors.flatMap((actor) =>
      isOwn(actor.supervisor, blueprint)
        ? []
        : [childFault(`actor "${actorLabel(actor)}"`, actor.supervisor)]
    ),
    ...actors.flatMap((actor) => troupeFaults(actor, troupes)),
    ...defined.flatMap((actor) =>
      sound.has(actor.definition) ? [] : stateFaults(actorLabel(actor), actor.definition.state)
    ),
    ...unique(defined, ({ definition }) => definition).flatMap((actor) =>
      holdFaults(actorLabel(actor), actor.definition)
    ),
    ...allFigureFaults(blueprint, defined),
    ...commonArgFaults(blueprint.args, defined),
    ...durableFaults(blueprint),
    ...processFaults(blueprint),
    ...endFaults(blueprint),
  ];
}

function allFigureFaults(
  { alerts, shown }: Blueprint,
  defined: readonly ActorBlueprint[],
): string[] {
  const faults = unique(defined, ({ definition }) => definition).flatMap((actor) =>
    figureFaults(actorLabel(actor), actor.definition)
  );
  if (faults.length > 0) return faults;
  const owners = defined.map((actor) => ({ ...actor, label: actorLabel(actor) }));
  return ownFigureFaults(owners, { alerts: alerts.actors, shown: shown.actors });
}

/** The first of those that share something: the lanes of a bundle share their rules. */
function unique<T>(list: readonly T[], shared: (one: T) => unknown): T[] {
  const seen = new Set<unknown>();
  return list.filter((one) => seen.size < seen.add(shared(one)).size);
}

/** A definition is missing where modules import each other in a circle, or in plain JavaScript. */
function isDefined({ definition }: ActorBlueprint): boolean {
  return typeof definition?.ports === "object";
}

function definitionFault(given: unknown): string {
  const what = given === undefined || given === null
    ? `${given}`
    : `a${typeof given === "object" ? "nother object" : ` ${typeof given}`}`;
  return `has ${what} for a definition, give it one made by defineActor; if it should be one, look for a misspelt import, or for modules that import each other in a circle`;
}

/** Labels of ends of the host. They have no instance numbers, and a name that they were given or not. */
function endLabels(actors: readonly ActorBlueprint[]): ReadonlySet<string> {
  return new Set(actors.filter(({ hostEnd }) => hostEnd !== null).map(actorLabel));
}

function duplicates(
  labels: readonly string[],
  what: string,
  endsAmong: () => ReadonlySet<string> = () => new Set(),
): string[] {
  if (new Set(labels).size === labels.length) return [];
  const ofEnds = endsAmong();
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([label, count]) =>
    `${what} "${label}" is there ${count} times, give each a name of its own${
      ofEnds.has(label) ? " by option label" : what === "actor" ? " or an instance number" : ""
    }`
  );
}

function troupeFaults(actor: ActorBlueprint, troupes: ReadonlySet<Troupe>): string[] {
  const { troupe } = actor;
  return troupe === null || troupes.has(troupe) ? [] : [
    `actor "${actorLabel(actor)}" belongs to troupe ${
      shown(troupe.name)
    }, which is none of this graph, use one made by graph.troupe()`,
  ];
}

function isOwn(supervisor: Supervisor | null, { supervisors }: Blueprint): boolean {
  return supervisors.some((own) => own === supervisor);
}

function childFault(child: string, supervisor: Supervisor | null): string {
  return `${child} belongs to supervisor "${supervisor?.name}", which is none of this graph, use one made by graph.supervisor()`;
}

/** Whether a definition can be used as it is, by whatever actor. */
function isSound({ copy, ports, state, args }: ActorShape): boolean {
  return misfitOf(copy, THIS_COPY) === undefined &&
    Object.values(ports).every((port) => kindFault("", port?.kind) === undefined) &&
    stateFaults("", state).length === 0 &&
    Object.values(args).every(canBeCopied);
}

function actorFaults(actor: ActorBlueprint, sound: ReadonlySet<ActorShape>): string[] {
  const { definition } = actor;
  if (sound.has(definition) && isSoundlyDrawn(actor)) return [];
  const label = actorLabel(actor);
  const faults: string[] = [];
  if (actor.waitStrategy === "spin" && actor.troupe !== null) {
    faults.push(
      `actor "${label}" is to spin in troupe "${actor.troupe.name}", make it solo or let it park`,
    );
  }
  if (actor.alone && actor.troupe !== null) {
    faults.push(
      `actor "${label}" is to be alone and in troupe "${actor.troupe.name}", take one of the two away`,
    );
  }
  const misfit = misfitOf(definition.copy, THIS_COPY);
  if (misfit !== undefined) {
    return [
      ...faults,
      `actor "${label}" is made by ${misfit.theirs}, the graph by ${misfit.ours}, use one copy of @steady-state/deno for both: one version at one URL in the import map`,
    ];
  }
  for (const [name, port] of Object.entries(definition.ports)) {
    const portFault = kindFault(`port "${name}" of actor "${label}"`, port?.kind);
    if (portFault !== undefined) {
      faults.push(portFault);
      continue;
    }
    const wired = Object.hasOwn(actor.ports, name) ? actor.ports[name] : undefined;
    if (wired === undefined) {
      faults.push(`port "${name}" of actor "${label}" is not wired, ${advice(port)}`);
    } else {
      faults.push(...wiringFaults(`port "${name}" of actor "${label}"`, port, wired));
    }
  }
  for (const name of Object.keys(actor.ports)) {
    if (!Object.hasOwn(definition.ports, name)) {
      faults.push(
        `actor "${label}" has no port "${name}", it has ${
          listedOrNone(Object.keys(definition.ports))
        }`,
      );
    }
  }
  return [...faults, ...argFaults(label, definition, { ...definition.args, ...actor.args })];
}

/** Whether nothing is wrong with how an actor of a sound definition is drawn. What is, {@link actorFaults} finds out. */
function isSoundlyDrawn(
  { definition, ports, args, alone, waitStrategy, troupe }: ActorBlueprint,
): boolean {
  if (troupe !== null && (alone || waitStrategy === "spin")) return false;
  const names = Object.keys(definition.ports);
  return names.every((name) =>
    Object.hasOwn(ports, name) && isSoundlyWired(definition.ports[name] as Port, ports[name])
  ) &&
    Object.keys(ports).every((name) => Object.hasOwn(definition.ports, name)) &&
    Object.keys(args).every((name) =>
      Object.hasOwn(definition.args, name) && isSoundArg(args[name], definition.args[name])
    );
}

function isSoundlyWired(
  { bundle, direction, kind }: Port,
  wired: EndBlueprint | readonly EndBlueprint[] | undefined,
): boolean {
  const fits = (end: EndBlueprint | undefined) =>
    isEnd(end) && end.direction === direction && end.kind === kind.name;
  if (!bundle) return fits(wired as EndBlueprint | undefined);
  return Array.isArray(wired) && wired.length > 0 && wired.every(fits);
}

function isSoundArg(value: unknown, standard: unknown): boolean {
  const isOfType = standard === undefined || standard === null || typeof value === typeof standard;
  return isOfType && (value === standard || canBeCopied(value));
}

/** Whether a worker can be given it. */
function canBeCopied(value: unknown): boolean {
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") {
    return true;
  }
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

/** What is wrong with a message kind. One of another copy of this package is as good as another, if it fits. */
function kindFault(where: string, kind: KindShape): string | undefined {
  if (!isKind(kind)) return `${where} cannot use ${describeNoKind(kind)}`;
  const misfit = misfitOf(ringKind(kind).copy, KIND_COPY);
  if (misfit === undefined) return undefined;
  return `${where} carries a ${kind.name} of ${misfit.theirs}, the graph is made by ${misfit.ours}, use one copy of @steady-state/deno for both: one version at one URL in the import map`;
}

function advice({ direction, kind, bundle }: Port): string {
  return `give it the ${direction} end of a ${kind.name} ${bundle ? "bundle" : "channel"}`;
}

function wiringFaults(
  where: string,
  port: Port,
  wired: EndBlueprint | readonly EndBlueprint[],
): string[] {
  if (Array.isArray(wired) !== port.bundle) {
    return [
      port.bundle
        ? `${where} takes a bundle and is wired to a single end, wire it to all lanes`
        : `${where} takes a single end and is wired to a bundle, wire it to one lane`,
    ];
  }
  const ends = endsOf(wired);
  if (!ends.every(isEnd)) {
    return [`${where} is wired to something that is no end of a channel, ${advice(port)}`];
  }
  if (ends.length === 0) return [`${where} is wired to a bundle without lanes`];
  const faults: string[] = [];
  for (const end of ends) {
    if (end.direction !== port.direction) {
      faults.push(`${where} takes a ${port.direction} end and is wired to ${describe(end)}`);
    } else if (isKind(end.channel.kind) && end.kind !== port.kind.name) {
      faults.push(
        `${where} carries ${port.kind.name} and is wired to ${
          describe(end)
        }, which carries ${end.kind}`,
      );
    }
  }
  return faults;
}

function isEnd(end: EndBlueprint | undefined): end is EndBlueprint {
  return end?.channel !== undefined;
}

function describe(end: EndBlueprint): string {
  return `the ${end.direction} end of channel "${end.label}"`;
}

/** What is wrong with the args that an actor of that definition is given: a sentence for each fault. */
export function argFaults(
  label: string,
  { args: standards }: Pick<ActorShape, "args">,
  args: Readonly<Record<string, unknown>>,
): string[] {
  const faults: string[] = [];
  for (const [name, value] of Object.entries(args)) {
    if (!Object.hasOwn(standards, name)) {
      faults.push(
        `actor "${label}" has no arg "${name}", it has ${listedOrNone(Object.keys(standards))}`,
      );
      continue;
    }
    const standard = standards[name];
    if (standard !== undefined && standard !== null && typeof value !== typeof standard) {
      faults.push(
        `arg "${name}" of actor "${label}" is ${shown(value)}, ${
          typeof value === "object" ? "an" : "a"
        } ${typeof value}, give ${typeof standard === "object" ? "an" : "a"} ${typeof standard}`,
      );
    }
    if (!canBeCopied(value)) {
      faults.push(
        `arg "${name}" of actor "${label}" cannot be copied to its worker, give plain data`,
      );
    }
  }
  return faults;
}

/**
 * What actors themselves find wrong with the args that they are given: a sentence for each fault. Of those whose args have faults already
 * nobody is asked.
 */
export function foundArgFaults({ actors }: Pick<Blueprint, "actors">): string[] {
  return actors.filter(isDefined).flatMap((actor) => {
    const { definition } = actor;
    if (typeof definition.argFaults !== "function") return [];
    const label = actorLabel(actor);
    const args = { ...definition.args, ...actor.args };
    if (argFaults(label, definition, args).length > 0) return [];
    try {
      return definition.argFaults(args).map((fault) => `args of actor "${label}": ${fault}`);
    } catch (thrown) {
      return [`args of actor "${label}" cannot be checked: ${textOf(thrown)}`];
    }
  });
}

/** Args for all actors that none has. */
function commonArgFaults(
  args: Blueprint["args"],
  defined: readonly ActorBlueprint[],
): string[] {
  const names = Object.keys(args);
  if (names.length === 0) return [];
  const known = new Set(defined.flatMap(({ definition }) => Object.keys(definition.args ?? {})));
  return names.filter((name) => !known.has(name)).map((name) =>
    `option args has "${name}", and no actor has an arg of that name, they have ${
      listedOrNone([...known])
    }`
  );
}

function listedOrNone(names: readonly string[]): string {
  return names.length === 0 ? "none" : listed(names);
}

/** Each end of each channel belongs to exactly one port. */
function endFaults(blueprint: Blueprint): string[] {
  return isEachEndWired(blueprint) ? [] : endFaultsIn(blueprint);
}

/** Whether all is well, without a word about who is wired to what. */
function isEachEndWired({ actors, channels }: Blueprint): boolean {
  const wired = { tx: new Uint8Array(channels.length), rx: new Uint8Array(channels.length) };
  let ends = 0;
  const takeUp = (end: EndBlueprint | undefined) => {
    if (!isEnd(end) || channels[end.channel.number] !== end.channel) return false;
    ends++;
    const times = wired[end.direction];
    return times !== undefined && ++times[end.channel.number]! === 1;
  };
  return actors.every(({ ports }) =>
    Object.keys(ports).every((port) => endsOf(ports[port] as EndBlueprint).every(takeUp))
  ) && ends === 2 * channels.length;
}

function endFaultsIn({ actors, channels }: Blueprint): string[] {
  const users = new Map(channels.map((channel) => [channel, { tx: [], rx: [] } as EndUsers]));
  const faults: string[] = [];
  for (const actor of actors) {
    for (const [port, wired] of Object.entries(actor.ports)) {
      for (const end of endsOf(wired).filter(isEnd)) {
        const user = `port "${port}" of actor "${actorLabel(actor)}"`;
        const known = users.get(end.channel);
        if (known === undefined) {
          faults.push(`${user} is wired to ${describe(end)} of another graph, use one of this`);
        } else {
          known[end.direction].push(user);
        }
      }
    }
  }
  for (const [channel, ends] of users) {
    for (const direction of ["tx", "rx"] as const) {
      const name = `the ${direction} end of channel "${channelLabel(channel)}"`;
      const wired = ends[direction];
      if (wired.length === 0) faults.push(`${name} is not wired, give it to a port of an actor`);
      if (wired.length > 1) {
        faults.push(
          `${name} is wired ${wired.length} times (${wired.join(", ")}), use a bundle for several`,
        );
      }
    }
  }
  return faults;
}

/** The ports that each end of a channel is wired to. */
interface EndUsers {
  readonly tx: string[];
  readonly rx: string[];
}
