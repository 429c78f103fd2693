/**
 * Files as sources and sinks: tailed across rotation, and written so that others see whole ones alone.
 *
 * @module
 */
export { type FileLinePosition, filesSource, type FilesSourceArgs } from "./source.ts";
export { type FileLine, filesSink, type FilesSinkArgs } from "./sink.ts";
