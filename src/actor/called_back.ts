/** The frame at the bottom of a stack that the runtime itself began: an `async` one is a function that goes on after an await. */
const RUNTIME_FRAME = /^\s*at (?!async )[^\n]*\bext:[^\n]*$/;

/**
 * Whether the code that runs was called by the runtime, for a timer, an event or a message, and does not go on after an await.
 * Nothing but the stack tells: it takes microseconds, so ask only where that is little. `false` where it cannot be told.
 */
export function isCalledBack(): boolean {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Infinity;
  const { stack } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  if (typeof stack !== "string") return false;
  return RUNTIME_FRAME.test(stack.slice(stack.lastIndexOf("\n") + 1));
}
