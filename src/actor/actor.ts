import type { RxBundle, TxBundle } from "../channel/bundle.ts";
import type { Condition } from "../channel/condition.ts";
import type { MessageOf, RxOf, TxOf } from "../channel/ring/mod.ts";
import type { Rx } from "../channel/rx.ts";
import type { Tx } from "../channel/tx.ts";
import type { Clock } from "../world.ts";
import type { StateOf, StateSchema } from "../state/mod.ts";
import type { ArgsSchema, Port, PortSchema } from "../protocol/mod.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { InboxOptions } from "./own_inbox.ts";
import type { ResultsTx } from "./ahead/mod.ts";
import type { BatchesOptions, MessageBatch } from "./batches/mod.ts";
import type { CallAttempt, CallsOptions } from "./calls/mod.ts";
import type { ActorLog } from "./log.ts";

/** The ports object that belongs to a schema. */
export type PortsOf<P> = {
  readonly [K in keyof P]: P[K] extends Port<infer M, infer D, infer B>
    ? D extends "tx"
      ? TxOf<M> extends infer E extends Tx<MessageOf<M>>
        ? B extends true ? TxBundle<MessageOf<M>, E> : E
      : never
    : RxOf<M> extends infer E extends Rx<MessageOf<M>>
      ? B extends true ? RxBundle<MessageOf<M>, E> : E
    : never
    : never;
};

/**
 * Says whether the actor agrees to stop; called only once a stop is asked for. `vote(label, condition)` returns the
 * condition and, if it is false, keeps the label as the reason of the veto; without it, the function's own text serves.
 */
export type Accept = (vote: (label: string, condition: boolean) => boolean) => boolean;

/**
 * An actor's world: all it sees and does goes through here.
 *
 * What it does between two waits is a *turn*. A turn commits as one: messages taken, messages sent and state changed
 * become visible together, at the next {@link Actor.wait}, {@link Actor.isRunning} or {@link Actor.commit}. If the actor
 * dies first, the turn never happened, and the next generation does it again.
 */
export interface Actor<
  P extends PortSchema = PortSchema,
  S extends StateSchema = StateSchema,
  A extends ArgsSchema = ArgsSchema,
> {
  /** Its name in the graph. */
  readonly name: string;
  /** Its number among actors of one name; `null` if it has none. */
  readonly instance: number | null;
  /** Name and instance as people read them, for instance `WORKER 2`. */
  readonly label: string;
  /** Its life by number: 0 for the first, one more after each restart. */
  readonly generation: number;
  /**
   * Number of the turn under way, from 1 on and rising; exact up to 2⁵³. If the actor dies, its successor's first turn has the
   * same number again; its batch may be another. To do something outside of the graph once only, give each effect an id of the
   * message it is for: {@link Actor.effectId}.
   */
  readonly turn: number;
  /** Its channel ends, by port name. */
  readonly ports: PortsOf<P>;
  /** Its state, by cell name. Assign to change it; a `json` value may also be changed in place. */
  readonly state: StateOf<S>;
  /** Its args. */
  readonly args: Readonly<A>;
  /** The time. Use it instead of `Date`, so that tests can set it. */
  readonly clock: Clock;
  /** Writes to the graph's log. */
  readonly log: ActorLog;
  /**
   * Aborted when this generation of the actor is over: its `run` returned or threw, or it was taken out of its worker, because it
   * made no progress or a sibling starts again. The reason is an `AbortError` that says which. Give it to all that the actor holds or
   * awaits outside of the graph, so that a successor finds the port free, and a request does not outlive the work it was for:
   *
   * ```ts
   * import type { Actor } from "@steady-state/deno/actor";
   *
   * export async function serveNews(actor: Actor, url: string): Promise<void> {
   *   const { signal } = actor;
   *   const news = await fetch(url, { signal }).then((response) => response.text());
   *   const timer = setInterval(() => actor.setStatus(`${news.length} characters of news`), 1000);
   *   signal.addEventListener("abort", () => clearInterval(timer));
   *   await Deno.serve({ port: 8000, signal }, () => new Response(news)).finished;
   * }
   * ```
   *
   * A wait that is under way rejects with the same reason, after the signal; so does every later one, and every other verb throws or
   * does nothing. What `run` has to give back may therefore as well stand in `finally`, or be declared with `using`. A successor
   * starts once `run` is settled; where that takes over two seconds, the worker is ended with all that is in it, and the other
   * actors in it start again.
   *
   * What a listener throws goes to the log. If the whole thread is ended, because it hangs, is an actor's own, or the graph is over,
   * everything in it goes at once, and no listener is called.
   */
  readonly signal: AbortSignal;

  /**
   * The condition of the actor's loop: whether to go on. Commits the turn. Once a stop is asked for, it asks `accept`;
   * `true` ends the loop, `false` is a veto: the actor goes on, typically until its inputs are closed and empty. Without
   * `accept` the actor agrees at once.
   *
   * An actor that lives from its inputs is asked as well once all of them are closed and empty, since nothing will come any more:
   * so a graph whose sources come to an end drains and ends by itself. `false` lets it go on here too. It lives from them if
   * `accept` asks one of them how it stands (`isClosedAndEmpty`, `isClosed`, `availUnits`, …); or if, in a whole round of the loop, it
   * waited for messages in vain and committed nothing; or if it gives no `accept` and waits, beside time and promises, for messages
   * alone. An input that only told it what to do, before the loop or in its first round, ends nobody: a source gives an `accept` that
   * closes its outputs, and goes on. To find out, `accept` is tried up to the first thing that it does to an end, which then does not
   * happen; so let it ask its inputs first, and change nothing but ends.
   */
  isRunning(accept?: Accept): boolean;

  /**
   * Commits the turn and waits until `condition` is met. Await it: while a wait is under way there is no turn, so whatever else
   * would take, send, close, commit or wait, be it a callback or code that goes on without `await`, throws and changes nothing. A
   * callback puts what it brings into an {@link Actor.inbox}, or into a variable and settles a promise that the loop of `run` waits for
   * with {@link Actor.settled}; the loop sends.
   * Asking ends how they stand, changing state, {@link Actor.stop}, {@link Actor.heartbeat}, {@link Actor.setStatus} and the log are
   * free to all.
   *
   * What was taken before is taken for good: if the actor dies later with it in a variable, it is gone. So do what takes time before
   * you take: `tryPeek` at the message, wait for what it needs, then take it and send what became of it; or keep it in `state`.
   *
   * @returns `true` if it is met. `false` if the wait was cut short: because the condition can never be met any more, or
   * because a stop was asked for since the last wait was cut short. Then look at {@link Actor.isRunning}.
   * @throws {TypeError} if a wait is under way, or `condition` is no condition: a number, a promise
   */
  wait(condition: Condition): Promise<boolean>;

  /**
   * Sends one message, waiting for room. As long as the turn has sent nothing before, the wait does not end it: to take a
   * message and send what became of it is one turn, and nothing is lost if the actor dies in between. If the turn has sent
   * something, that must be seen before room can be expected, so it is committed first; wait for all the room you need with
   * {@link Actor.wait} and use `trySend` where several messages belong together.
   *
   * @returns `false` if that can never be: the reader is gone. A stop does not cut it short. It comes at once the first eight times; an
   * actor that goes on all the same, and waits for nothing that comes in between, is held up by each further one, for up to 20
   * milliseconds, so that its loop does not keep a core busy for nothing. The same goes for {@link Actor.wait}
   * @throws as {@link Tx.trySend}
   */
  send<T>(port: Tx<T>, message: T): Promise<boolean>;

  /**
   * Takes one message, waiting for it. Commits the turn first, as {@link Actor.wait} does. A stop does not cut it short: its sender
   * stops too, and closes the channel, and until then there may be more. So a loop that takes until there is nothing takes
   * everything, and an actor may do without {@link Actor.isRunning}:
   *
   * ```ts
   * import type { Actor, Rx } from "@steady-state/deno/actor";
   *
   * export async function addAll(actor: Actor, port: Rx<number>): Promise<number> {
   *   let sum = 0;
   *   for (let n = await actor.take(port); n !== undefined; n = await actor.take(port)) sum += n;
   *   return sum;
   * }
   * ```
   *
   * Where the sender never closes its end, the stop's report names the actor and what it waits for. To wait for other things too,
   * or no longer than up to a stop, use {@link Actor.wait} and `tryTake`.
   *
   * From an inbox it takes the next item. A stop closes an inbox, so what is in it comes, and then `undefined`.
   *
   * @returns `undefined` if none will ever come: the channel, or inbox, is closed and empty
   */
  take<T>(port: Rx<T> | Inbox<T, unknown>): Promise<T | undefined>;

  /**
   * An id for what the actor does outside of the graph because of a message: a payment, a mail. It is the same when the turn is
   * done again after a death, whatever its batch is then, and never comes again in any other case, in this run of the graph or
   * another. So whoever is outside can tell that it is asked for the second time: give it along, as an idempotency key for
   * instance. If one message has several effects, append to it what tells them apart. Letters, digits and hyphens, at most 80.
   *
   * ```ts
   * import type { Actor, Rx } from "@steady-state/deno/actor";
   *
   * export async function payNext(actor: Actor, orders: Rx<{ cents: number }>): Promise<void> {
   *   const order = orders.tryPeek();
   *   if (order === undefined) return;
   *   const paid = await fetch("https://bank.example/charges", {
   *     method: "POST",
   *     headers: { "idempotency-key": actor.effectId(orders) },
   *     body: JSON.stringify(order),
   *     signal: actor.signal,
   *   });
   *   if (!paid.ok) throw new Error(`the bank answers ${paid.status}`); // and the turn is done again
   *   orders.advance(1); // looked at, paid, and taken: nothing is taken that was not paid for
   * }
   * ```
   *
   * It is of a message's number in its channel, so of nothing beyond the run: a dead letter that is replayed is a new message with
   * a new number, and so is what an earlier process had in its channels and a source brings again. What must not be done twice even
   * then takes its id from the message itself: the number of the order.
   *
   * @param port the channel end that the message comes by, one lane if it is a bundle. An actor that only sends, such as a
   * source, gives the end that it sends on: the id is that of the message it will send. Without a port it is the turn's id, which
   * is the same when the turn is done again, and says nothing of what is done in it
   * @param offset which message: 0, as it is if not given, for the next one, 1 for that behind it; -1 for the one that the turn has
   * taken, or sent, last
   * @throws {RangeError} if there is no such message in the channel, or the turn has not taken so many
   * @throws {TypeError} if `port` is none of the actor's own ends
   */
  effectId(port?: Rx<unknown> | Tx<never>, offset?: number): string;

  /**
   * Calls for each job of a channel what is outside of the graph, several at a time, and sends what comes of it. It is the actor's whole
   * loop: it goes on until the channel is closed and empty.
   *
   * A job is looked at, called for, and taken in the turn that sends its result: if the actor dies, its successor calls again for those that
   * were under way, with the same `effectId`, and no result is lost, or sent twice. What the call returns is sent; `undefined` sends nothing.
   * A call that throws has failed: it is tried again, after a pause, or its job becomes a dead letter that tells what was thrown, and what
   * the server has said, and the rest goes on. Throw the `Response` that is not `ok`, or an error that has it as its `response` or `cause`:
   * its status decides whether it is tried again, its `Retry-After` when, and its text is told.
   *
   * ```ts
   * import { defineActor, json, rx, tx } from "@steady-state/deno/actor";
   *
   * interface Order {
   *   readonly id: string;
   *   readonly cents: number;
   * }
   *
   * export const cashier = defineActor(import.meta, "cashier", {
   *   ports: { orders: rx(json<Order>()), receipts: tx(json<{ id: string; receipt: string }>()) },
   *   async run(actor) {
   *     const { orders, receipts } = actor.ports;
   *     const options = { concurrency: 4, timeoutMs: 5000, rate: 20, key: ({ id }: Order) => id };
   *     await actor.calls(orders, receipts, options, async (order, { signal, effectId }) => {
   *       const response = await fetch("https://bank.example/charges", {
   *         method: "POST",
   *         headers: { "idempotency-key": effectId },
   *         body: JSON.stringify(order),
   *         signal,
   *       });
   *       if (!response.ok) throw response;
   *       return { id: order.id, receipt: await response.text() };
   *     });
   *   },
   * });
   * ```
   *
   * Full results hold the calls back: no more are begun than the `window` has room for. A stop goes on until the senders of the jobs have
   * closed, unless the option `atStop` says otherwise. The function that is called is no part of a turn: let it touch neither ports nor
   * state, for what it changes there may be committed without its job.
   *
   * @returns `true` once the channel is closed and empty. `false` if it ended before, and left jobs in it: because the reader of the
   * results is gone, or by `atStop`
   * @throws {TypeError} and {RangeError} with all that is wrong with what it was given
   */
  calls<J, R>(
    jobs: Rx<J>,
    results: ResultsTx<R>,
    options: CallsOptions<J>,
    call: (job: J, attempt: CallAttempt) => Promise<R | undefined> | R | undefined,
  ): Promise<boolean>;
  /** The same for calls whose results go nowhere: whatever they return is thrown away. */
  calls<J>(
    jobs: Rx<J>,
    options: CallsOptions<J>,
    call: (job: J, attempt: CallAttempt) => unknown,
  ): Promise<boolean>;

  /**
   * Gathers messages of a channel into batches, by key, number, bytes and time, and has each worked on in a turn of its own: what the work
   * returns is sent, what it changes in the state is kept, and the messages are taken, together. It is the actor's whole loop: it goes on
   * until the channel is closed and empty.
   *
   * What is in an open batch is looked at and not taken, so a death loses none of it; the work on a batch that has not committed is done
   * again, then perhaps with other messages in it. Batches of different keys overtake each other, for which the state needs a cell of
   * {@link doneMarks}. A batch that cannot be filled is closed all the same: when its time is over, when too many keys or messages are in
   * hand, when nothing more will come. So give the channel a capacity of as many messages as are to be open together.
   *
   * ```ts
   * import { defineActor, doneMarks, json, rx, text, tx } from "@steady-state/deno/actor";
   *
   * export const packer = defineActor(import.meta, "packer", {
   *   ports: { lines: rx(json<{ tenant: string; line: string }>()), parcels: tx(text) },
   *   state: { marks: doneMarks() },
   *   async run(actor) {
   *     const { lines, parcels } = actor.ports;
   *     await actor.batches(lines, parcels, {
   *       messages: 50,
   *       bytes: 64_000,
   *       withinMs: 500,
   *       key: ({ tenant }) => tenant,
   *     }, ({ key, messages }) => `${key}: ${messages.map(({ line }) => line).join(", ")}`);
   *   },
   * });
   * ```
   *
   * The work may await what it likes, also outside. What it sends itself, on other ports, is to fit at once (`trySend`): a `send` that waits
   * for room commits what was sent before, without the batch. If it throws, `run` does, as in every turn: the batch is done again by the
   * next generation.
   *
   * @returns `true` once the channel is closed and empty; `false` if the reader of the results is gone before, and messages are left
   * @throws {TypeError} and {RangeError} with all that is wrong with what it was given
   */
  batches<M, R>(
    messages: Rx<M>,
    results: ResultsTx<R>,
    options: BatchesOptions<M>,
    work: (batch: MessageBatch<M>) => Promise<R | undefined> | R | undefined,
  ): Promise<boolean>;
  /** The same for batches of which nothing is sent: whatever the work returns is thrown away. */
  batches<M>(
    messages: Rx<M>,
    options: BatchesOptions<M>,
    work: (batch: MessageBatch<M>) => unknown,
  ): Promise<boolean>;

  /**
   * Commits the turn under way, for turns that last long. Returns whether there was anything to commit.
   *
   * A turn is committed by the code that does it. A callback (a timer, an event, a message) that calls this, or whatever else commits,
   * while `run` awaits something in the middle of its turn would cut that turn in two, and is refused.
   *
   * @throws {TypeError} if a wait is under way, a dead letter is on its way, or a callback calls it in the middle of a turn
   */
  commit(): boolean;

  /**
   * Holds every `ms` milliseconds, on a fixed beat that includes the work between: call it anew in each round with the
   * same number. Beats that were missed are skipped; where the first of them was due 100 ms ago or longer, the log tells of them at level
   * `warn`, for each period once a minute at most.
   */
  periodic(ms: number): Condition;

  /**
   * Holds when `messages` can be taken, or `withinMs` milliseconds after the first of them was seen, whichever comes first:
   * batch size and latency set by two numbers. What is left of a closed channel counts as a batch. Call it anew in each
   * round with the same port.
   */
  batch(
    port: Rx<unknown>,
    limits: { readonly messages: number; readonly withinMs: number },
  ): Condition;

  /**
   * Opens a queue for what the actor's own callbacks bring: requests of a server in it, lines of a socket, changes of a file. A callback
   * puts in and may await what comes of it; `run` takes out, and sends. Several may be open at a time.
   *
   * ```ts
   * import type { Actor, Tx } from "@steady-state/deno/actor";
   *
   * export async function takeOrders(actor: Actor, orders: Tx<string>): Promise<void> {
   *   const inbox = actor.inbox<string, number>({ capacity: 256 });
   *   Deno.serve({ port: 8000, signal: actor.signal }, async (request) => {
   *     try {
   *       const number = await inbox.put(await request.text(), { signal: request.signal });
   *       return new Response(`order ${number} is on its way`); // and it is: that turn has committed
   *     } catch (error) {
   *       return new Response(String(error), { status: 503 });
   *     }
   *   });
   *   // A stop closes the inbox: what is in it is still taken, and the loop ends.
   *   for (let order = await actor.take(inbox); order !== undefined; order = await actor.take(inbox)) {
   *     await actor.send(orders, order);
   *     inbox.answer(orders.sent);
   *   }
   * }
   * ```
   *
   * An item is settled by the commit of the turn that took it, as a message is gone with it. So take it in the turn that sends what
   * becomes of it: one a turn, as here, or several after a look at `orders.vacantUnits`.
   *
   * @throws {TypeError} if an option is not known or of a wrong type; a {RangeError} if one is out of range
   */
  inbox<T, A = never>(options?: InboxOptions): Inbox<T, A>;

  /** Holds `ms` milliseconds from now. */
  timeout(ms: number): Condition;

  /** Holds once `promise` is settled, whichever way. Await the promise itself for its value. */
  settled(promise: PromiseLike<unknown>): Condition;

  /** Holds once a stop is asked for. */
  stopping(): Condition;

  /**
   * Gives a message up: puts it, with the reason, among the graph's dead letters, from where it can be listed, exported and
   * replayed by people, to a port of this actor that they name: `graph.replay(letter, { port })`. It counts once the turn commits,
   * which it then does even if it changed nothing else. Take the message in the same turn, or it stays in its channel.
   *
   * Await it: it resolves once the letter is safe, which takes about a tenth of a millisecond. Before that the turn cannot commit.
   *
   * @throws {TypeError} if the message cannot be cloned
   */
  deadLetter(message: unknown, reason: string): Promise<void>;

  /** Asks for the whole graph to stop. Returns at once; every actor then votes in its own {@link Actor.isRunning}. */
  stop(reason?: string): void;

  /**
   * Says that a turn which takes long is still making progress, so that the actor is not taken for hung, without ending the
   * turn. Waits, {@link Actor.isRunning} and {@link Actor.commit} say so too.
   */
  heartbeat(): void;

  /**
   * Lets the event loop have its round, and the other actors of the worker their turns, in the middle of a turn that takes long. Nothing is
   * committed, and no stop cuts it short; the turn goes on where it was. It says that there is progress, as {@link Actor.heartbeat} does.
   * It takes a few microseconds, so call it every millisecond or so, not for each message.
   *
   * @throws {TypeError} if a wait is under way
   */
  yield(): Promise<void>;

  /**
   * Shows a line of text on the actor's node. The node has room for about 55 characters, the details and what is told of the node that is
   * pointed at for 188 bytes; what is longer is cut, and ends in `…`.
   */
  setStatus(text: string): void;
}
