import type { SeatAddress } from "../../memory/doorbell.ts";
import type {
  ActorPlan,
  ActorShape,
  AlertRules,
  Topology,
  WorkerPlan,
} from "../../protocol/mod.ts";
import type { HostEnds } from "../../inbox/host_end.ts";
import type { RestartType, SupervisorPlan } from "../../supervisor/mod.ts";
import type { Saturation } from "./blueprint.ts";
import type { Cycle } from "./cycles.ts";

/** A graph laid out in shared memory, ready to run. */
export interface GraphPlan {
  /** The graph's name. */
  readonly graph: string;
  readonly region: SharedArrayBuffer;
  /** Byte offset of the ballot. */
  readonly ballot: number;
  /** By worker number. */
  readonly workers: readonly WorkerPlan[];
  /** By actor number. */
  readonly actors: readonly PlannedActor[];
  /** That of the whole graph first. */
  readonly supervisors: readonly SupervisorPlan[];
  /** In the order in which they were drawn. */
  readonly pools: readonly PlannedPool[];
  /** Made when it is first asked for. */
  readonly topology: Topology;
  /** Whether who is in which worker was found here, and not drawn. */
  readonly packs: boolean;
  /** Actors whose messages may come back to them. */
  readonly cycles: readonly Cycle[];
  /** Put together anew each time. */
  readonly alertRules: AlertRules;
  /** Channels of which it is told that their senders wait for room. */
  readonly watchedRooms: readonly WatchedRoom[];
  /** Byte offset of the channel with that number. */
  channelAt(channel: number): number;
  /** The actor that sends on the channel with that number. */
  writerOf(channel: number): number;
  /** The ends in the hands of the host. */
  readonly hostEnds: HostEnds;
}

/** A channel of which it is told that its sender waits for room. */
export interface WatchedRoom extends Saturation {
  readonly channel: number;
}

/** A pool, and who is in it. */
export interface PlannedPool {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Numbers of its members, in their order. */
  readonly members: readonly number[];
}

/** An actor and where it runs. What it says is put together as it is asked for. */
export interface PlannedActor {
  readonly plan: ActorPlan;
  readonly label: string;
  readonly seat: number;
  readonly definition: ActorShape;
  readonly worker: number;
  readonly address: SeatAddress;
  readonly restart: RestartType;
  /** `null` for as long as the graph may take. */
  readonly stopTimeoutMs: number | null;
  readonly hangTimeoutMs: number;
  /** Deaths on one message that are too many. */
  readonly showstopper: number;
  /** Whether it is an end of an aqueduct, which looks at messages and dies of none. */
  readonly isOfLink: boolean;
  /** Whether its state is kept in a file. */
  readonly durable: boolean;
  /** Whether it begins asleep. */
  readonly asleep: boolean;
  /** Gives it other args, all of them: what its later generations begin with. */
  giveArgs(args: ActorPlan["args"]): void;
}
