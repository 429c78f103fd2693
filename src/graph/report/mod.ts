/**
 * What people are told of a graph: the log, the events of its life, the report at its end.
 *
 * @module
 */
export { Announcer } from "./announcer.ts";
export { type ChannelTotal, channelTotals } from "./channel_totals.ts";
export { CrashLog } from "./crash_log.ts";
export {
  evictionText,
  hangError,
  killedError,
  killedFor,
  lingeringText,
  outsideText,
  suspicionText,
  waitTooLong,
} from "./hang_texts.ts";
export { leftToDo } from "./left_to_do.ts";
export { LOG_FILE_OPTIONS, logFile, type LogFileOptions } from "./log_file.ts";
export { type LogRecord, type LogSink, printRecord } from "./log_record.ts";
export { endedInputs, unreadOutputs } from "./missing_peers.ts";
export {
  type ActorReport,
  type ChannelReport,
  describeReport,
  StopError,
  type StopReport,
} from "./stop_report.ts";
export { type SaturationHands, SaturationWatch } from "./saturation_watch.ts";
export { type Fate, Witness } from "./witness.ts";
export { workersText } from "./workers_text.ts";
