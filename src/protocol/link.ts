/** Which end of an aqueduct an actor is, as the topology has it. */
export interface LinkNode {
  /** The aqueduct's name. */
  readonly aqueduct: string;
  /** The match key: equal texts on both sides, and only there. */
  readonly key: string;
  /** Whether it sends on the link or takes from it. */
  readonly role: "egress" | "ingress";
  /** Where it listens or whom it calls, for people. */
  readonly address: string;
}

/** The edge of an aqueduct, in the picture of many pods. */
export interface LinkEdge {
  /** The match key of its ends. */
  readonly key: string;
  /** Which of its two ends nobody has shown; left out where both are known. */
  readonly missing?: LinkNode["role"];
}

/** What a link actor has counted, since its graph began. */
export interface LinkReading {
  /** Names the egress' ring: another one after each start of the sending pod. */
  readonly epoch: string;
  /** Graph and pod at the other end; `null` while there is none. */
  readonly partner: string | null;
  /** Whether there is a connection. */
  readonly connected: boolean;
  /** Messages put on the link by an egress, each counted once; those that an ingress has committed into its channel. */
  readonly sent: number;
  /** Of an egress: messages that the other end has acknowledged as received. */
  readonly received: number;
  /** Of an egress: messages that the other end has acknowledged as settled. */
  readonly settled: number;
  /** How many messages may be on their way. */
  readonly capacity: number;
  /** The last round trip, in milliseconds; `null` before the first. */
  readonly roundTripMs: number | null;
  /**
   * Of an ingress: how long all frames were on their way together, in milliseconds: its own clock at the commit less the sender's clock
   * when the frame was handed to the wire. As far apart as the two clocks are, so wrong is each of them.
   */
  readonly lagSumMs: number;
  /** Of an ingress: how many frames those were. */
  readonly lagCount: number;
}
