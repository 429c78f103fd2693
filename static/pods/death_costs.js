// @ts-check
// What a death of a process costs an aqueduct, as its ends say: each knows best of its own process.

/** @typedef {import("../feed/model.js").Topology} Topology */
/** @typedef {import("../feed/model.js").DeathCosts} DeathCosts */

/**
 * As an end of an aqueduct says; nothing of other actors.
 * @param {Topology["actors"][number]} actor
 */
export function costsOf({ link }) {
  return link?.deathCosts;
}

/**
 * Of the channel of an aqueduct in its pod, and of the edge from pod to pod, of which both ends say something.
 * @param {Topology} topology
 * @param {number} index of the channel
 * @returns {DeathCosts | undefined}
 */
export function costsAlong({ actors, chans }, index) {
  const { from, to, link } = /** @type {Topology["chans"][number]} */ (chans[index]);
  const [sender, taker] = [actors[from]?.link, actors[to]?.link];
  if (link === undefined) {
    // The egress takes from its channel, and the ingress sends into its own.
    if (taker?.role === "egress") return taker.deathCosts;
    return sender?.role === "ingress" ? sender.deathCosts : undefined;
  }
  const [sends, takes] = [sender?.deathCosts, taker?.deathCosts];
  const either = sends ?? takes;
  if (either === undefined) return undefined;
  const broker = sends?.broker ?? takes?.broker;
  return {
    sending: (sends ?? either).sending,
    taking: (takes ?? either).taking,
    ...broker !== undefined && { broker },
  };
}
