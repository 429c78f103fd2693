/**
 * What was: the past in memory, recordings in files, the log of lives.
 *
 * @module
 */
export { checkHistory, History, type HistoryOptions } from "./history.ts";
export { LifeLog } from "./life_log.ts";
export { type PartPlaces, placesOf } from "./part_places.ts";
export { checkMayWrite, RECORD_OPTIONS, Recorder, type RecordOptions } from "./recorder.ts";
export { RECORDING, type RecordingHead, RecordingWriter } from "./recording.ts";
