/**
 * The host's door of the ring: how a channel is laid out, and what is done to one on behalf of an actor that is gone. No worker loads it.
 *
 * @module
 */
export {
  CHANNEL_OPTIONS,
  channelSize,
  channelSpec,
  initChannel,
  overflowText,
} from "./channel_spec.ts";
export {
  type ChannelLook,
  closeEnd,
  endPart,
  lookAtChannel,
  movesIn,
  noteEnd,
  publishEnd,
  sealChannel,
} from "./close_end.ts";
export { countsOf, followChannel, settleChannel } from "./settled.ts";
export { barWriter, FIRST_SLEEP, hasParted, layWriter, openEnd, releaseEnd } from "./sleep.ts";
