import { type Shape, shapeOf } from "../random/shape.ts";

/** So many times the messages of other random graphs go through one whose process is killed, so that kills come in the middle of them. */
const TIMES = 6;

/** The shape of a random graph for storms over its process. */
export function longShapeOf(seed: number): Shape {
  const shape = shapeOf(seed);
  return { ...shape, count: shape.count * TIMES };
}
