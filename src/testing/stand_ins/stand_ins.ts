import { type ConnectorPart, connectorPart } from "../../connectors/stand_in.ts";
import type { BrokerFault } from "../../connectors/memory/mod.ts";
import type { SinkWireKind, SourceWireKind, WireWorld } from "../../connectors/wire.ts";
import { definitionOf, type Graph, labelsOf } from "../../graph/graph.ts";
import type { World } from "../../world.ts";
import { StandIn } from "./stand_in.ts";
import { LinkNetwork } from "./link_network.ts";
import type { StandInBroker } from "./stand_in_broker.ts";

/** The services of a simulation: one for the actors of each name that are sources or sinks. They outlive the processes of its graph. */
export class StandIns {
  /** What links connect by. */
  readonly network: LinkNetwork = new LinkNetwork();
  readonly #brokers = new Map<string, StandIn>();
  #host: World | undefined;

  /** A graph is about to run, in a process of its own. @param host Its world: time and chance of what goes wrong here. */
  begin(host: World): void {
    this.#host = host;
    this.network.begin(host);
    for (const broker of this.#brokers.values()) broker.leaveBehind();
  }

  /**
   * The broker of the actors of that name, or of the one of that label.
   *
   * @throws {TypeError} if there is none of that name, or it is no source and no sink
   */
  brokerOf(graph: Graph, called: string): StandInBroker {
    const broker = this.#found(graph, called);
    if (broker !== undefined) return broker;
    const known = labelsOf(graph).filter((label) => partIn(graph, label) !== undefined);
    throw new TypeError(
      `Cannot have a broker for actor "${called}": it is no source and no sink of graph "${graph.name}", it has ${
        known.join(", ") || "none"
      }`,
    );
  }

  /** What a source or sink of that label connects by. */
  source(graph: Graph, label: string): SourceWireKind | undefined {
    return this.#found(graph, label)?.sourceKind;
  }

  /** What a source or sink of that label connects by. */
  sink(graph: Graph, label: string): SinkWireKind<unknown> | undefined {
    return this.#found(graph, label)?.sinkKind;
  }

  /** Something goes wrong with what the actors of these labels are connected to. Returns whether that makes a difference. */
  suffer(graph: Graph, labels: readonly string[], fault: BrokerFault, ms: number): boolean {
    const brokers = new Set(labels.flatMap((label) => this.#found(graph, label) ?? []));
    return [...brokers].map((broker) => broker.suffer(fault, ms)).includes(true);
  }

  /** What is wrong with what was put. */
  get faults(): readonly string[] {
    return [...this.#brokers.values()].flatMap(({ fault }) => fault ?? []);
  }

  #found(graph: Graph, called: string): StandIn | undefined {
    const [label = called] = labelsOf(graph, called);
    const part = partIn(graph, label);
    if (part === undefined) return undefined;
    const name = nameIn(graph, label);
    let broker = this.#brokers.get(name);
    if (broker === undefined) {
      this.#brokers.set(name, broker = new StandIn(name, part, this.#world));
    }
    return broker;
  }

  /** That of the process that runs at the moment. */
  get #world(): WireWorld {
    const host = () => {
      if (this.#host !== undefined) return this.#host;
      throw new TypeError("Cannot have anything go wrong with a broker: nothing has begun yet");
    };
    return {
      now: () => host().now(),
      pause: (ms) => new Promise((resolve) => void host().after(ms, resolve)),
      random: () => host().random(),
    };
  }
}

function partIn(graph: Graph, label: string): ConnectorPart | undefined {
  const definition = definitionOf(graph, label);
  return definition && connectorPart(definition);
}

/** The name of the actor of that label: what it is called without its number. */
function nameIn(graph: Graph, label: string): string {
  const name = label.replace(/ \d+$/, "");
  return name !== label && labelsOf(graph, name).includes(label) ? name : label;
}
