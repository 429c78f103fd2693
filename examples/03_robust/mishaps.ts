/**
 * Says when a mishap is due: the function lets `calls` calls pass and is `true` in the next one, once. 0 = never.
 *
 * The count is an ordinary variable, so it begins anew with each life, as every local variable of an actor does.
 */
export function mishapAfter(calls: number): () => boolean {
  let passed = 0;
  return () => calls > 0 && passed++ === calls;
}
