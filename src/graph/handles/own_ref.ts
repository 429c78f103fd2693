import type { ActorRef } from "./actor_ref.ts";
import type { ActorStatus } from "./actor_status.ts";

/** What the graph does for a handle. Actors are named by their label. */
export interface RefHands {
  state(label: string): Readonly<Record<string, unknown>>;
  status(label: string): ActorStatus;
  args(label: string): Readonly<Record<string, unknown>>;
  tell(label: string, args: Readonly<Record<string, unknown>>): Promise<void>;
  restart(label: string, reason?: string): Promise<void>;
  stop(label: string, reason?: string): Promise<void>;
  revive(label: string, reason?: string): Promise<void>;
}

let labelIn: (ref: unknown, hands: RefHands) => string | undefined;

/** The label of an actor that a handle of these hands is for; `undefined` if it is none of theirs. */
export function labelOfRef(ref: unknown, hands: RefHands): string | undefined {
  return labelIn(ref, hands);
}

/** A handle as a graph makes it: it knows its label, and asks the graph for the rest. Its types are those of the interface. */
export class OwnRef implements ActorRef {
  readonly name: string;
  readonly instance: number | null;
  readonly label: string;
  readonly #hands: RefHands;

  static {
    labelIn = (ref, hands) =>
      Object(ref) === ref && #hands in (ref as object) && (ref as OwnRef).#hands === hands
        ? (ref as OwnRef).label
        : undefined;
  }

  constructor(
    { name, instance, label }: Pick<ActorRef, "name" | "instance" | "label">,
    hands: RefHands,
  ) {
    this.name = name;
    this.instance = instance;
    this.label = label;
    this.#hands = hands;
  }

  get args(): Readonly<Record<string, unknown>> {
    return this.#hands.args(this.label);
  }

  state(): Readonly<Record<string, unknown>> {
    return this.#hands.state(this.label);
  }

  status(): ActorStatus {
    return this.#hands.status(this.label);
  }

  tell(args: Readonly<Record<string, unknown>>): Promise<void> {
    return this.#hands.tell(this.label, args);
  }

  restart(reason?: string): Promise<void> {
    return this.#hands.restart(this.label, reason);
  }

  stop(reason?: string): Promise<void> {
    return this.#hands.stop(this.label, reason);
  }

  revive(reason?: string): Promise<void> {
    return this.#hands.revive(this.label, reason);
  }
}
