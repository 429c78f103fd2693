import { GraphError } from "../../errors.ts";
import type { RegionPlan } from "../../memory/region.ts";
import { STANDING_CUT_OFF, STANDING_ENDED } from "../../memory/region_layout.ts";
import { type Processes, whyNoProcesses } from "../../process/mod.ts";
import { LedgerWords, LetterRing, RegionFile, RegionMemory } from "../../region/mod.ts";
import { ledgerBytes } from "../../region/ledger_layout.ts";
import { lettersBytes } from "../../region/letter_ring_layout.ts";
import type { DeadLetter } from "../letters/mod.ts";
import type { GraphLedger, News } from "../ledger/mod.ts";
import { REGION_OPTIONS, type RegionOptions } from "../options/mod.ts";
import type { Drawn, GraphGround, GraphPlan } from "../plan/mod.ts";
import { CarryOver } from "./carry_over.ts";
import { damageText } from "./damages.ts";
import { FileLedger } from "./file_ledger.ts";
import { processesOf } from "./processes.ts";
import { type PlanRecord, recordOf, writePlan } from "./plan_record.ts";
import { ringBytesFor } from "./ring_bytes.ts";
import { messagesIn, takeUp } from "./take_up.ts";

const NO_PROCESSES = "cannot give actors processes of their own";

/** A file that a graph is laid out in; or memory without a name, if it is for processes alone. */
export class FileGround implements GraphGround {
  readonly #graph: string;
  readonly #options: RegionOptions | null;
  readonly #hasProcesses: boolean;
  #file: RegionFile | RegionMemory;
  #text = "";
  #ledgerAt = 0;
  #lettersAt = 0;
  #ringBytes = 0;
  #actors = 0;
  #ends = 0;
  #drawn: Drawn | undefined;
  #record: PlanRecord | undefined;
  #isFound = false;
  /** How what was found comes into this graph, where that has changed. */
  #carryOver: CarryOver | undefined;
  #region: SharedArrayBuffer | undefined;
  /** What became of what was in the file, where the graph does not go on with it. */
  #lost = "";

  /**
   * Opens the file.
   *
   * @param options what is said of the file; `null` for memory without a name
   * @throws {GraphError} if it cannot be used; it says why
   */
  constructor(graph: string, options: RegionOptions | null, hasProcesses: boolean) {
    this.#graph = graph;
    this.#options = options;
    this.#hasProcesses = hasProcesses;
    const why = hasProcesses ? whyNoProcesses() : undefined;
    if (why !== undefined) throw new GraphError(graph, [`${NO_PROCESSES}: ${why}`]);
    this.#file = this.#trying(
      () => options === null ? new RegionMemory() : new RegionFile(options.file),
      false,
    );
  }

  get isFound(): boolean {
    return this.#isFound;
  }

  get epoch(): string {
    return this.#carryOver?.epoch ?? this.#file.epoch;
  }

  #trying<T>(call: () => T, isOpen = true): T {
    try {
      return call();
    } catch (error) {
      if (isOpen) this.#file.close();
      this.#carryOver?.discard();
      const what = this.#options === null ? NO_PROCESSES : `cannot use ${this.#name}`;
      throw new GraphError(this.#graph, [`${what}: ${(error as Error).message}`]);
    }
  }

  get #name(): string {
    return `region file ${JSON.stringify(this.#options?.file)}`;
  }

  /** Where something was found, or is written to the disk, there is a file. */
  get #ownFile(): RegionFile {
    return this.#file as RegionFile;
  }

  /** The processes of the graph that is laid out here; `undefined` if it has none. */
  processesOf(plan: GraphPlan): Processes | undefined {
    return this.#hasProcesses ? processesOf(plan, this.#file.descriptor) : undefined;
  }

  begin(memory: RegionPlan, drawn: Drawn): void {
    this.#drawn = drawn;
    this.#record = recordOf(drawn);
    this.#text = writePlan(this.#record);
    memory.reserve(new TextEncoder().encode(this.#text).length);
  }

  reserve(memory: RegionPlan, actors: number, ends: number): void {
    this.#actors = actors;
    this.#ends = ends;
    const { channels } = this.#record as PlanRecord;
    this.#ringBytes = ringBytesFor(channels.map(({ payloadBytes }) => payloadBytes));
    this.#ledgerAt = memory.reserve(ledgerBytes(actors, ends));
    this.#lettersAt = memory.reserve(lettersBytes(this.#ringBytes));
  }

  allocate(memory: RegionPlan): SharedArrayBuffer {
    return this.#trying(() => {
      memory.checkSize();
      const goesOn = this.#goesOn();
      this.#isFound = goesOn === true;
      this.#carryOver = typeof goesOn === "object" ? goesOn : undefined;
      const region = this.#isFound
        ? this.#ownFile.attach(memory.bytes)
        : (this.#carryOver ?? this.#file).make(memory.bytes, this.#text);
      this.#region = region;
      if (!this.#isFound) {
        this.#ledgerWords(region).init(this.#ends);
        this.#letterRing(region).init();
      }
      return region;
    });
  }

  /** Whether what is in the file is to go on, as it is or in a graph that has changed. Throws where it cannot. */
  #goesOn(): boolean | CarryOver {
    const { found } = this.#file;
    if (found === undefined || found.standing === STANDING_ENDED) return false;
    if (!found.isOfThisBoot) {
      this.#lost =
        "the machine has started anew since it was written, so what was in its channels is not trusted and is gone";
      return false;
    }
    if (found.text === this.#text) return true;
    return new CarryOver(
      this.#ownFile,
      this.#drawn as Drawn,
      this.#record as PlanRecord,
      this.#options?.onChange ?? REGION_OPTIONS.onChange.default,
    );
  }

  /** What is told of what was found, and of how many messages were in it. */
  #news(goesOn: boolean, left: number): News | null {
    const file = this.#name;
    if (goesOn) {
      const { news = "", hasLosses = false } = this.#carryOver ?? {};
      return {
        level: hasLosses ? "warn" : "info",
        text:
          `goes on from ${file}, with ${left} messages in its channels: process ${this.#file.processes}${news}`,
      };
    }
    if (this.#lost === "") return null;
    return { level: "warn", text: `begins anew in ${file}: ${this.#lost}` };
  }

  #ledgerWords(region: SharedArrayBuffer): LedgerWords {
    return new LedgerWords(region, this.#ledgerAt, this.#actors);
  }

  #letterRing(region: SharedArrayBuffer): LetterRing {
    return new LetterRing(region, this.#lettersAt, this.#ringBytes);
  }

  /**
   * Takes the graph up where it was left, be it at its beginning. From now on the region is this process's.
   *
   * @throws {GraphError} if what is in the file was changed by others
   */
  takeUp(plan: GraphPlan): GraphLedger<DeadLetter> {
    const region = this.#region as SharedArrayBuffer;
    const words = this.#ledgerWords(region);
    const letters = this.#letterRing(region);
    const past = this.#trying(() => {
      const carryOver = this.#carryOver;
      if (!this.#isFound && carryOver === undefined) return null;
      carryOver?.carry(plan, words, letters);
      const damage = damageText(plan, words, letters, this.#ends);
      if (damage !== undefined) throw new Error(damage);
      if (carryOver !== undefined) this.#file = carryOver.replace();
      const { found } = this.#file;
      return takeUp(plan, words, letters, found?.standing === STANDING_CUT_OFF);
    });
    const left = messagesIn(plan);
    this.#file.takeOver();
    const news = this.#news(past !== null, left);
    // It has the old region in memory.
    this.#carryOver = undefined;
    return new FileLedger(plan, words, letters, past, news, {
      sync: () => this.#ownFile.sync(),
      syncEveryMs: this.#options?.syncEveryMs ?? null,
      close: (end, isOver) => {
        // One that did not come up is as it was left before.
        if (end !== "unborn") {
          this.#file.standing(end === "clean" ? STANDING_ENDED : STANDING_CUT_OFF);
        }
        // A thread that cannot be ended may still write to it.
        if (isOver) this.#file.close();
      },
    });
  }
}
