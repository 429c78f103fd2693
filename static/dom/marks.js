// @ts-check
// The marks of the graph that are no level, as shapes: fonts do not all have the characters, and shapes are the same everywhere.

/** A ring: does not run. */
export const DOWN_SHAPE =
  "M-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0 -8.4 0ZM-2.6 0a2.6 2.6 0 1 1 5.2 0a2.6 2.6 0 1 1 -5.2 0Z";

/** An arrow that goes around: was restarted. */
export const RESTART_SHAPE =
  "M2.7 -3.6A4.5 4.5 0 1 0 4.5 0.6L2.9 0.4A2.9 2.9 0 1 1 1.7 -2.3L0.3 -0.8L5 -0.3L4.6 -5Z";
