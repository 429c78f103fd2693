/**
 * What is known of an actor that is one end of a link: of an aqueduct's egress or ingress. Plain data.
 *
 * @module
 */

/** Which end of an aqueduct an actor is: `egress` takes from a channel of this pod, `ingress` sends into one. */
export type LinkRole = "egress" | "ingress";

/** What is drawn of a link's actor. */
export interface LinkNode {
  /** The name of the aqueduct. */
  readonly aqueduct: string;
  /** Which end it is. */
  readonly role: LinkRole;
  /** What is the same at both ends, and at no others: the aqueduct's name and the hash of its kind's schema. */
  readonly key: string;
  /** What this pod is called by its partners. */
  readonly pod: string;
  /** Where it listens, or what it connects to: `tcp 10.0.0.7:7000`. */
  readonly place: string;
  /** Whether it listens there, or connects. */
  readonly does: "listens" | "connects" | "uses";
}

/** How a link stands. */
export interface LinkStanding {
  /** Whether it has a partner at the moment. */
  readonly isLinked: boolean;
  /** Since when that is so, in milliseconds since 1970; 0 before the actor has begun. */
  readonly since: number;
  /** The life of the sending ring, which both ends know by the same text; `""` as long as there is none. */
  readonly epoch: string;
  /** What the partner's pod is called: the one there is, or was; `""` if there never was one. */
  readonly partner: string;
  /** Messages that were sent and are not acknowledged; of an ingress, those that it has not acknowledged. */
  readonly inFlight: number;
  /** How long a frame took there and back last, in milliseconds; 0 if nobody knows. */
  readonly roundTripMs: number;
  /** Connections that were lost since the process began. */
  readonly lost: number;
}
