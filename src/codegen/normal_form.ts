/** What a drawing, a program and a running graph are compared by: all that both sides know, without anything that is only for people. */
import { channelLabel } from "../protocol/mod.ts";
import type { Design, DesignActor, DesignSupervisor } from "./design.ts";
import { compareNames } from "./naming.ts";
import { printLimit } from "./read/mod.ts";

/** How an actor lives of which nothing is said. */
export const STANDARD = {
  troupe: null,
  supervisor: null,
  restart: "transient",
  hangMs: 60_000,
  durable: false,
} as const;

/** A graph reduced to what must agree. */
export interface NormalForm {
  readonly actors: readonly NormalActor[];
  readonly lanes: readonly NormalLane[];
  /** Supervisors of their own, without that of the whole graph. */
  readonly supervisors: readonly DesignSupervisor[];
}

/** An actor. */
export interface NormalActor {
  /** Its label: `TickConsumer 2`. */
  readonly label: string;
  /** The name of its definition's export: `tickConsumer`. */
  readonly exportName: string;
  /** With whom it shares a thread, or `null` if nobody has said so. */
  readonly troupe: string | null;
  /** Who starts it again, or `null` for the supervisor of the whole graph. */
  readonly supervisor: string | null;
  readonly restart: NonNullable<DesignActor["restart"]>;
  /** After how long in one turn it counts as hung; `Infinity` if it never does. */
  readonly hangMs: number;
  /** Whether its state is kept on disk. */
  readonly durable: boolean;
}

/** A channel, or one lane of a bundle. */
export interface NormalLane {
  readonly channel: string;
  /** Its place in the bundle, or `null` for a plain channel. */
  readonly lane: number | null;
  /** The label of the actor that sends, and its port; and of the one that takes. */
  readonly from: string;
  readonly fromPort: string;
  readonly to: string;
  readonly toPort: string;
  readonly capacity: number;
  /** What it carries: a kind of the package (`u32`), or the name of an export of `messages.ts` (`Tick`). */
  readonly type: string;
}

/** The normal form of a drawing. */
export function normalFormOf({ actors, channels, modules, supervisors }: Design): NormalForm {
  const exportNames = new Map(modules.map(({ name, exportName }) => [name, exportName]));
  const labels = new Map(actors.map((actor) => [actor.id, labelOf(actor)]));
  return sortedForm({
    actors: actors.map((actor) => ({
      label: labelOf(actor),
      exportName: exportNames.get(actor.module)!,
      troupe: actor.troupe,
      supervisor: actor.supervisor,
      restart: actor.restart ?? STANDARD.restart,
      hangMs: actor.hangMs ?? STANDARD.hangMs,
      durable: actor.durable,
    })),
    lanes: channels.flatMap(({ name, type, capacity, isBundle, lanes }) =>
      lanes.map(({ from, fromPort, to, toPort }, lane) => ({
        channel: name,
        lane: isBundle ? lane : null,
        from: labels.get(from)!,
        fromPort,
        to: labels.get(to)!,
        toPort,
        capacity,
        type: type.name,
      }))
    ),
    supervisors,
  });
}

/** The same, in the one order that makes two that agree equal: by labels, by channels and by names. */
export function sortedForm({ actors, lanes, supervisors }: NormalForm): NormalForm {
  return {
    actors: actors.toSorted((a, b) => compareNames(a.label, b.label)),
    lanes: lanes.toSorted((a, b) =>
      compareNames(a.channel, b.channel) || (a.lane ?? 0) - (b.lane ?? 0) ||
      compareNames(a.from, b.from) || compareNames(a.to, b.to)
    ),
    supervisors: supervisors.toSorted((a, b) => compareNames(a.name, b.name)),
  };
}

/**
 * A line of text for each actor, each lane and each supervisor, so that a difference is one of lines:
 * `TickGenerator.ticks -> TickConsumer 2.ticks  ticks[1]  Tick  20`. What is as if nothing were said is left out.
 */
export function linesOf({ actors, lanes, supervisors }: NormalForm): string[] {
  return [
    ...actors.map((actor) => [actor.label, actor.exportName, ...marksOf(actor)].join("  ")),
    ...lanes.map(({ channel, lane, from, fromPort, to, toPort, capacity, type }) =>
      [
        `${from}.${fromPort} -> ${to}.${toPort}`,
        channelLabel({ name: channel, lane }),
        type,
        capacity,
      ].join("  ")
    ),
    ...supervisors.map(({ name, strategy, parent }) =>
      [`supervisor ${name}`, strategy, ...parent === null ? [] : [`under ${parent}`]].join("  ")
    ),
  ];
}

/** How an actor lives that does not live as usual. */
function marksOf({ troupe, supervisor, restart, hangMs, durable }: NormalActor): string[] {
  return [
    ...troupe === STANDARD.troupe ? [] : [`troupe=${troupe}`],
    ...supervisor === STANDARD.supervisor ? [] : [`supervisor=${supervisor}`],
    ...restart === STANDARD.restart ? [] : [`restart=${restart}`],
    ...hangMs === STANDARD.hangMs ? [] : [`hang=${printLimit(hangMs)}`],
    ...durable === STANDARD.durable ? [] : [`durable=${durable}`],
  ];
}

/** What an actor is called by people: `TickConsumer 2`. */
function labelOf({ name, instance }: Pick<DesignActor, "name" | "instance">): string {
  return instance === null ? name : `${name} ${instance}`;
}
