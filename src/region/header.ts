/** Reads and writes the header of a region in a file: from the file before it is mapped, in memory after that. */
import { createHash } from "node:crypto";
import {
  REGION_BOOT_BYTE,
  REGION_BYTES_F64,
  REGION_CHECK_WORD,
  REGION_CHECKED_BYTE,
  REGION_CHECKED_END_BYTE,
  REGION_EPOCH_BYTE,
  REGION_HEADER_BYTES,
  REGION_MAGIC,
  REGION_MAGIC_WORD,
  REGION_OWNER_WORD,
  REGION_PLAN_BYTE,
  REGION_PLAN_BYTES,
  REGION_PROCESSES_WORD,
  REGION_STANDING_WORD,
  REGION_TEXT_WORD,
  REGION_UNDER_WAY,
  REGION_UUID_BYTES,
  REGION_VERSION,
  REGION_VERSION_WORD,
  STANDING_CARRIED,
  STANDING_CUT_OFF,
  STANDING_ENDED,
  STANDING_IN_USE,
} from "../memory/region_layout.ts";

const UUID = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

const STANDINGS = [STANDING_IN_USE, STANDING_ENDED, STANDING_CUT_OFF, STANDING_CARRIED];

/** The header of a region in a file. */
export class RegionHeader {
  readonly #words: Int32Array;
  readonly #floats: Float64Array;
  readonly #bytes: Uint8Array;

  /** @param buffer a region, or a copy of its beginning */
  constructor(buffer: ArrayBufferLike) {
    this.#words = new Int32Array(buffer, 0, REGION_HEADER_BYTES / 4);
    this.#floats = new Float64Array(buffer, 0, REGION_HEADER_BYTES / 8);
    this.#bytes = new Uint8Array(buffer, 0, REGION_HEADER_BYTES);
  }

  /** Whether it is whole, of a region whose making was cut off, or of something else. */
  get kind(): "whole" | "underWay" | "alien" {
    const magic = Atomics.load(this.#words, REGION_MAGIC_WORD);
    return magic === REGION_MAGIC ? "whole" : magic === REGION_UNDER_WAY ? "underWay" : "alien";
  }

  get version(): number {
    return this.#words[REGION_VERSION_WORD] as number;
  }

  /** How large the region is, in bytes. */
  get bytes(): number {
    return this.#floats[REGION_BYTES_F64] as number;
  }

  /** How long the text of the plan is, in bytes. */
  get textBytes(): number {
    return this.#words[REGION_TEXT_WORD] as number;
  }

  /** SHA-256 of that text, as hex digits. */
  get plan(): string {
    return this.#bytes.slice(REGION_PLAN_BYTE, REGION_PLAN_BYTE + REGION_PLAN_BYTES).toHex();
  }

  get epoch(): string {
    return this.#uuid(REGION_EPOCH_BYTE);
  }

  get boot(): string {
    return this.#uuid(REGION_BOOT_BYTE);
  }

  /** One of `STANDING_*`. */
  get standing(): number {
    return Atomics.load(this.#words, REGION_STANDING_WORD);
  }

  set standing(standing: number) {
    Atomics.store(this.#words, REGION_STANDING_WORD, standing);
  }

  /** How many processes have had the region since the graph began. */
  get processes(): number {
    return this.#words[REGION_PROCESSES_WORD] as number;
  }

  /** Goes on counting where another region has left off. */
  set processes(processes: number) {
    this.#words[REGION_PROCESSES_WORD] = processes;
  }

  /** The number of the process that has it, or had it last; 0 if none has had it yet. */
  get owner(): number {
    return this.#words[REGION_OWNER_WORD] as number;
  }

  /** Whether nobody has changed what never changes, or what can be only some values. */
  get isSound(): boolean {
    return STANDINGS.includes(this.standing) && this.#words[REGION_CHECK_WORD] === this.#sum();
  }

  /** The region is about to be made: until it is whole it is nobody's. */
  begin(): void {
    Atomics.store(this.#words, REGION_MAGIC_WORD, REGION_UNDER_WAY);
  }

  /**
   * Writes all but what {@link RegionHeader.finish} does.
   *
   * @param boot which run of the machine this is: what it finds of another one it makes anew
   * @param epoch that of the graph, if it has begun already
   */
  fill(bytes: number, text: Uint8Array, boot: string, epoch?: string): void {
    this.#words[REGION_VERSION_WORD] = REGION_VERSION;
    this.#floats[REGION_BYTES_F64] = bytes;
    this.#words[REGION_TEXT_WORD] = text.length;
    this.#bytes.set(Uint8Array.fromHex(hashOf(text)), REGION_PLAN_BYTE);
    this.#setUuid(REGION_EPOCH_BYTE, epoch ?? crypto.randomUUID());
    this.#setUuid(REGION_BOOT_BYTE, boot);
    this.#words[REGION_CHECK_WORD] = this.#sum();
  }

  /** All else is in place: the region is whole from now on. */
  finish(): void {
    Atomics.store(this.#words, REGION_MAGIC_WORD, REGION_MAGIC);
  }

  /** A process takes the region over. */
  takeOver(): void {
    this.#words[REGION_PROCESSES_WORD]!++;
    this.#words[REGION_OWNER_WORD] = Deno.pid;
  }

  #uuid(at: number): string {
    return this.#bytes.slice(at, at + REGION_UUID_BYTES).toHex().replace(UUID, "$1-$2-$3-$4-$5");
  }

  #setUuid(at: number, uuid: string): void {
    this.#bytes.set(Uint8Array.fromHex(uuid.replaceAll("-", "")), at);
  }

  #sum(): number {
    let sum = this.textBytes;
    for (let at = REGION_CHECKED_BYTE; at < REGION_CHECKED_END_BYTE; at++) {
      sum = Math.imul(sum ^ (this.#bytes[at] as number), 0x0100_0193);
    }
    return sum | 0;
  }
}

/** SHA-256 of a plan's text, as hex digits. */
export function hashOf(text: Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}
