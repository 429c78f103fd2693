import type { StateOf } from "../../state/mod.ts";
import { Doing } from "../doing.ts";
import type { Claim } from "./claim.ts";
import type { LogStream } from "./log_stream.ts";
import { writerOf } from "./log_writer.ts";
import type { LogIngressState } from "./states.ts";

/** Knows who writes the log that is read, and finds out when somebody else does. */
export class WriterWatch {
  readonly #state: StateOf<LogIngressState>;
  /** Under which claim messages came last; and whether one has come under a later one. */
  #fence = 0;
  #isNew = false;
  #seeking: Doing<Claim | undefined> | undefined;

  constructor(state: StateOf<LogIngressState>) {
    this.#state = state;
  }

  /** That one writes, if anybody has. */
  meet(writer: Claim | undefined): void {
    this.#fence = writer?.fence ?? 0;
    this.#state.partner = writer?.pod ?? "";
    this.#state.epoch = writer?.holder ?? "";
  }

  /** A message has come that was written under this claim. */
  saw(fence: number): void {
    if (fence > this.#fence) this.#isNew = true;
  }

  /** Looks who it is, where somebody else writes since. */
  look(log: LogStream): void {
    if (this.#seeking?.isOver) {
      const seeking = this.#seeking;
      this.#seeking = undefined;
      let writer: Claim | undefined;
      try {
        writer = seeking.result();
      } catch {
        return; // The next one is as good.
      }
      this.meet(writer);
    }
    if (!this.#isNew || this.#seeking !== undefined) return;
    this.#isNew = false;
    this.#seeking = new Doing(writerOf(log));
  }
}
