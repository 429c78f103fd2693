import { Model } from "../../../static/feed/model.js";
import type { LinkReading } from "../../protocol/mod.ts";
import { type LinksFrame, PROTOCOL, type TopologyFrame, type WireEvents } from "../wire/mod.ts";
import type { EventBlock } from "./event_blocks.ts";
import { helloFault, topologyFault } from "./told_faults.ts";

/** An event of a pod's stream, by its name. */
export type PodEvent = {
  readonly [Name in keyof WireEvents]: {
    readonly event: Name;
    readonly data: WireEvents[Name];
  };
}[keyof WireEvents];

/** What is known of a pod: what its page would show. */
export class PodView {
  /** The figures, as the page keeps them. */
  readonly model: Model = new Model();
  /** The last `hello`. */
  hello: WireEvents["hello"] | null = null;
  /** The last topology; `null` before the first. */
  topology: TopologyFrame | null = null;
  /** What link actors have counted, and when by the pod's clock. */
  links: ReadonlyMap<number, LinkReading> = new Map();
  linksAt = 0;

  /**
   * Takes the next event. What is not of the topology that is known is passed over, and then it is `null`.
   *
   * @throws {RangeError} If it makes no sense.
   */
  take({ event, data }: EventBlock): PodEvent | null {
    const told = { event, data: JSON.parse(data) } as PodEvent;
    if (told.event === "hello") return this.#greet(told);
    if (this.hello === null) {
      throw new RangeError(`it begins with "${event}", and not with "hello"`);
    }
    if (told.event === "topology") return this.#adopt(told);
    if (told.data.rev !== this.topology?.rev) return null;
    if (told.event === "key") this.model.key(told.data as Parameters<Model["key"]>[0]);
    else if (told.event === "tick") this.model.tick(told.data);
    else if (told.event === "links") this.#link(told.data);
    return told;
  }

  #greet(told: Extract<PodEvent, { event: "hello" }>): PodEvent {
    const { proto } = told.data;
    if (proto !== PROTOCOL) {
      throw new RangeError(
        `it speaks version ${proto} of the stream, and this hub version ${PROTOCOL}, ` +
          `run both with the same version of the package`,
      );
    }
    const fault = helloFault(told.data);
    if (fault !== null) throw new RangeError(`its first word makes no sense: ${fault}`);
    this.hello = told.data;
    this.model.greet(told.data);
    return told;
  }

  #adopt(told: Extract<PodEvent, { event: "topology" }>): PodEvent {
    const fault = topologyFault(told.data);
    if (fault !== null) throw new RangeError(`its topology makes no sense: ${fault}`);
    this.topology = told.data;
    this.links = new Map();
    this.model.adopt(told.data);
    return told;
  }

  #link({ t, links }: LinksFrame): void {
    this.linksAt = t;
    this.links = new Map(links);
  }
}
