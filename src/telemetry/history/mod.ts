/**
 * What was: the past in memory, recordings in files, the log of lives.
 *
 * @module
 */
export { ACTOR_CODES, CHANNEL_CODES } from "./cell_codes.ts";
export { checkHistory, History, type HistoryOptions } from "./history.ts";
export { LifeLog } from "./life_log.ts";
export { checkMayWrite, RECORD_OPTIONS, Recorder, type RecordOptions } from "./recorder.ts";
export { type RecordingHead, RecordingWriter } from "./recording.ts";
