import type { RxControl } from "../../channel/ring/mod.ts";
import type { Rx } from "../../channel/rx.ts";
import type { Tx } from "../../channel/tx.ts";
import type { Condition } from "../../channel/condition.ts";
import type { MessageOrigin } from "../../protocol/mod.ts";
import type { World } from "../../world.ts";
import type { ActorLog } from "../log.ts";
import type { MarksOwner } from "./marks.ts";

/** What a loop over messages needs of its actor's turns. */
export interface LoopTurns {
  /** Whether the generation is over. */
  readonly isOver: boolean;
  /** Why it is, once it is. */
  readonly over: DOMException | undefined;
  commit(): boolean;
  /** Commits, and waits; a stop does not cut it short. */
  waitThrough(condition: Condition): Promise<boolean>;
  /** Waits in the middle of the turn. */
  waitInTurn(condition: Condition): Promise<boolean>;
  /** Has the time of a wait for that count as spent outside. */
  countOutside(condition: Condition): void;
  /** Asks the wait under way to look again. */
  nudge(): void;
}

/** What a loop over messages needs of its actor's generation. */
export interface LoopHands {
  readonly label: string;
  readonly generation: number;
  readonly world: World;
  readonly state: Record<string, unknown>;
  readonly turns: LoopTurns;
  log(): ActorLog;
  isStopping(): boolean;
  /** The number of that end among the actor's; -1 if it is none of its inputs. */
  inputOf(port: unknown): number;
  /** The control of the input with that number. */
  controlOf(input: number): RxControl;
  /** Whose marks are those of the messages of that input. */
  marksOf(input: number): MarksOwner;
  effectId(port: Rx<unknown> | Tx<never>, offset: number): string;
  deadLetter(message: unknown, reason: string, origin: MessageOrigin): Promise<void>;
}
