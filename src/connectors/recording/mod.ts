/**
 * Topics as files: what a wire has pulled, to be played again.
 *
 * @module
 */
export { readRecording, type RecordedMessage } from "./recorded_message.ts";
export { recordTopic, type RecordTopicOptions } from "./record_topic.ts";
