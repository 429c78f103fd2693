/** Faults that are put into a copy of the source, to see that the simulations find them. */

/** A small change that makes something wrong. */
export interface Plant {
  readonly name: string;
  /** The file, from the root of the package on. */
  readonly file: string;
  /** What stands there, once. */
  readonly find: string;
  readonly replace: string;
  /** Why no simulation in one thread can find it; the lockstep of real threads does. Left out where one can. */
  readonly blind?: string;
}

/** All of them. */
export const PLANTS: readonly Plant[] = [
  {
    name: "the last turn of an actor that died in it is not settled",
    file: "src/graph/graph_run.ts",
    find: "onLeft: (actor) => settleFor(region, this.#actor(actor).plan),",
    replace: "onLeft: () => {},",
  },
  {
    name: "the fence is left out",
    file: "src/turn/journal.ts",
    find: "Atomics.load(this.#words, this.#base + JOURNAL_GENERATION_WORD) === this.#generation;",
    replace: "Atomics.load(this.#words, this.#base + JOURNAL_GENERATION_WORD) >= -1;",
    blind:
      "a generation whose virtual thread is gone never runs again, so nothing comes to the fence",
  },
  {
    name: "a commit rings all peers but the first",
    file: "src/turn/journal.ts",
    find: "for (let i = 0; i < rung; i++) (this.#touched[i] as TurnEnd).ringPeer();",
    replace: "for (let i = 1; i < rung; i++) (this.#touched[i] as TurnEnd).ringPeer();",
  },
  {
    name: "state is written into the copies that are current",
    file: "src/state/state_store.ts",
    find: "this.#memory.write(cell, 1 - ((mask >>> cell.group) & 1), this.#staged[i]);",
    replace: "this.#memory.write(cell, (mask >>> cell.group) & 1, this.#staged[i]);",
  },
  {
    name: "a successor begins with the state of a turn that never counted",
    file: "src/turn/journal.ts",
    find: "this.#mask = Atomics.load(this.#words, this.#base + JOURNAL_MASK_WORD);",
    replace: "this.#mask = Atomics.load(this.#words, this.#base + JOURNAL_NEXT_MASK_WORD);",
  },
  {
    name: "cursors are published before the turn counts",
    file: "src/turn/journal.ts",
    find:
      "    Atomics.store(words, base + JOURNAL_COMMITTED_WORD, this.#turn);\n    this.#apply(mask);\n",
    replace:
      "    this.#apply(mask);\n    Atomics.store(words, base + JOURNAL_COMMITTED_WORD, this.#turn);\n",
  },
  {
    name: "a turn is settled one message too far",
    file: "src/turn/journal.ts",
    find: "const cursor = words[base + journalCursorWord(i)] as number;",
    replace: "const cursor = words[base + journalCursorWord(i)] as number + (i === 0 ? 1 : 0);",
  },
  {
    name: "a veto is ignored",
    file: "src/actor/votes.ts",
    find: "    if (agreed) return this.#accept();\n    this.#ballot.veto();",
    replace: "    return this.#accept();\n    this.#ballot.veto();",
  },
  {
    name: "nobody is rung where the host settles for the dead",
    file: "src/graph/workers/stand_in.ts",
    find: "  }, () => ringPeers(region, ends));",
    replace: "  });",
  },
  {
    name: "one restart too many is allowed",
    file: "src/supervisor/intensity.ts",
    find: "if (recent.length >= restarts) return",
    replace: "if (recent.length > restarts) return",
  },
  {
    name: "a message that was taken out at a crash becomes no dead letter",
    file: "src/graph/letters/inquests.ts",
    find: "for (const letter of this.#of(actor).hold(death)) this.#letters.add(letter);",
    replace: "this.#of(actor).hold(death);",
  },
  {
    name: "the last actor is not waited for at the end",
    file: "src/supervisor/supervision.ts",
    find: "if (!this.#company.wards.every(({ isOver }) => isOver)) return;",
    replace: "if (!this.#company.wards.slice(0, -1).every(({ isOver }) => isOver)) return;",
  },
  {
    name: "a replay that its sender did not live to send is not told again",
    file: "src/graph/graph_run.ts",
    find: "    this.#replays.started(actor);\n",
    replace: "",
  },
  {
    name: "a letter is written although its turn never counts",
    file: "src/graph/letters/inquests.ts",
    find: "    this.settle();\n    this.#letters.forget(actor);",
    replace: "    this.#letters.settle(() => true);",
  },
];
