/**
 * A region in a file, which outlives its process: how it is mapped, and what the host keeps in it besides what actors do. Loaded by graphs
 * that have one, and by no others.
 *
 * @module
 */
export { type FateName, LedgerWords } from "./ledger.ts";
export { type KeptLetter, type LetterOrigin, LetterRing } from "./letter_ring.ts";
export { cText, type LibC, openLibC } from "./libc.ts";
export { mapShared } from "./mapping.ts";
export { type FoundRegion, RegionFile } from "./region_file.ts";
export { RegionMemory } from "./region_memory.ts";
