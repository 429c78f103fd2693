import type { Graph } from "../graph/graph.ts";
import type { LogRecord, StopReport } from "../graph/report/mod.ts";
import type { ActorShape, ArgsSchema, PortSchema } from "../protocol/mod.ts";
import type { StateSchema } from "../state/mod.ts";
import type { Duration } from "./moment.ts";
import type { Performed, Performer, PerformerFor } from "./performers/mod.ts";
import type { StandInBroker } from "./stand_ins/mod.ts";

/** A graph on the stage of a simulation, or on real workers. */
export interface Stage {
  /** What decides about the run. */
  readonly seed: number;
  /** The graph that was built for it. */
  readonly graph: Graph;
  /** Milliseconds since the beginning. */
  readonly elapsedMs: number;
  /**
   * Has an actor played by somebody else than its module: that of this label, `WORKER 2` for one of several, or, by their name, all of
   * them. Before anything is waited for. Returns the performer.
   *
   * A performer that returns has ended the actor, as its `run` would have; a permanent one then waits until a stop is asked for.
   *
   * With the actor's definition the compiler sees that the ports are there and carry such messages, `collect()` knows what it
   * takes, and a function of your own gets an actor with these ports. All of it is checked when this is called, too.
   *
   * @throws {TypeError} with all that is wrong: there is no such actor, it is drawn with another definition, a port is missing, of the
   * other direction or not named where there are several, a message does not fit, option `keep` names it; if the simulation has begun
   */
  perform<F extends Performer>(label: string, performer: F): F;
  /** As above, checked by the compiler. Returns the performer if it collects. */
  perform<
    P extends PortSchema,
    S extends StateSchema,
    A extends ArgsSchema,
    R = never,
    N = undefined,
  >(
    label: string,
    definition: ActorShape<P, S, A>,
    performer: PerformerFor<P, S, A, R, N>,
  ): Performed<P, R, N>;
  /**
   * The broker that stands in for the service of a source or a sink which nobody plays: what a source finds there, and what a sink has put.
   * Those of one name share one.
   *
   * @throws {TypeError} if there is none of that name, or it is no source and no sink; on real workers always, where each connects to
   * its service
   */
  broker(name: string): StandInBroker;
  /** Labels of the actors that nobody plays yet, and that option `keep` does not name. */
  readonly unplayed: readonly string[];
  /** What the graph and its actors have logged so far, the oldest first. */
  readonly log: readonly LogRecord[];
  /** Goes on until `condition` holds. Throws if it does not within that time; five minutes if it is not given, on real workers one. */
  until(condition: () => boolean, within?: Duration): Promise<void>;
  /**
   * Goes on until `promise` is settled, and returns or throws what comes of it: `await stage.settled(orders.send(order))` for a sender of
   * the host, for instance. An `await` of the promise itself would wait for ever, because nothing goes on but while the stage is waited
   * for. Throws if it is not settled within that time, which is five minutes if it is not given, on real workers one; or when the graph has
   * ended.
   */
  settled<T>(promise: PromiseLike<T>, within?: Duration): Promise<T>;
  /** Lets so much time go by. */
  advance(time: Duration): Promise<void>;
  /** The state of an actor, as of its last turn that committed. */
  state(label: string): Readonly<Record<string, unknown>>;
  /** Asks the graph to stop. */
  stop(reason?: string): void;
  /**
   * Draws the graph anew and runs it in a new process: on the same disk, so that durable actors begin with what was kept, and later in
   * time. A graph that has not ended ends as in a power failure: all that is not on the disk is lost. Who plays whom is to be said anew;
   * this stage is over.
   *
   * @throws {TypeError} if nothing has run yet, or it was called before; on real workers always
   */
  startAgain(): Promise<Stage>;
  /** Goes on until the graph has ended. Throws as `graph.finished` does, or if it does not end, with what each actor is doing. */
  readonly finished: Promise<StopReport>;
}
