/**
 * What link actors say to each other, and how it lies in frames.
 *
 * @module
 */
export {
  type ByeReason,
  DATA_HEADER_BYTES,
  type DataFrame,
  type Frame,
  type LaneAck,
} from "./frame.ts";
export { FrameError, readFrame } from "./read.ts";
export {
  ackFrame,
  byeFrame,
  dataHeader,
  endFrame,
  jsonFrame,
  pingFrame,
  startFrame,
} from "./write.ts";
