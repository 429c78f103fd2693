/**
 * The states of a crew's worker, and which event leads from where to where.
 *
 * ```text
 *              spawn             loaded             begin
 *    vacant ──────────▶ loading ──────────▶ loaded ──────────▶ sound
 *      ▲                 │   │                │ │                │
 *      │                 │   │ unfit, died    │ │                │
 *      │                 │   └────▶ unfit ◀───┘ │                │ died
 *      │                 │            │    died │                │ end
 *      │                 │ end        │ end     │ end            │ kill
 *      │      gone       ▼            ▼         ▼                ▼
 *      └────────────── ending ◀───────┴─────────┴────────────────┘
 *                        │
 *                        └──────▶ zombie
 *                         stays
 *
 *    loading, loaded, unfit, sound ──────▶ closing
 *                                    close
 * ```
 *
 * - `vacant`: there is no thread. The one state in which one may be started.
 * - `loading`: a thread has been started, and loads the modules of its actors.
 * - `loaded`: it could run actors. The first workers of a graph wait here for each other; later ones pass through at once.
 * - `unfit`: it did not come up, or died before it ran anybody. A later one is ended as soon as that is told; a first one stays
 *   until the start of the graph has failed, and the graph is closed.
 * - `sound`: it runs actors, or may.
 * - `ending`: its end is wanted and under way, or it has died: nothing that it says counts, and nobody may follow.
 * - `zombie`: its thread cannot be ended. Nobody ever follows, even if the thread goes one day after all.
 * - `closing`: it is ended because the graph is over. Nothing more is told but that its thread is gone, and nobody ever follows.
 *
 * @module
 */

/** Where a worker is in its life. */
export type WorkerState =
  | "vacant"
  | "loading"
  | "loaded"
  | "unfit"
  | "sound"
  | "ending"
  | "zombie"
  | "closing";

/**
 * What can happen to a worker.
 *
 * - `spawn`: its crew wants one.
 * - `loaded`: it says that its actors are loaded.
 * - `unfit`: it says that they cannot be, or takes too long, or could not be started at all.
 * - `begin`: it may run actors.
 * - `died`: its thread is gone, or it says that it is unsound; and nobody had asked for its end.
 * - `end`: its end is wanted.
 * - `kill`: its end is wanted by force, at once.
 * - `close`: the graph is over.
 * - `gone`: its thread, which was to be ended, is gone.
 * - `stays`: its thread, which was to be ended, cannot be.
 */
export type WorkerEvent =
  | "spawn"
  | "loaded"
  | "unfit"
  | "begin"
  | "died"
  | "end"
  | "kill"
  | "close"
  | "gone"
  | "stays";

type Arrows = Readonly<Record<WorkerEvent, WorkerState | null>>;

const NOWHERE: Arrows = {
  spawn: null,
  loaded: null,
  unfit: null,
  begin: null,
  died: null,
  end: null,
  kill: null,
  close: null,
  gone: null,
  stays: null,
};

/** Where each event leads from each state; `null` where it means nothing, and nothing is done about it. */
export const ARROWS: Readonly<Record<WorkerState, Arrows>> = {
  // Without a thread nothing can happen but that there comes one, and there is nothing to end.
  vacant: { ...NOWHERE, spawn: "loading" },
  // It may have no actors any more when it is ended: then nobody waits for its load. To kill it would take a stack of nobody's code.
  loading: {
    ...NOWHERE,
    loaded: "loaded",
    unfit: "unfit",
    died: "unfit",
    end: "ending",
    close: "closing",
  },
  // Its load is over, so it can fail no more: what is late now, or broken, is an echo.
  loaded: { ...NOWHERE, begin: "sound", died: "unfit", end: "ending", close: "closing" },
  // It is known to be of no use: that its thread goes, or says so as well, is no news.
  unfit: { ...NOWHERE, end: "ending", close: "closing" },
  // It has loaded, so what is said about its loading counts no more.
  sound: { ...NOWHERE, died: "ending", end: "ending", kill: "ending", close: "closing" },
  // Its end is under way already, whoever wants it once more: also the end of the graph only waits for it.
  ending: { ...NOWHERE, gone: "vacant", stays: "zombie" },
  // A thread that lived on for a while may have met a successor in the channels: there is none, even if it goes later.
  zombie: NOWHERE,
  // Whoever closes waits for the thread itself.
  closing: NOWHERE,
};
