/**
 * Faults that are put into a copy of the source, to see that they are found. A simulation in one thread knows the whole graph, but in it
 * no thread comes between two operations of another, and a generation whose thread is gone never runs again. The lockstep of real
 * threads knows the rooms of shared memory only, and has all of that.
 */
import type { Layer } from "./planting.ts";

const SIMULATION: readonly Layer[] = ["simulation"];
const LOCKSTEP: readonly Layer[] = ["lockstep"];
const LINKS: readonly Layer[] = ["links"];
const BOTH: readonly Layer[] = ["simulation", "lockstep"];

/** A small change that makes something wrong. */
export interface Plant {
  readonly name: string;
  /** The file, from the root of the package on. */
  readonly file: string;
  /** What stands there, once. */
  readonly find: string;
  readonly replace: string;
  /** Which layers find it. */
  readonly by: readonly Layer[];
}

/** All of them. */
export const PLANTS: readonly Plant[] = [
  {
    name: "which message of a link is wanted next is known to one connection alone",
    by: LINKS,
    file: "src/links/ingress_run.ts",
    find: "const isNew = state.epoch !== epoch;",
    replace: "const isNew = true;",
  },
  {
    name: "which message of a link is wanted next is stored a turn later",
    by: LINKS,
    file: "src/links/ingress_run.ts",
    find: "lane.next += sent;",
    replace: "setTimeout(() => lane.next += sent, 1);",
  },
  {
    name: "messages of a link are acknowledged before they are committed",
    by: LINKS,
    file: "src/links/ingress_run.ts",
    find: "this.#actor.commit();\n    for (const ack of acks) {",
    replace: "for (const ack of acks) {",
  },
  {
    name: "an egress takes what it has sent",
    by: LINKS,
    file: "src/links/egress_run.ts",
    find: "lane.next += count;",
    replace: "lane.next += count; rx.advance(count);",
  },
  {
    name: "a new connection goes on where the old one has ended",
    by: LINKS,
    file: "src/links/egress_run.ts",
    find: "lane.next = Math.min(received, end);",
    replace: "lane.next = Math.max(lane.next, Math.min(received, end));",
  },
  {
    name: "each generation of an egress begins an epoch",
    by: LINKS,
    file: "src/links/egress_run.ts",
    find: 'if (state.epoch === "") state.epoch',
    replace: "state.epoch",
  },
  {
    name: "an egress sends more than there is room for",
    by: LINKS,
    file: "src/links/egress_run.ts",
    find: "Math.min(there, lane.limit - lane.next, FRAME_MESSAGES)",
    replace: "Math.min(there, FRAME_MESSAGES)",
  },
  {
    name: "what is in a channel is told as settled",
    by: LINKS,
    file: "src/links/ingress_lane.ts",
    find: "done: this.#doneOf(received),",
    replace: "done: received,",
  },
  {
    name: "the end of a link is not acknowledged",
    by: LINKS,
    file: "src/links/ingress_run.ts",
    find: "lane.next = next + 1;",
    replace: "",
  },
  {
    name: "a partner that is silent is waited for",
    by: LINKS,
    file: "src/links/line.ts",
    find: "const SILENCE_MS = 5000;",
    replace: "const SILENCE_MS = 1e9;",
  },
  {
    name: "an ingress does not stay for its sender's last question",
    by: LINKS,
    file: "src/links/ingress_run.ts",
    find: "const LAST_WORD_MS = 120_000;",
    replace: "const LAST_WORD_MS = 0;",
  },
  {
    name: "what is settled is told without a look at the journals",
    by: SIMULATION,
    file: "src/graph/settled/looks.ts",
    find: "actor.isWhole = isSettled(this.#region, actor.journal);",
    replace: "actor.isWhole = true;",
  },
  {
    name: "what is settled is told without a look into cycles",
    by: SIMULATION,
    file: "src/graph/settled/wave.ts",
    find: "if (looks.taken(channel) < looks.sent(channel)) return false;",
    replace: "if (looks.taken(channel) < 0) return false;",
  },
  {
    name: "a message is settled that has not been taken yet",
    by: SIMULATION,
    file: "src/graph/settled/wave.ts",
    find: "if (mark === undefined || looks.taken(entry) < mark) return false;",
    replace: "if (mark === undefined || looks.taken(entry) < mark - 1) return false;",
  },
  {
    name: "the last turn of an actor that died in it is not settled",
    by: SIMULATION,
    file: "src/graph/graph_run.ts",
    find: "onLeft: (actor) => settleFor(region, this.#actor(actor).plan),",
    replace: "onLeft: () => {},",
  },
  {
    name: "the fence is left out",
    by: LOCKSTEP,
    file: "src/turn/journal.ts",
    find: "this.#words[this.#base + JOURNAL_GENERATION_WORD] === this.#generation;",
    replace: "this.#words[this.#base + JOURNAL_GENERATION_WORD] !== undefined;",
  },
  {
    name: "a commit rings all peers but the first",
    by: BOTH,
    file: "src/turn/journal.ts",
    find: "for (let end = this.#first, bits = touched; bits !== 0; bits >>>= 1) {",
    replace:
      "for (let end = this.#first, bits = touched & (touched - 1); bits !== 0; bits >>>= 1) {",
  },
  {
    name: "state is written into the copies that are current",
    by: BOTH,
    file: "src/state/state_store.ts",
    find: "this.#memory.write(cell, 1 - ((mask >>> cell.group) & 1), this.#staged[i]);",
    replace: "this.#memory.write(cell, (mask >>> cell.group) & 1, this.#staged[i]);",
  },
  {
    name: "a successor begins with the state of a turn that never counted",
    by: BOTH,
    file: "src/turn/journal.ts",
    find: "this.#mask = Atomics.load(this.#words, this.#base + JOURNAL_MASK_WORD);",
    replace: "this.#mask = Atomics.load(this.#words, this.#base + JOURNAL_NEXT_MASK_WORD);",
  },
  {
    name: "cursors are published before the turn counts",
    by: BOTH,
    file: "src/turn/journal.ts",
    find:
      "    Atomics.store(words, base + JOURNAL_COMMITTED_WORD, this.#turn);\n    this.#apply(mask);\n",
    replace:
      "    this.#apply(mask);\n    Atomics.store(words, base + JOURNAL_COMMITTED_WORD, this.#turn);\n",
  },
  {
    name: "a turn is settled one message too far",
    by: BOTH,
    file: "src/turn/journal.ts",
    find: "const cursor = words[base + journalCursorWord(i)] as number;",
    replace: "const cursor = words[base + journalCursorWord(i)] as number + (i === 0 ? 1 : 0);",
  },
  {
    name: "a veto is ignored",
    by: SIMULATION,
    file: "src/actor/votes.ts",
    find: "    if (agreed) return this.#accept();\n    this.#ballot.veto(this.#actor);",
    replace: "    return this.#accept();\n    this.#ballot.veto(this.#actor);",
  },
  {
    name: "nobody is rung where the host settles for the dead",
    by: BOTH,
    file: "src/graph/workers/stand_in.ts",
    find: "  }, () => ringPeers(region, ends));",
    replace: "  });",
  },
  {
    name: "one restart too many is allowed",
    by: SIMULATION,
    file: "src/supervisor/intensity.ts",
    find: "if (recent.length >= restarts) return",
    replace: "if (recent.length > restarts) return",
  },
  {
    name: "a message that was taken out at a crash becomes no dead letter",
    by: SIMULATION,
    file: "src/graph/letters/inquests.ts",
    find:
      "for (const { letter, mark } of this.#of(actor).hold(death)) this.#letters.add(letter, mark);",
    replace: "this.#of(actor).hold(death);",
  },
  {
    name: "the last actor is not waited for at the end",
    by: SIMULATION,
    file: "src/supervisor/supervision.ts",
    find: "if (!this.#company.wards.every(({ isOver }) => isOver)) return;",
    replace: "if (!this.#company.wards.slice(0, -1).every(({ isOver }) => isOver)) return;",
  },
  {
    name: "a replay that its sender did not live to send is not told again",
    by: SIMULATION,
    file: "src/graph/graph_run.ts",
    find: "    this.#replays.started(actor);\n",
    replace: "",
  },
  {
    name: "a letter is written although its turn never counts",
    by: SIMULATION,
    file: "src/graph/letters/inquests.ts",
    find: "    this.settle();\n    this.#letters.forget(actor);",
    replace: "    this.#letters.settle(() => true);",
  },
  {
    name: "a doorbell counts as answered up to rings that came while it was",
    by: LOCKSTEP,
    file: "src/memory/doorbell.ts",
    find:
      "    this.#seen = Atomics.load(this.#words, DOORBELL_SEQUENCE_WORD);\n    const summaryWords",
    replace:
      "    using _ = { [Symbol.dispose]: () => { this.#seen = Atomics.load(this.#words, DOORBELL_SEQUENCE_WORD); } };\n" +
      "    const summaryWords",
  },
  {
    name: "a ring looks whether somebody sleeps before it raises the sequence",
    by: LOCKSTEP,
    file: "src/memory/doorbell.ts",
    find: "    Atomics.add(words, bell + DOORBELL_SEQUENCE_WORD, 1);\n" +
      "    const sleeper = Atomics.load(words, bell + DOORBELL_SLEEPING_WORD);",
    replace: "    const sleeper = Atomics.load(words, bell + DOORBELL_SLEEPING_WORD);\n" +
      "    Atomics.add(words, bell + DOORBELL_SEQUENCE_WORD, 1);",
  },
  {
    name: "a reader looks whether the channel is empty before it looks whether it is closed",
    by: LOCKSTEP,
    file: "src/channel/ring/rx_control.ts",
    find: "return this.isClosed && this.backlog === 0;",
    replace: "return this.backlog === 0 && this.isClosed;",
  },
  {
    name: "a channel is closed before its last messages are published",
    by: LOCKSTEP,
    file: "src/channel/ring/tx_control.ts",
    find: "    this.#store(CHANNEL_HEAD_WORD, cursor);\n" +
      "    // One that is to sleep closes nothing.\n" +
      "    if (ending && (this.#load(CHANNEL_CLOSED_WORD) & WRITER_ASLEEP) === 0) {\n" +
      "      this.#store(CHANNEL_CLOSED_WORD, CLOSED_BY_WRITER);\n" +
      "    }\n",
    replace: "    if (ending) this.#store(CHANNEL_CLOSED_WORD, CLOSED_BY_WRITER);\n" +
      "    this.#store(CHANNEL_HEAD_WORD, cursor);\n",
  },
  {
    name: "a turn counts as published before its peers are rung",
    by: LOCKSTEP,
    file: "src/turn/journal.ts",
    find: "    this.#ring(touched);\n",
    replace: "    words[base + JOURNAL_APPLIED_WORD] = this.#turn;\n    this.#ring(touched);\n",
  },
  {
    name: "who takes from a peer of its thread hints at messages",
    by: SIMULATION,
    file: "src/channel/ring/rx_control.ts",
    find: "this.peer?.ring(this.peerSeat, this.#abandoned ? undefined : true)",
    replace: "this.peer?.ring(this.peerSeat, this.#abandoned ? undefined : false)",
  },
  {
    name: "a ring is not noted in the summary",
    by: SIMULATION,
    file: "src/memory/doorbell.ts",
    find: "    Atomics.or(words, this.#summaryWord, this.#summaryBit);\n",
    replace: "",
  },
  {
    name: "what could not be written to the disk counts as kept",
    by: SIMULATION,
    file: "src/graph/durable/durable_state.ts",
    find: "      const put = changes.flatMap(({ put }) => put);\n",
    replace:
      "      const put = changes.flatMap(({ put }) => put);\n      this.#written(changes);\n",
  },
  {
    name: "nothing is written to the disk once the graph has stopped",
    by: SIMULATION,
    file: "src/graph/durable/durable_state.ts",
    find: "    if (hasBegun) await this.#writeLast();\n",
    replace: "",
  },
  {
    name: "a cell that has changed since the last write is left out",
    by: SIMULATION,
    file: "src/graph/durable/durable_state.ts",
    find: "Object.is(stored[i], written[i])",
    replace: "Object.is(stored[i], written[i]) || (i > 0 && i === written.length - 1)",
  },
];
