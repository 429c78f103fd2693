/** A typed array as slices need it. */
export interface SliceArray {
  /** Number of elements. */
  readonly length: number;
}

/** The typed arrays that slices are made of. */
export interface Sliceable<A> extends SliceArray {
  /** A view on some of the elements. */
  subarray(start: number, end: number): A;
}

/**
 * The part of a ring that begins at `cursor` and has `count` slots: one view, or two where it goes round the end; none if
 * it is empty.
 */
export function ringSlices<A>(
  slots: Sliceable<A>,
  mask: number,
  cursor: number,
  count: number,
  width = 1,
): A[] {
  if (count === 0) return [];
  const start = cursor & mask;
  const first = Math.min(count, mask + 1 - start);
  const head = slots.subarray(start * width, (start + first) * width);
  return first === count ? [head] : [head, slots.subarray(0, (count - first) * width)];
}
