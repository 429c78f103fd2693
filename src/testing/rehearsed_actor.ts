import type { DeadLetter, ReplayOptions } from "../graph/letters/mod.ts";
import type { LogRecord } from "../graph/report/mod.ts";
import { ProbeReader } from "../probe/read.ts";
import type { ArgsSchema, CrashReport, PortSchema } from "../protocol/mod.ts";
import type { StateOf, StateSchema } from "../state/mod.ts";
import { type Duration, passingMs } from "./moment.ts";
import { checkCells, described, type RehearsedScene, TAKE_MS } from "./rehearsed_scene.ts";
import type { PlayersOf, RehearsalEnd, Scene } from "./scene.ts";
import { BEGIN } from "./simulation.ts";
import type { StandInBroker } from "./stand_ins/mod.ts";

const END_MS = 86_400_000;

/** As {@link Scene} says. */
export class RehearsedActor implements Scene<PortSchema, StateSchema> {
  readonly #scene: RehearsedScene;
  readonly ports: PlayersOf<PortSchema>;

  constructor(scene: RehearsedScene, ports: Record<string, unknown>) {
    this.#scene = scene;
    this.ports = ports as PlayersOf<PortSchema>;
  }

  get state(): StateOf<StateSchema> {
    const { simulation, label } = this.#scene;
    return simulation.laidOut.stateOf(label) as StateOf<StateSchema>;
  }

  get broker(): StandInBroker {
    const { standIns, graph, label } = this.#scene;
    return standIns.brokerOf(graph, label);
  }

  get log(): readonly LogRecord[] {
    const { simulation, label } = this.#scene;
    return simulation.log.filter(({ source }) => source === label);
  }

  get deadLetters(): readonly DeadLetter[] {
    return this.#scene.graph.deadLetters;
  }

  get crashes(): readonly CrashReport[] {
    return this.#scene.graph.crashes;
  }

  get elapsedMs(): number {
    return this.#scene.simulation.timeline.now - BEGIN;
  }

  settle(): Promise<void> {
    return this.#scene.simulation.rest();
  }

  async advance(time: Duration): Promise<void> {
    await this.#scene.simulation.run(() => false, passingMs(time));
  }

  crash(): void {
    this.#worker?.die();
  }

  hang(): void {
    this.#worker?.hang();
  }

  get #worker() {
    const { simulation, label } = this.#scene;
    return simulation.workerOf(label);
  }

  setState(state: Readonly<Record<string, unknown>>): void {
    const { simulation, label } = this.#scene;
    const { seat, state: { cells } } = simulation.planOf(label);
    checkCells("set a state", state, cells);
    if (this.#worker?.setState(seat, structuredClone(state))) return;
    throw new TypeError(
      `Cannot set the state: ${
        described(this.#scene)
      }; it can be set between two turns, once it waits for something else than ` +
        "room: await scene.settle() or scene.advance() before, and let it have what it needs",
    );
  }

  async replay(letter: DeadLetter, options: ReplayOptions = {}): Promise<void> {
    const { graph } = this.#scene;
    await this.#asHost(
      () => graph.replay(letter, options),
      "replay a dead letter: it is not in its channel",
    );
  }

  async tell(args: ArgsSchema): Promise<void> {
    const { graph, label } = this.#scene;
    await this.#asHost(() => graph.ref(label).tell(args), "tell other args: it does not have them");
  }

  /** Has the host do something, and goes on until it is done. `what`: why not, if it does not come to that. */
  async #asHost(call: () => Promise<void>, what: string): Promise<void> {
    const { simulation } = this.#scene;
    let outcome: { readonly thrown?: unknown } | undefined;
    simulation.asHost(() => {
      call().then(() => outcome = {}, (thrown) => outcome = { thrown });
    });
    await simulation.run(() => outcome !== undefined, TAKE_MS);
    if (outcome === undefined) {
      throw new Error(`Cannot ${what} within ${TAKE_MS} ms; ${described(this.#scene)}`);
    }
    if ("thrown" in outcome) throw outcome.thrown;
  }

  get status(): string {
    const { simulation, label } = this.#scene;
    const { probe } = simulation.planOf(label);
    return new ProbeReader(simulation.region, probe).sample(simulation.timeline.now).status;
  }

  stop(reason = "the test asks for it"): void {
    const { graph, simulation } = this.#scene;
    simulation.asHost(() => void graph.stop(reason).catch(() => {}));
  }

  get ended(): Promise<RehearsalEnd<StateSchema>> {
    return this.#ended();
  }

  async #ended(): Promise<RehearsalEnd<StateSchema>> {
    const { simulation } = this.#scene;
    if (!(await simulation.run(() => simulation.isOver, END_MS))) {
      throw new Error(
        `Cannot wait for the end: it has not come in a day, close its inputs, or call scene.stop(); ${
          described(this.#scene)
        }`,
      );
    }
    const { crashes, state } = this;
    return { clean: simulation.isClean, crashes, state };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { simulation, graph } = this.#scene;
    try {
      if (simulation.isOver || simulation.isBroken) return;
      simulation.asHost(() => void graph.stop("the rehearsal is over").catch(() => {}));
      await simulation.run(() => simulation.isOver, END_MS);
    } finally {
      simulation.end();
    }
  }
}
