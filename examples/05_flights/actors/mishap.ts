/**
 * A function that makes its actor die: to be called once in each turn that did something, it lets `turns` of them pass and
 * throws in the next one. 0 = never.
 *
 * The count is an ordinary variable, so it begins anew with each life, as every local variable of an actor does.
 */
export function mishaps(turns: number): () => void {
  let passed = 0;
  return () => {
    if (turns > 0 && ++passed > turns) {
      throw new Error(`a mishap after ${turns} turns, as --crash asks for`);
    }
  };
}
