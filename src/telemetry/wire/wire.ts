/**
 * What goes over `/events`: one interface per event. Every frame carries `rev`, the topology that it speaks of; the page
 * drops frames of a topology that it does not show.
 */
import type { ActorNode, Alert, ChannelEdge, LifeEvent, LinkReading } from "../../protocol/mod.ts";
import type { PageWords } from "../figure.ts";
import type { PictureOptions } from "../picture_options.ts";
import type { Unit } from "../units.ts";
import type { ColumnChange, ColumnNames, WireColumn } from "./columns.ts";
import type { Lifecycle } from "../../protocol/mod.ts";

/** The version of this protocol. */
export const PROTOCOL = 3;

/** What this server can do for a page, beyond showing. */
export interface Abilities {
  /** `null` if a profile can be taken; else why not, and what to do about it. */
  readonly profile: string | null;
  /** How far back it can tell, in milliseconds; left out where it keeps no history. */
  readonly history?: number;
  /** Whether it tells from which level on the program logs; left out where nobody knows. */
  readonly logLevel?: true;
}

/** First event of every connection. */
export interface HelloFrame {
  readonly proto: number;
  readonly rev: number;
  /** Names this start of the server: another epoch means that everything known before is void. */
  readonly epoch: string;
  /** Names this connection; acknowledgements go to `/ack/<sid>/<s>`. */
  readonly sid: string;
  /** Whether the stream goes on behind the frame that the client named: no `topology` and no `key` follow then. */
  readonly resumed: boolean;
  /** Ticks a second, for this client. */
  readonly hz: number;
  /** The graph's name. */
  readonly app: string;
  /** When the server started, in milliseconds since the epoch. */
  readonly started: number;
  /** The server's time, in milliseconds since the epoch. */
  readonly now: number;
  /** Span of shares and means, in milliseconds. */
  readonly window: number;
  /** Where the layout engine is served. */
  readonly viz: string;
  /** Where the chart library and its styles are served, if they are. */
  readonly uplot?: string;
  readonly uplotCss?: string;
  /** Which figure is in which column, by side. */
  readonly columns: ColumnNames;
  /** All figures that the page may show, in the order in which it does, by side. */
  readonly figures: Readonly<Record<"a" | "c", readonly PageFigure[]>>;
  readonly can: Abilities;
  /** What the picture shows; left out where it is the standard. */
  readonly picture?: PictureOptions;
  /** How the program is called among others of a hub; left out where nobody has named it. */
  readonly pod?: string;
}

/** A figure, as the page needs it. One that has no column is asked for with the details. */
export interface PageFigure extends PageWords {
  readonly name: string;
  readonly unit: Unit;
  readonly about: string;
  /** The name of its past in the statistics of the details. */
  readonly series?: string;
}

/** An actor, as the page needs it. */
export interface WireActor
  extends Pick<ActorNode, "name" | "instance" | "troupe" | "pod" | "link" | "missing"> {
  /** Its name and number, for people. */
  readonly label: string;
  /** Whether its troupe is a process of its own; left out where it is not. */
  readonly process?: true;
  /** The supervisors above it, the outermost first; left out where there is only that of the whole graph. */
  readonly supervisors?: readonly string[];
  /** How many statistics the program has shown of it; left out where there is none. */
  readonly shown?: number;
}

/** A channel, as the page needs it. */
export interface WireChannel extends
  Pick<
    ChannelEdge,
    "name" | "lane" | "from" | "to" | "kind" | "capacity" | "sidecar" | "partner" | "link"
  > {
  /** What it does with messages that find no room, where it drops any. */
  readonly drops?: string;
  /** How many statistics the program has shown of it; left out where there is none. */
  readonly shown?: number;
}

/** Who there is; after `hello`, and whenever it changes. Indices are positions. */
export interface TopologyFrame {
  readonly rev: number;
  readonly graph: string;
  readonly actors: readonly WireActor[];
  readonly chans: readonly WireChannel[];
}

/** All columns. After `topology`, after a skip, and every 10 seconds. */
export interface KeyFrame {
  readonly rev: number;
  /** Sequence number of the tick. */
  readonly s: number;
  /** Time of the sample, in milliseconds since the epoch. */
  readonly t: number;
  readonly life: Lifecycle;
  /** The columns of the actors, in the order that `hello` tells. */
  readonly a: readonly WireColumn[];
  /** Those of the channels. */
  readonly c: readonly WireColumn[];
}

/** What changed since the tick before: `a0`, `a1`, … and `c0`, `c1`, … hold one change per changed column. */
export interface TickFrame {
  readonly rev: number;
  readonly s: number;
  readonly t: number;
  readonly life: Lifecycle;
  readonly [column: `${"a" | "c"}${number}`]: ColumnChange;
}

/** A life event with its number; numbers rise by one. */
export interface NumberedLife extends LifeEvent {
  readonly n: number;
}

/** How many life events there were, by kind; those that were none are left out. */
export type LifeTotals = Readonly<Partial<Record<LifeEvent["what"], number>>>;

/** A stretch of time with crashes: when it began, in milliseconds since the epoch, and how many there were in it. */
export type CrashStretch = readonly [from: number, crashes: number];

/** How many crashes there were, by stretches of time of equal length; those without any are left out. */
export interface CrashCounts {
  /** How long a stretch is, in milliseconds. */
  readonly step: number;
  readonly stretches: readonly CrashStretch[];
}

/** Life events since the last such frame; of very many the last two hundred, `/api/life` has those before. */
export interface LifeFrame {
  readonly rev: number;
  readonly events: readonly NumberedLife[];
  /** The stretches in which there was a crash since the last such frame, or ever; left out where there is none. */
  readonly crashes?: CrashCounts;
  /** How many there were since the server's start; left out in recordings. */
  readonly total?: LifeTotals;
}

/** Alerts: all that are active and the last that came or went when a client begins, then each as it comes or goes. */
export interface AlertFrame {
  readonly rev: number;
  /** In the order of their numbers. */
  readonly alerts: readonly Alert[];
}

/** What link actors have counted: before each frame of values, for whoever asks for `links=1`. */
export interface LinksFrame {
  readonly rev: number;
  /** When it was read, in milliseconds since the epoch. */
  readonly t: number;
  readonly links: readonly (readonly [actor: number, reading: LinkReading])[];
}

/** Last event of an orderly end. */
export interface ByeFrame {
  readonly rev: number;
  readonly reason: string;
}

/** Every event by its name. */
export interface WireEvents {
  readonly hello: HelloFrame;
  readonly topology: TopologyFrame;
  readonly key: KeyFrame;
  readonly tick: TickFrame;
  readonly life: LifeFrame;
  readonly alert: AlertFrame;
  readonly links: LinksFrame;
  readonly bye: ByeFrame;
}
