/** The global scope of a thread or a process, as far as it is used here. */
interface Closing {
  close(): void;
}

/**
 * Does `work`, and says besides whether code has called `self.close()` meanwhile. In a process, whoever calls it goes on until the event
 * loop has its turn: without this, what was loaded would begin, die, and be loaded again.
 */
export async function watchClose<T>(work: () => Promise<T>): Promise<readonly [T, boolean]> {
  const scope = globalThis as unknown as Closing;
  const { close } = scope;
  let isClosed = false;
  function noting(): void {
    isClosed = true;
    close.call(scope);
  }
  scope.close = noting;
  const result = await work();
  // Code may have put something of its own in its place.
  if (scope.close === noting) scope.close = close;
  return [result, isClosed];
}
