/** A frame of the runtime's own. */
const RUNTIME = /\bext:\w+\//;
/** The functions by which the runtime calls timers, immediates and listeners. What goes on after an await is called by none of them. */
const CALLS =
  /\bat (?:invokeCallback|Immediate\.callback|innerInvokeEventListeners|\w+\.wrappedHandler|listOnTimeout|runImmediates)\b/;
/** A function that goes on after an await. */
const GOES_ON = /^\s*at async /m;

/**
 * Whether the code that runs was called by the runtime, for a timer, an event or a message, and does not go on after an await.
 * Nothing but the stack tells: it takes microseconds, so ask only where that is little. `false` where it cannot be told.
 */
export function isCalledBack(): boolean {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Infinity;
  const { stack } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  if (typeof stack !== "string" || GOES_ON.test(stack)) return false;
  const frames = stack.split("\n");
  const caller = frames.find((frame) => RUNTIME.test(frame));
  const first = frames.at(-1) ?? "";
  return caller !== undefined && CALLS.test(caller) && RUNTIME.test(first);
}
