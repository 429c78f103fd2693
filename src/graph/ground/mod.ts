/**
 * A graph that lies in a file. Loaded by graphs that have one, and by no others.
 *
 * @module
 */
export { FileGround } from "./file_ground.ts";
