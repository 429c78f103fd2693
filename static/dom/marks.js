// @ts-check
// The marks of the graph, as shapes: fonts do not all have the characters, and shapes are the same everywhere.

/** One shape for each level, around the origin, 10 pixels wide. */
export const LEVEL_SHAPES = [
  "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
  "M0 -5L5 0L0 5L-5 0Z",
  "M0 -5L5 4.5L-5 4.5Z",
  "M-4.2 -4.2H4.2V4.2H-4.2Z",
];

/** A ring: does not run. */
export const DOWN_SHAPE =
  "M-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0 -8.4 0ZM-2.6 0a2.6 2.6 0 1 1 5.2 0a2.6 2.6 0 1 1 -5.2 0Z";

/** An arrow that goes around: was restarted. */
export const RESTART_SHAPE =
  "M2.7 -3.6A4.5 4.5 0 1 0 4.5 0.6L2.9 0.4A2.9 2.9 0 1 1 1.7 -2.3L0.3 -0.8L5 -0.3L4.6 -5Z";
