/** What a drawing, a program and a running graph are compared by: their actors and lanes, without anything that is only for people. */
import { channelLabel } from "../protocol/mod.ts";
import type { Design, DesignActor } from "./design.ts";
import { compareNames } from "./naming.ts";

/** A graph reduced to what must agree. */
export interface NormalForm {
  readonly actors: readonly NormalActor[];
  readonly lanes: readonly NormalLane[];
}

/** An actor. */
export interface NormalActor {
  /** Its label: `TickConsumer 2`. */
  readonly label: string;
  /** The name of its definition's export: `tickConsumer`. */
  readonly exportName: string;
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
export function normalFormOf({ actors, channels, modules }: Design): NormalForm {
  const exportNames = new Map(modules.map(({ name, exportName }) => [name, exportName]));
  const labels = new Map(actors.map((actor) => [actor.id, labelOf(actor)]));
  return sortedForm({
    actors: actors.map((actor) => ({
      label: labelOf(actor),
      exportName: exportNames.get(actor.module)!,
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
  });
}

/** The same, in the one order that makes two that agree equal: actors by label, lanes by channel. */
export function sortedForm({ actors, lanes }: NormalForm): NormalForm {
  return {
    actors: actors.toSorted((a, b) => compareNames(a.label, b.label)),
    lanes: lanes.toSorted((a, b) =>
      compareNames(a.channel, b.channel) || (a.lane ?? 0) - (b.lane ?? 0) ||
      compareNames(a.from, b.from) || compareNames(a.to, b.to)
    ),
  };
}

/**
 * A line of text for each actor and each lane, so that a difference is one of lines:
 * `TickGenerator.ticks -> TickConsumer 2.ticks  ticks[1]  Tick  20`.
 */
export function linesOf({ actors, lanes }: NormalForm): string[] {
  return [
    ...actors.map(({ label, exportName }) => `${label}  ${exportName}`),
    ...lanes.map(({ channel, lane, from, fromPort, to, toPort, capacity, type }) =>
      [
        `${from}.${fromPort} -> ${to}.${toPort}`,
        channelLabel({ name: channel, lane }),
        type,
        capacity,
      ].join("  ")
    ),
  ];
}

/** What an actor is called by people: `TickConsumer 2`. */
function labelOf({ name, instance }: Pick<DesignActor, "name" | "instance">): string {
  return instance === null ? name : `${name} ${instance}`;
}
