/**
 * Calls outside: one for each job of a channel, several at a time. Loaded by the first actor of a worker that makes any.
 *
 * @module
 */
export {
  CALL_RATE_OPTIONS,
  CALL_RETRY_OPTIONS,
  type CallAttempt,
  type CallOrder,
  type CallRateOptions,
  type CallRetryOptions,
  CALLS_OPTIONS,
  type CallsOptions,
} from "./calls_options.ts";
export { performCalls } from "./perform_calls.ts";
