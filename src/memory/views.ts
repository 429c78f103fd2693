/** Typed arrays over a whole region. */
export interface RegionViews {
  readonly words: Int32Array;
  readonly floats: Float64Array;
  readonly bytes: Uint8Array;
  readonly data: DataView;
}

const known = new WeakMap<SharedArrayBuffer, RegionViews>();

/**
 * This thread's views on a region, always the same ones. A view takes as much memory as several messages' worth of
 * everything else an actor needs, so structures share these and keep an index instead of having views of their own.
 */
export function viewsOf(region: SharedArrayBuffer): RegionViews {
  let views = known.get(region);
  if (views === undefined) {
    views = {
      words: new Int32Array(region),
      floats: new Float64Array(region),
      bytes: new Uint8Array(region),
      data: new DataView(region),
    };
    known.set(region, views);
  }
  return views;
}
