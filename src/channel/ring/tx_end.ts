import { type Condition, type Outlook, PortCondition } from "../condition.ts";
import type { SendObstacle, Tx } from "../tx.ts";
import { ChannelEnd, controlOf } from "./end.ts";
import type { TxControl } from "./tx_control.ts";

/** A sending end: the verbs of {@link Tx}, as far as they are the same for all kinds. */
export abstract class TxEnd<T, C extends TxControl<T> = TxControl<T>, M = unknown>
  extends ChannelEnd<C, M>
  implements Tx<T> {
  readonly #control: TxControl<T> = controlOf(this);
  #vacant: VacantCondition | undefined;

  get name(): string {
    return this.#control.name;
  }

  get capacity(): number {
    return this.#control.capacity;
  }

  get vacantUnits(): number {
    return this.#control.vacantUnits;
  }

  get isFull(): boolean {
    return this.#control.vacantUnits === 0;
  }

  get isEmpty(): boolean {
    return this.#control.isEmpty;
  }

  get isClosed(): boolean {
    return this.#control.isClosed;
  }

  get isAbandoned(): boolean {
    return this.#control.isAbandoned;
  }

  get isAsleep(): boolean {
    return this.#control.isAsleep;
  }

  get obstacle(): SendObstacle | undefined {
    const control = this.#control;
    if (control.isClosed) return "closed";
    if (control.isAbandoned) return "abandoned";
    if (control.isAsleep) return "asleep";
    return control.takes(1, 0) ? undefined : "full";
  }

  get messageBytes(): number {
    return this.#control.spec.slotBytes;
  }

  get memoryBytes(): number {
    return this.#control.memoryBytes;
  }

  get sent(): number {
    return this.#control.sent;
  }

  get settled(): number {
    return this.#control.settled;
  }

  abstract trySend(message: T): boolean;

  sendBatch(messages: ArrayLike<T>, start = 0, end: number = messages.length): number {
    let next = start;
    while (next < end && this.trySend(messages[next] as T)) next++;
    return next - start;
  }

  close(): true {
    this.#control.close();
    return true;
  }

  vacant(messages = 1, bytes = 0): Condition {
    const kept = this.#vacant;
    if (kept?.messages === messages && kept.bytes === bytes) return kept;
    checkUnits(this.#control, messages, bytes);
    return this.#vacant = new VacantCondition(this.#control, messages, bytes);
  }

  drained(): Condition {
    return new DrainedCondition(this.#control);
  }

  settledTo(messages: number = this.sent): Condition {
    if (!(messages >= 0 && messages <= Number.MAX_SAFE_INTEGER)) {
      throw new RangeError(
        `Cannot wait for channel "${this.name}" to settle: ${messages} messages asked for, give a number from 0 on`,
      );
    }
    return new SettledToCondition(this.#control, messages);
  }
}

function checkUnits({ name, capacity, spec }: TxControl, messages: number, bytes: number): void {
  const { payloadBytes } = spec;
  if (bytes !== 0 && !(bytes > 0 && bytes <= payloadBytes)) {
    throw new RangeError(
      `Cannot wait for room on channel "${name}": ${bytes} bytes asked for, give 0 to its payload of ${payloadBytes}`,
    );
  }
  if (!(messages >= 1 && messages <= capacity)) {
    throw new RangeError(
      `Cannot wait for room on channel "${name}": ${messages} messages asked for, give 1 to its capacity ${capacity}`,
    );
  }
}

/** Room for a number of messages. */
class VacantCondition extends PortCondition {
  readonly messages: number;
  readonly bytes: number;
  readonly #tx: TxControl;

  constructor(tx: TxControl, messages: number, bytes: number) {
    super();
    this.#tx = tx;
    this.messages = messages;
    this.bytes = bytes;
  }

  met(): boolean {
    return this.#tx.takes(this.messages, this.bytes);
  }

  hopeless(): boolean {
    return this.#tx.isClosed || this.#tx.isAbandoned;
  }

  forRoom(): boolean {
    return !this.met();
  }

  outlook(): Outlook {
    return "something";
  }

  heeds(room: boolean): boolean {
    return room;
  }
}

/** Everything that was sent was taken. */
class DrainedCondition extends PortCondition {
  readonly #tx: TxControl;

  constructor(tx: TxControl) {
    super();
    this.#tx = tx;
  }

  met(): boolean {
    return this.#tx.isEmpty;
  }

  hopeless(): boolean {
    return this.#tx.isAbandoned && !this.#tx.isEmpty;
  }

  forRoom(): boolean {
    return !this.met();
  }

  outlook(): Outlook {
    return "something";
  }

  heeds(room: boolean): boolean {
    return room;
  }
}

/** So many of the messages sent are settled. */
class SettledToCondition extends PortCondition {
  readonly #tx: TxControl;
  readonly #messages: number;

  constructor(tx: TxControl, messages: number) {
    super();
    this.#tx = tx;
    this.#messages = messages;
    // Throws at once where it could never hold.
    this.met();
  }

  met(): boolean {
    return this.#tx.settled >= this.#messages;
  }

  hopeless(): boolean {
    return false;
  }

  forRoom(): boolean {
    return false;
  }

  /** The host says it, and asks all who could bring it about. */
  override outside(): boolean {
    return !this.met();
  }

  outlook(): Outlook {
    return undefined;
  }

  /** No peer rings for it: the host does. */
  heeds(_room: boolean): boolean {
    return false;
  }
}
