/**
 * How a figure of a stretch of time is made of what was counted up to its two ends. Each maker looks up what it needs once a stretch,
 * and then tells the value of each actor or channel by its index; `NaN` where nothing is known.
 *
 * @module
 */

/** What happened between two moments. Columns are by the index of an actor, or of a channel. */
export interface Stretch {
  /** How long it is, in milliseconds; `NaN` without an earlier moment, or with one that is hardly earlier. */
  readonly ms: number;
  /** Whether there is no earlier moment. */
  readonly isFirst: boolean;
  /** How many samples were taken in it. */
  readonly samples: number;
  /** By how much a figure grew. */
  grown(figure: string): Float64Array;
  /** A figure as of the later moment. */
  latest(figure: string): Float64Array;
  /** By how much the sum of all samples of a figure grew. */
  summed(figure: string): Float64Array;
  /** How fast a figure grows at the later moment, a second; such figures are `rated`. `NaN` where that is not known. */
  rate(figure: string): Float64Array;
}

/** What happened to actors between two moments. */
export interface ActorStretch extends Stretch {
  /** How busy the actors of each actor's worker were in all: the sum of their shares of the time. */
  busyOfWorker(): Float64Array;
}

/** Tells the value of an actor or a channel by its index. */
export type Tell = (index: number) => number;

/** Makes a figure of what happened between two moments. */
export interface Over<S extends Stretch = Stretch> {
  (stretch: S): Tell;
  /** The figures whose rates it takes. */
  readonly rated?: readonly string[];
}

/** A worker has one core at most: its actors that are busy at the same time share that. */
const MILLICORES = 1000;

/** The share of the time that a figure in milliseconds took. */
export function shareOf(figure: string): Over {
  return (stretch) => {
    const spent = stretch.grown(figure);
    return (index) => Math.min(1, spent[index]! / stretch.ms);
  };
}

/** How fast a figure grows, a second: the one notion of a rate (`measure/rate_meter.ts`), whatever the stretch is. */
export function perSecond(figure: string): Over {
  return rating([figure], (stretch) => at(stretch.rate(figure)));
}

/** So little growth says little: the two counts of which one is divided by the other are not read at the same instant. */
const FEW = 5;

/** By how much a figure grew for each by which another did; where the other hardly did, by how much it does at their rates. */
export function perEach(figure: string, other: string): Over {
  return rating([figure, other], (stretch) => {
    const [grown, by] = [stretch.grown(figure), stretch.grown(other)];
    const [rate, byRate] = [stretch.rate(figure), stretch.rate(other)];
    return (index) => {
      if (Number.isNaN(stretch.ms)) return NaN;
      if (by[index]! >= FEW) return grown[index]! / by[index]!;
      return byRate[index]! > 0 ? rate[index]! / byRate[index]! : NaN;
    };
  });
}

/** The mean of all samples of a figure. */
export function meanOf(figure: string): Over {
  return (stretch) => {
    // Without an earlier moment there is no stretch: what is so now is all that there is to say.
    if (stretch.isFirst) return at(stretch.latest(figure));
    const summed = stretch.summed(figure);
    return (index) => summed[index]! / stretch.samples;
  };
}

/** A figure as of the end. */
export function atEnd(figure: string): Over {
  return (stretch) => at(stretch.latest(figure));
}

/** By how much a figure grew. */
export function growthOf(figure: string): Over {
  return (stretch) => stretch.isFirst ? () => 0 : at(stretch.grown(figure));
}

/** The share that each has in what a figure grew by in all. */
export function partOf(figure: string): Over {
  return (stretch) => {
    const grown = stretch.grown(figure);
    const all = grown.reduce((sum, one) => sum + one, 0);
    return (index) => Number.isNaN(stretch.ms) ? NaN : grown[index]! / all;
  };
}

/** The part of a core that a figure in milliseconds of work took, in thousandths: whoever shares a worker shares its core. */
export function millicoresOf(figure: string): Over<ActorStretch> {
  return (stretch) => {
    const share = shareOf(figure)(stretch);
    const ofWorker = stretch.busyOfWorker();
    return (index) => MILLICORES * share(index) / Math.max(1, ofWorker[index]!);
  };
}

/** Thousandths of a core, by the milliseconds for which threads had one: several at once, perhaps. */
export function millicoresBy(figure: string): Over {
  return (stretch) => {
    const spent = stretch.grown(figure);
    return (index) => MILLICORES * Math.max(0, spent[index]!) / stretch.ms;
  };
}

function rating(rated: readonly string[], over: (stretch: Stretch) => Tell): Over {
  return Object.assign(over, { rated });
}

function at(column: Float64Array): Tell {
  return (index) => column[index]!;
}
