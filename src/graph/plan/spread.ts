import type { Rules, Shelf } from "./shelf.ts";

/**
 * Parts siblings that are too many on one shelf, by moves to where there is room and by exchanges.
 *
 * Each step makes the sum, over all shelves and families, of the squared counts smaller, so the steps come to an end. Where nobody is
 * in two families there always is a step as long as a shelf has too many of one: another shelf then has at least two fewer of it,
 * and either room, or more of some other family than this one, and one of those for an exchange. So no shelf has too many in the end.
 * Where families overlap that cannot always be had, and some siblings may stay together.
 */
export function spread(shelves: readonly Shelf[], { families, most }: Rules): void {
  // In a family that nothing can be done about now, another step may make something possible: it is asked again then.
  for (let mended = true; mended;) {
    mended = false;
    for (const crowded of shelves) {
      for (const family of crowded.overfull) {
        while (crowded.count(family) > (most[family] as number)) {
          if (!part(family, crowded, shelves, families)) break;
          mended = true;
        }
      }
    }
  }
}

/** Takes one of a family from a shelf that has too many. Returns whether there was a way. */
function part(
  family: number,
  crowded: Shelf,
  shelves: readonly Shelf[],
  families: Rules["families"],
): boolean {
  for (const actor of [...crowded.members]) {
    if (!familiesOf(actor, families).includes(family)) continue;
    for (const shelf of shelves) {
      if (shelf === crowded || shelf.count(family) + 2 > crowded.count(family)) continue;
      const leaves = gain(actor, crowded, shelf, families);
      if (!shelf.isFull && leaves > 0) {
        move(actor, crowded, shelf);
        return true;
      }
      move(actor, crowded, shelf);
      for (const other of shelf.members) {
        if (other === actor || leaves + gain(other, shelf, crowded, families) <= 0) continue;
        move(other, shelf, crowded);
        return true;
      }
      move(actor, shelf, crowded);
    }
  }
  return false;
}

function move(actor: number, from: Shelf, to: Shelf): void {
  from.take(actor);
  to.put(actor);
}

/** By how much a move makes the sum of the squared counts smaller, halved. */
function gain(actor: number, from: Shelf, to: Shelf, families: Rules["families"]): number {
  return familiesOf(actor, families).reduce(
    (sum, family) => sum + from.count(family) - to.count(family) - 1,
    0,
  );
}

function familiesOf(actor: number, families: Rules["families"]): readonly number[] {
  return families[actor] ?? [];
}
