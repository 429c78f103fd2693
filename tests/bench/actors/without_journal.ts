/**
 * The pipelines without the turn journal: a commit publishes the cursors and nothing else, so a crash could lose or
 * double messages. Only to measure what the journal costs; it reaches into the package for that.
 */
import { TurnJournal } from "../../../src/turn/journal.ts";
import * as single from "./single.ts";
import * as slices from "./slices.ts";

type Ends = Parameters<TurnJournal["attach"]>[0];

const endsOf = new WeakMap<TurnJournal, Ends>();
const { attach, commit } = TurnJournal.prototype;

TurnJournal.prototype.attach = function (ends, state) {
  endsOf.set(this, ends);
  attach.call(this, ends, state);
};

TurnJournal.prototype.commit = function () {
  const ends = endsOf.get(this)!;
  let dirty = false;
  for (let i = 0; i < ends.length; i++) {
    const end = ends[i]!;
    // The last turn is a real one: it keeps the result.
    if (end.ending) return commit.call(this);
    if (!end.isDirty) continue;
    dirty = true;
    end.publish(end.staged, false);
    end.ringPeer();
  }
  return dirty;
};

const module = import.meta.url;
export const singleSource = { ...single.singleSource, module };
export const singleWorker = { ...single.singleWorker, module };
export const singleSink = { ...single.singleSink, module };
export const sliceSource = { ...slices.sliceSource, module };
export const sliceWorker = { ...slices.sliceWorker, module };
export const sliceSink = { ...slices.sliceSink, module };
