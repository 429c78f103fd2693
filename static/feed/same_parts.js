// @ts-check
// Which part is which after the graph has changed: ids are places, and who comes or goes before a part moves it.

/** @typedef {import("./model.js").Topology} Topology */

/**
 * Finds the id that a part has in another topology: that of the actor, or the channel, which is called alike. `null` where there is none.
 * @param {Topology} before
 * @param {Topology} after
 * @returns {(id: string) => string | null}
 */
export function sameParts(before, after) {
  const [from, to] = [namesOf(before), namesOf(after)];
  const places = { a: placesOf(to.a), c: placesOf(to.c) };
  const isMoved = from.a.some((name, index) => places.a.get(name) !== index);
  return (id) => {
    const side = id.charAt(0);
    // What is folded is called after what is in it.
    if (side !== "a" && side !== "c") return isMoved ? null : id;
    const place = places[side].get(from[side][Number(id.slice(1))] ?? "");
    return place === undefined ? null : side + place;
  };
}

/** @param {Topology} topology */
function namesOf({ actors, chans }) {
  const labels = actors.map(({ label }) => label);
  return {
    a: labels,
    c: chans.map(({ name, lane, from, to }) =>
      JSON.stringify([name, lane, labels[from], labels[to]])
    ),
  };
}

/** @param {readonly string[]} names */
function placesOf(names) {
  return new Map(names.map((name, place) => [name, place]));
}
