/**
 * How often an actor dies at most. How many turns its work takes depends on how much is there each time that it looks, so on the
 * machine; an actor that found its flights one by one would need a new worker for every handful of them.
 */
const MOST_DEATHS = 25;

/**
 * A function that makes its actor die: to be called once in each turn that did something, it lets `turns` of them pass and
 * throws in the next one. 0 = never.
 *
 * The count is an ordinary variable, so it begins anew with each life, as every local variable of an actor does.
 */
export function mishaps(
  turns: number,
  { generation }: { readonly generation: number },
): () => void {
  let passed = 0;
  return () => {
    if (turns > 0 && generation < MOST_DEATHS && ++passed > turns) {
      throw new Error(`a mishap after ${turns} turns, as --crash asks for`);
    }
  };
}
