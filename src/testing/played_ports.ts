import type { KindShape } from "../channel/kind_shape.ts";
import { type Duration, msOf, timeText } from "./moment.ts";
import { carried } from "./performers/mod.ts";
import type { Collector, Feeder } from "./players.ts";
import { described, lastCrash, type RehearsedScene, TAKE_MS } from "./rehearsed_scene.ts";
import type { PlayedInput, PlayedOutput } from "./scene.ts";

/** As {@link PlayedInput} says. */
export class PlayedFeed implements PlayedInput<unknown> {
  readonly label: string;
  readonly #kind: KindShape;
  readonly #feeder: Feeder;
  readonly #scene: RehearsedScene;

  constructor(label: string, kind: KindShape, feeder: Feeder, scene: RehearsedScene) {
    this.label = label;
    this.#kind = kind;
    this.#feeder = feeder;
    this.#scene = scene;
  }

  send(...messages: unknown[]): void {
    if (this.#feeder.isClosed) {
      throw new TypeError(
        `Cannot send on port "${this.label}": the test has closed it, send before it does`,
      );
    }
    for (const message of messages) {
      const { fault } = carried(this.#kind, this.label, message);
      if (fault !== undefined) throw fault;
    }
    this.#feeder.send(messages);
  }

  close(): void {
    this.#feeder.close();
  }

  get waiting(): number {
    return this.#feeder.waiting + this.#scene.simulation.inChannel(this.label);
  }
}

/** As {@link PlayedOutput} says. */
export class PlayedCollection implements PlayedOutput<unknown> {
  readonly label: string;
  readonly #collector: Collector;
  readonly #scene: RehearsedScene;
  #returned = 0;

  constructor(label: string, collector: Collector, scene: RehearsedScene) {
    this.label = label;
    this.#collector = collector;
    this.#scene = scene;
  }

  get taken(): readonly unknown[] {
    return this.#collector.taken;
  }

  get isClosed(): boolean {
    return this.#collector.isOver;
  }

  hold(isHolding = true): void {
    this.#collector.hold(isHolding);
  }

  abandon(): void {
    this.#collector.leave();
  }

  async take(n = 1, { within = TAKE_MS }: { readonly within?: Duration } = {}): Promise<unknown[]> {
    const { simulation } = this.#scene;
    const { taken } = this.#collector;
    const until = this.#returned + n;
    const isDone = () => taken.length >= until || this.isClosed || simulation.isOver;
    await simulation.run(isDone, msOf(within, `take from port "${this.label}"`));
    if (taken.length < until) {
      const came = taken.length - this.#returned;
      const why = lastCrash(this.#scene) !== undefined
        ? "before its end"
        : this.isClosed
        ? "and the actor has closed it, take fewer"
        : `within ${timeText(within)}, send what it needs, give it longer, or take fewer`;
      throw new Error(
        `Cannot take ${n} from port "${this.label}": ${came} came ${why}; ${
          described(this.#scene)
        }`,
      );
    }
    return taken.slice(this.#returned, this.#returned = until);
  }
}
