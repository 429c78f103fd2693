/** How the program that is killed may be drawn otherwise from one process to the next. */
import { Dice } from "./dice.ts";

/** A drawing of the graph. */
export interface Shape {
  /** Of how many messages there is room, as a multiple of the usual; by channel. */
  room(channel: string): number;
  /** The troupe of an actor; `null` for none. */
  troupeOf(actor: string, usual: string | null): string | null;
  /** How many lanes the bundles have; those beyond the usual ones stay empty. */
  readonly girth: number;
  /** Whether somebody passes on what the packer sends to the asker. */
  readonly hasPasser: boolean;
  /** Whether there is a pair of actors that has nothing to do with the others. */
  readonly hasPair: boolean;
  /** Whether some actors have cells more, and in another order. */
  readonly hasMoreCells: boolean;
  /** The same things, in the order in which they are drawn. */
  ordered<T>(things: readonly T[]): T[];
}

/** The drawing with that number. That of 0 is the usual one. */
export function shapeOf(seed: number, lanes: number): Shape {
  if (seed === 0) {
    return {
      room: () => 1,
      troupeOf: (_, usual) => usual,
      girth: lanes,
      hasPasser: false,
      hasPair: false,
      hasMoreCells: false,
      ordered: (things) => [...things],
    };
  }
  const dice = new Dice(seed);
  const [girth, hasPasser, hasPair, hasMoreCells] = [
    lanes + dice.below(3),
    // It cannot leave as long as something is on its way to whom it passes on.
    dice.below(8) > 0,
    dice.below(2) === 1,
    dice.below(2) === 1,
  ];
  const troupes = ["office", "workers", "attic", null];
  return {
    // What is in a channel that has become shorter does not always fit: where all of them change, it never does.
    room: () => [0.5, 2, 4, ...new Array(37).fill(1)][dice.below(40)] as number,
    // A troupe that nobody is in would be a fault, so nobody else makes one.
    troupeOf: (_, usual) => usual === null ? null : troupes[dice.below(4)] as string | null,
    girth,
    hasPasser,
    hasPair,
    hasMoreCells,
    ordered(things) {
      const left = [...things];
      return things.map(() =>
        left.splice(dice.below(left.length), 1)[0] as (typeof things)[number]
      );
    },
  };
}
