/** What the actors of random graphs do, whatever their ports are. */
import {
  type Actor,
  all,
  any,
  type Condition,
  type Rx,
  type RxBundle,
  type Tx,
  type TxBundle,
} from "@steady-state/deno/actor";
import { Random } from "../../contract/random.ts";
import { Doom } from "../doom.ts";
import { type Bane, ledger } from "./ledger.ts";
import { carried, type Hand, messageOf, sendValues, takeValues } from "./messages.ts";
import { isBane, type KindName, lapsOf, MOST_LAPS, type Role, routeOf, valueOf } from "./shape.ts";

/** The ports of an actor, and what it does with what comes by them. */
export interface Form {
  readonly role: Role;
  readonly ins: readonly KindName[];
  readonly outs: readonly KindName[];
  readonly gathers: boolean;
  /** Whether the host follows what it sends. */
  readonly followed: boolean;
}

/** A hash over values in their order. */
export function fold(hash: number, value: number): number {
  return (Math.imul(hash ^ value, 0x01000193) + 0x9e3779b1) >>> 0;
}

/** Most values that are taken from one channel in a turn. */
const MOST_AT_ONCE = 8;
/** One in so many chances to dawdle is taken. */
const DAWDLES = 50;
const MOST_DAWDLE_MS = 30;

/** What an actor of a random graph does, one generation of it. */
export class Work implements Hand {
  readonly ins: readonly Rx<unknown>[];
  readonly outs: readonly Tx<unknown>[];
  readonly doom: Doom;
  readonly #form: Form;
  readonly #bundle: TxBundle<unknown> | undefined;
  readonly #state: Record<string, number>;
  readonly #actor: Actor;
  readonly #args: Args;
  readonly #node: number;
  readonly #limit: number;
  readonly #random: Random;
  #vetoes: number;

  constructor(form: Form, actor: Actor) {
    this.#form = form;
    const args = this.#args = actor.args as unknown as Args;
    const { node, seed, fate, limit, vetoes } = args;
    const ports = actor.ports as Record<string, unknown>;
    this.#actor = actor;
    this.#state = actor.state as Record<string, number>;
    this.#node = node;
    this.#limit = limit;
    this.#vetoes = vetoes;
    // Its dice fall otherwise in each life.
    this.#random = new Random(seed + node * 7919 + actor.generation * 104_729);
    this.ins = form.gathers
      ? (ports.ins as RxBundle<unknown>).lanes
      : form.ins.map((_, i) => ports[`in${i}`] as Rx<unknown>);
    this.#bundle = ports.outs as TxBundle<unknown> | undefined;
    this.outs = this.#bundle?.lanes ?? form.outs.map((_, i) => ports[`out${i}`] as Tx<unknown>);
    this.outs.forEach((out, to) => ledger()?.begin(args.outs[to] as number, out.sent));
    const first = this.ins[0];
    this.doom = new Doom(
      actor,
      fate,
      () => first?.availUnits ?? this.outs[0]?.vacantUnits,
      () => this.#meddle(),
    );
  }

  below(n: number): number {
    return this.#random.below(n);
  }

  dawdle(): Promise<void> | undefined {
    if (this.below(DAWDLES) > 0) return undefined;
    return new Promise((resolve) => setTimeout(resolve, this.below(MOST_DAWDLE_MS)));
  }

  /** Uses every end, as only the actor itself may. */
  #meddle(): void {
    const uses = [
      ...this.ins.map((end) => () => end.tryTake()),
      ...this.outs.map((end, i) => () => end.trySend(messageOf(this.#form.outs[i] as KindName, 7))),
      ...this.outs.map((end) => () => end.close()),
    ];
    for (const use of uses) {
      try {
        use();
      } catch {
        // As it must be: its generation is over.
      }
    }
  }

  /** Its life, up to its end. */
  async live(): Promise<void> {
    const actor = this.#actor;
    const { count } = this.#args;
    const isSource = this.#form.role === "source";
    const room = all(...this.outs.map((end) => end.vacant()));
    while (actor.isRunning(() => this.isDone())) {
      if (isSource && this.#state.next as number >= count) break;
      await this.doom.at("after commit");
      if (!(await actor.wait(isSource ? room : this.ready()))) continue;
      await this.doom.at("before take");
      if (isSource) await this.make(count);
      else {
        for (let inputs = 1 + this.below(this.ins.length); inputs > 0; inputs--) await this.pass();
      }
    }
    await this.doom.at("before end");
  }

  /** Whether it agrees to end. */
  isDone(): boolean {
    if (!this.ins.every((end) => end.isClosedAndEmpty) || this.#vetoes-- > 0) return false;
    return this.outs.every((end) => end.close());
  }

  /** Something to take, and room for it wherever it may have to go. */
  ready(): Condition {
    const room = this.outs.map((end) => end.vacant());
    if (this.#form.role === "turner" && (this.#state.open as number) >= this.#limit) {
      return all((this.ins[0] as Rx<unknown>).avail(), ...room);
    }
    return any(...this.ins.map((end) => all(end.avail(), ...room)));
  }

  /** Takes from one input what there is room for, and passes it on. */
  async pass(): Promise<void> {
    const from = this.#choose();
    if (from === undefined) return;
    const end = this.ins[from] as Rx<unknown>;
    const kind = this.#form.ins[from] as KindName;
    const room = Math.min(...this.outs.map((out) => out.vacantUnits), MOST_AT_ONCE);
    const most = this.#isOutside(from) ? Math.min(room, this.#limit - this.#open) : room;
    const count = Math.min(end.availUnits, 1 + this.below(Math.max(1, most)), most);
    if (count < 1) return;
    const taken = await takeValues(end, kind, count, this);
    for (const value of taken) this.#took(from, value);
    const values = await this.#bear(from, taken);
    await this.doom.at("after take");
    if (this.#form.role === "sink") return;
    if (this.#form.role === "broadcaster") await this.#broadcast(values);
    else await this.#distribute(from, values);
    await this.doom.at("after send");
  }

  /** The values that it goes on with: it may die of one, or give it up. */
  async #bear(from: number, values: readonly number[]): Promise<number[]> {
    const { banes, bane } = this.#args;
    const borne: number[] = [];
    for (const value of values) {
      if (!isBane(value, this.#node, banes) || ledger()?.isCured(this.#node, value)) {
        borne.push(value);
      } else if (bane === "gives it up") {
        await this.#actor.deadLetter(
          messageOf(this.#form.ins[from] as KindName, value),
          String(from),
        );
      } else {
        await perish(bane);
      }
    }
    return borne;
  }

  /** Makes the next values of a source. */
  async make(count: number): Promise<void> {
    const room = Math.min(...this.outs.map((out) => out.vacantUnits), MOST_AT_ONCE);
    const first = this.#state.next as number;
    const most = Math.min(1 + this.below(Math.max(1, room)), room, count - first);
    const values = Array.from({ length: most }, (_, i) => valueOf(this.#node, first + i));
    this.#state.next = first + most;
    await this.doom.at("after take");
    await this.#distribute(-1, values);
    await this.doom.at("after send");
  }

  get #open(): number {
    return this.#state.open as number;
  }

  /** Whether an input of a turner leads into its loop. */
  #isOutside(from: number): boolean {
    return this.#form.role === "turner" && from > 0;
  }

  /** An input that has something, none favoured; a turner that has enough under way takes what comes back. */
  #choose(): number | undefined {
    if (this.#form.gathers) {
      const lane = (this.#actor.ports as unknown as { ins: RxBundle<unknown> }).ins.readyLane();
      return lane === undefined ? undefined : this.ins.indexOf(lane);
    }
    const start = this.below(this.ins.length);
    for (let i = 0; i < this.ins.length; i++) {
      const from = (start + i) % this.ins.length;
      if (this.#isOutside(from) && this.#open >= this.#limit) continue;
      if (!(this.ins[from] as Rx<unknown>).isEmpty) return from;
    }
    return undefined;
  }

  #took(from: number, value: number): void {
    const state = this.#state;
    state[`in${from}Count`]!++;
    state[`in${from}Hash`] = fold(state[`in${from}Hash`] as number, value);
    state.sum! += value;
  }

  /** @param behind how many were sent after it */
  #sent(to: number, value: number, behind = 0): void {
    const state = this.#state;
    const arrives = carried(this.#form.outs[to] as KindName, value);
    state[`out${to}Count`]!++;
    state[`out${to}Hash`] = fold(state[`out${to}Hash`] as number, arrives);
    const { sent } = this.outs[to] as Tx<unknown>;
    ledger()?.note(this.#args.outs[to] as number, sent - 1 - behind, arrives);
  }

  async #broadcast(values: readonly number[]): Promise<void> {
    for (const value of values) {
      const message = messageOf(this.#form.outs[0] as KindName, value);
      while (!this.#bundle!.trySendAll(message)) {
        throw new Error("no room in every lane, where each said that it had");
      }
      this.outs.forEach((_, to) => this.#sent(to, value));
      await this.dawdle();
    }
  }

  async #distribute(from: number, values: readonly number[]): Promise<void> {
    const parts = this.outs.map((): number[] => []);
    for (const value of values) {
      const [to, sent] = this.#form.role === "turner" ? this.#turn(from, value) : [
        routeOf(value, this.#node, this.outs.length),
        value,
      ];
      parts[to]!.push(sent);
    }
    for (const [to, part] of parts.entries()) {
      if (part.length === 0) continue;
      const out = this.outs[to] as Tx<unknown>;
      const kind = this.#form.outs[to] as KindName;
      if (part.length === 1 && this.below(3) === 0) {
        // Waits in the middle of the turn if it must.
        if (!(await this.#actor.send(out, messageOf(kind, part[0] as number)))) {
          throw new Error("the reader is gone before its sender");
        }
      } else {
        await sendValues(out, kind, part, this);
      }
      // What is left of a generation whose thread is gone runs on where threads are simulated: it throws here, and notes nothing.
      if (ledger() !== undefined) this.#actor.effectId(out as Tx<never>, -1);
      part.forEach((value, i) => this.#sent(to, value, part.length - 1 - i));
    }
  }

  /** Where a turner sends a value, and how it looks then: in its lowest digits it counts its laps. */
  #turn(from: number, value: number): [number, number] {
    const laps = value % MOST_LAPS;
    const bare = value - laps;
    const isOver = from === 0 ? laps >= lapsOf(bare, this.#node) : lapsOf(bare, this.#node) === 0;
    if (!isOver) {
      if (from > 0) this.#state.open!++;
      return [0, value + 1];
    }
    if (from === 0) this.#state.open!--;
    return [1 + routeOf(bare, this.#node, this.outs.length - 1), bare];
  }
}

/** Dies as told. */
async function perish(how: Exclude<Bane, "gives it up">): Promise<void> {
  switch (how) {
    case "throws":
      throw new Error(UNBEARABLE);
    case "rejects":
      Promise.reject(new Error(UNBEARABLE));
      break;
    case "exits":
      Deno.exit(3);
      break;
    case "closes":
      close();
      break;
    case "hangs":
      await new Promise((resolve) => setTimeout(resolve, LONG_MS));
      throw new Error(UNBEARABLE);
    default:
      how satisfies never;
  }
  await new Promise<never>(() => {});
}

/** Longer than any actor may make no progress. */
const LONG_MS = 100_000;

/** What an actor says that dies of a message. */
export const UNBEARABLE = "a message that it cannot bear";

/** What the storm tells each actor. */
export interface Args {
  readonly node: number;
  /** Its channels, by number. */
  readonly outs: readonly number[];
  /** One in so many messages it cannot bear, as far as there is a ledger; 0 for none. */
  readonly banes: number;
  /** How it fares with them. */
  readonly bane: Bane;
  /** How often it refuses to end, although it could. */
  readonly vetoes: number;
  readonly seed: number;
  readonly count: number;
  /** Values that a turner lets into its loop at a time. */
  readonly limit: number;
  readonly fate: SharedArrayBuffer;
}
