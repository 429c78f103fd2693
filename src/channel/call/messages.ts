/**
 * A call and its answer, as an actor has them in hand.
 *
 * @module
 */
import { textOf } from "../../errors.ts";

/**
 * A request that knows its way back. Whoever takes it from a channel of calls answers it, refuses it, or forwards it to the next
 * actor: that is a message like any other, so it counts with the turn, and is back if the actor dies before. An actor that drops a
 * call without a word leaves its asker to the timeout.
 *
 * A call that is to be kept over turns belongs into `state`. It is plain data for JSON, `{ id, message }`, and {@link CallKind.from}
 * makes a call of that again, in this generation or a later one.
 */
export interface Call<M, A> {
  /**
   * What the call is known by: the same text from the asker to the answer, in every actor and every log. It is of this call alone, in
   * other processes and later runs too, so it will do as a key for what must not be done twice.
   */
  readonly id: string;
  /** What is asked. */
  readonly message: M;
  /** Never set: it makes the type of the answer part of the call's type. */
  readonly answers?: (answer: A) => A;

  /**
   * The answer, to be sent on the channel of answers: `await actor.send(answers, call.answer(receipt))`. Nothing has happened before
   * it is sent, so one that found no room can be made again.
   *
   * @throws {TypeError} if this actor has sent an answer to this call already
   */
  answer(answer: A): Answer<A>;

  /**
   * An answer that says no, and why: whoever asks gets an error with that sentence, and the reason `refused`. To be sent as
   * {@link Call.answer}.
   *
   * @throws {TypeError} if this actor has sent an answer to this call already
   */
  refuse(why: string): Answer<A>;

  /** The same call with another message: to be sent on any channel of calls that are answered alike. */
  forward<N>(message: N): Call<N, A>;
}

/** An answer on its way to the asker. Made by {@link Call.answer} or {@link Call.refuse}. */
export interface Answer<A> {
  /** The id of the call that it answers. */
  readonly id: string;
  /** What is answered; `undefined` of a refusal. */
  readonly value: A | undefined;
  /** Why nothing is answered; `undefined` of an answer that is one. */
  readonly refusal: string | undefined;
}

/** What is left of a call where it was plain data for a while: in `state`, in JSON, in a dead letter, or in another thread. */
export type KeptCall<M> = Pick<Call<M, never>, "id" | "message">;

/** What is left of an answer where it was plain data for a while. */
export interface KeptAnswer<A> {
  /** The id of the call that it answers. */
  readonly id: string;
  /** What is answered; left out of a refusal. */
  readonly value?: A | undefined;
  /** Why nothing is answered; left out of an answer that is one. */
  readonly refusal?: string | undefined;
}

/** By which end a call was answered, if it was: shared by all that came of one message in one generation. */
interface Reply {
  by: object | undefined;
}

let replyOf: (answer: CallAnswer<unknown>) => Reply;

/** A call that was taken, or made of what was kept of one. */
export class TakenCall<M, A> implements Call<M, A> {
  readonly id: string;
  readonly message: M;
  readonly #reply: Reply;

  constructor(id: string, message: M, reply: Reply = { by: undefined }) {
    this.id = id;
    this.message = message;
    this.#reply = reply;
  }

  answer(answer: A): Answer<A> {
    this.#checkOpen();
    return new CallAnswer(this.id, answer, undefined, this.#reply);
  }

  refuse(why: string): Answer<A> {
    this.#checkOpen();
    return new CallAnswer<A>(this.id, undefined, textOf(why), this.#reply);
  }

  forward<N>(message: N): Call<N, A> {
    return new TakenCall<N, A>(this.id, message, this.#reply);
  }

  #checkOpen(): void {
    if (this.#reply.by !== undefined) throw answeredTwice(this.id);
  }
}

/** An answer to be sent, or one that was taken. */
export class CallAnswer<A> implements Answer<A> {
  readonly id: string;
  readonly value: A | undefined;
  readonly refusal: string | undefined;
  readonly #reply: Reply;

  static {
    replyOf = (answer) => answer.#reply;
  }

  constructor(
    id: string,
    value: A | undefined,
    refusal: string | undefined,
    reply: Reply = { by: undefined },
  ) {
    this.id = id;
    this.value = value;
    this.refusal = refusal;
    this.#reply = reply;
  }
}

/**
 * Sends an answer by `end`, whose `send` says whether there was room. One end sends one answer to a call; the end of a later generation
 * begins anew, also with what a test has kept.
 */
export function sendOnce<A>(
  answer: Answer<A>,
  end: object,
  send: (answer: Answer<A>) => boolean,
): boolean {
  // One that was plain data meanwhile has nothing to be told apart by: the asker's side sees to it.
  if (!(answer instanceof CallAnswer)) return send(answer);
  const reply = replyOf(answer);
  if (reply.by === end) throw answeredTwice(answer.id);
  if (!send(answer)) return false;
  reply.by = end;
  return true;
}

function answeredTwice(id: string): TypeError {
  return new TypeError(
    `Cannot answer call ${id}: this actor has answered it already, send one answer for each call`,
  );
}

/** The id of a call in numbers of 32 bits. */
export interface CallNumbers {
  /** Who asks. */
  readonly origin: number;
  /** Which of the calls of whoever asks it is. */
  readonly count: number;
}

const ID = /^([0-9a-z]{1,7})-([0-9]{1,10})$/;

/** The id as a text: short, without spaces, and the same in every log. */
export function callId(origin: number, count: number): string {
  return `${origin.toString(36)}-${count}`;
}

/** The numbers of an id; `undefined` for what is none. */
export function callNumbers(id: unknown): CallNumbers | undefined {
  const [, origin, count] = typeof id === "string" ? ID.exec(id) ?? [] : [];
  if (origin === undefined || count === undefined) return undefined;
  const numbers = { origin: parseInt(origin, 36), count: Number(count) };
  return isWord(numbers.origin) && isWord(numbers.count) ? numbers : undefined;
}

function isWord(number: number): boolean {
  return number === number >>> 0;
}
