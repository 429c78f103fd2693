/** What every cell of the snapshot stress test's actor is in a turn. */
export function valuesOf(turn: number): Record<string, unknown> {
  return {
    number: turn,
    big: BigInt(turn) << 31n,
    words: `${turn}`.repeat(1 + turn % 9),
    list: new Array(turn % 7).fill(turn),
  };
}
