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
  /** What is the same at both ends, and at no others: the aqueduct's name, its kind and the hash of that kind's schema. */
  readonly key: string;
  /** What this pod is called by its partners. */
  readonly pod: string;
  /** Where it listens, or what it connects to: `tcp 10.0.0.7:7000`. */
  readonly address: string;
  /** Whether it listens there, or connects to it, or both ends connect to what stands between them. */
  readonly does: "listens" | "connects" | "shares";
  /** What it costs when a process is killed; left out where nobody has said. */
  readonly deathCosts?: LinkDeathCosts;
}

/** What a death of a process costs an aqueduct, as by SIGKILL: in words, as far as one of its ends knows. */
export interface LinkDeathCosts {
  /** The process that sends. */
  readonly sending: string;
  /** The process that takes. */
  readonly taking: string;
  /** What stands between them; left out where nothing does. */
  readonly broker?: string;
}

/** The edge of an aqueduct, in the picture of many pods. */
export interface LinkEdge {
  /** The match key of its ends. */
  readonly key: string;
  /** Which of its two ends nobody has shown; left out where both are known. */
  readonly missing?: LinkRole;
}

/** How a link stands. Counts are of all that its process has done; they only grow. */
export interface LinkReading {
  /** Whether it has a partner at the moment. */
  readonly isLinked: boolean;
  /** Since when that is so, in milliseconds since 1970; 0 before the actor has begun. */
  readonly since: number;
  /** The life of the sending ring, which both ends know by the same text; `""` as long as there is none. */
  readonly epoch: string;
  /** What the partner's pod is called: the one there is, or was; `""` if there never was one. */
  readonly partner: string;
  /** Of an egress, messages that were put on the link, each once; of an ingress 0. */
  readonly sent: number;
  /** Of an egress, messages that its partner has received; of an ingress, those that it has committed into its channel. */
  readonly received: number;
  /** Messages that are acknowledged, so that the sending ring has forgotten them. */
  readonly settled: number;
  /** How many messages may be on the way: what the sending ring holds. Of an ingress, what its own holds. */
  readonly capacity: number;
  /** How long a frame took there and back last, in milliseconds; 0 if nobody knows. */
  readonly roundTripMs: number;
  /**
   * Of an ingress, over all frames of messages: its clock when they were committed, less the sender's when they were sent, in milliseconds.
   * Both are clocks of machines of their own, so it may be anything.
   */
  readonly lagSumMs: number;
  /** Of how many frames that is the sum. */
  readonly lagCount: number;
  /** Connections that were lost. */
  readonly lost: number;
}
