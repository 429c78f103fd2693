// @ts-check
// The one who decides which moment the page shows: the present, as the connection tells it, or another, as a player does.
// Whoever draws is told the same frames either way.

import { follow } from "../feed/connection.js";
import { Chronicle } from "../feed/chronicle.js";
import { Pulse } from "../feed/pulse.js";
import { HAPPENINGS, VALUES } from "../feed/stream_events.js";
import { fetchHistory, historyOf } from "./history_of.js";
import { Player } from "./player.js";
import { checkSize, parseRecording } from "./recording.js";
import { FileSource, ServerSource } from "./sources.js";
import { stateWords } from "./state_words.js";

/**
 * @typedef {import("../feed/model.js").Hello} Hello
 * @typedef {import("./player.js").Source} Source
 */

/** How long the server keeps what happened, in milliseconds, where it does not say. */
const KEPT_MS = 900_000;

export class TimeTravel {
  /** How fresh what the connection tells is. */
  pulse = new Pulse();
  /** Why the last wish could not be met, or an empty string. */
  fault = "";
  /**
   * The name of the file that is played, or `null`.
   * @type {string | null}
   */
  file = null;
  #tell;
  #text = "";
  /** @type {ReturnType<typeof follow> | null} */
  #connection = null;
  #state = "connecting";
  #said = "";
  /** @type {Hello | null} */
  #hello = null;
  #present = 0;
  #presentChronicle = new Chronicle();
  #fileChronicle = new Chronicle();
  /** @type {Player | null} */
  #player = null;
  /** @type {Source | null} */
  #source = null;

  /**
   * `onChange` is called whenever the time bar, the chronicle or the moment has changed.
   * @param {object} told
   * @param {(hello: Hello) => void} told.onHello
   * @param {(name: string, frame: any) => void} told.onFrame
   * @param {(state: string, text: string | undefined) => void} told.onState
   * @param {() => void} told.onChange
   */
  constructor({ onHello, onFrame, onState, onChange }) {
    this.#tell = { onHello, onFrame, onState, onChange };
  }

  /** Follows the server from now on. */
  start() {
    this.#connection = follow({
      onHello: (hello) => this.#greet(hello),
      onFrame: (name, frame) => this.#take(name, frame),
      onState: (state) => {
        this.#state = state;
        this.#say();
      },
    });
    setInterval(() => this.#say(), 1000);
  }

  /** What happened, as far as it is known where we are. */
  get chronicle() {
    return this.file === null ? this.#presentChronicle : this.#fileChronicle;
  }

  /** The moment up to which the chronicle is told; without end in the present. */
  get until() {
    return this.position ?? Infinity;
  }

  /** The moment that is shown, in milliseconds since the epoch, or `null` for the present. */
  get position() {
    return this.#player?.position ?? null;
  }

  /** How fast it plays; 0 while it stands, `null` in the present. */
  get speed() {
    return this.#player?.speed ?? null;
  }

  /** Whether the present is shown and the server answers. */
  get isLive() {
    return this.#player === null && this.#state === "live";
  }

  /** The present, as far as it is known, by the server's clock. */
  get present() {
    return this.#present;
  }

  /** From when to when there is something to show, by the server's clock. */
  get bounds() {
    if (this.file !== null && this.#source) {
      return { from: this.#source.from, to: this.#source.to };
    }
    const started = this.#hello?.started ?? this.#present;
    const kept = this.#hello?.can?.history ?? KEPT_MS;
    return { from: Math.max(started, this.#present - kept), to: this.#present };
  }

  /** The recording that is played from a file, as it was read, or `null`. */
  get recording() {
    return this.file === null ? null : this.#text;
  }

  /** Stands still at the moment that is shown. */
  pause() {
    if (this.#player) this.#player.pause();
    else if (this.#present > 0) this.#leave().position = this.#present;
    this.#say();
  }

  /**
   * Plays on from the moment that is shown.
   * @param {number} speed
   */
  play(speed) {
    if (this.#player) this.#player.play(speed);
    this.#say();
  }

  /**
   * Shows the frame beside the one that is shown.
   * @param {number} count
   */
  async step(count) {
    if (!this.#player) this.pause();
    await this.#player?.step(count);
  }

  /**
   * Shows the moment `time`, in milliseconds since the epoch.
   * @param {number} time
   */
  async seek(time) {
    if (this.#present === 0 && this.file === null) return;
    await (this.#player ?? this.#leave()).seek(time);
  }

  /** Shows the present again. */
  live() {
    if (!this.#player) return;
    this.#player.close();
    this.#player = null;
    this.#source = null;
    this.file = null;
    this.fault = "";
    this.#connection?.again();
    this.#say();
  }

  /**
   * Plays a recorded file; what is no recording is refused in one sentence.
   * @param {File} file
   */
  async open(file) {
    try {
      checkSize(file.size);
      const text = await file.text();
      const recording = parseRecording(text, this.#hello?.figures);
      this.#player?.close();
      this.#fileChronicle.clear();
      this.#source = new FileSource(recording);
      this.file = file.name;
      this.#text = text;
      await this.#leave(this.#source).seek(recording.from);
    } catch (error) {
      this.complain(/** @type {Error} */ (error));
    }
  }

  /**
   * Tells why a wish could not be met, or why nothing can be shown: once, however often it is the same.
   * @param {Error} error
   */
  complain(error) {
    if (this.fault === error.message) return;
    this.fault = error.message;
    this.#tell.onChange();
  }

  /**
   * The values of an actor or a channel from `from` to `to`, one each `step` milliseconds; `null` where none are kept.
   * @param {string} id
   * @param {number} from
   * @param {number} to
   * @param {number} step
   * @returns {Promise<import("../panel/chart_data.js").Kept | null>}
   */
  async history(id, from, to, step) {
    if (this.file !== null && this.#source) {
      return historyOf(await this.#source.at(from), id, from, to, step);
    }
    return await fetchHistory(id, from, to, step);
  }

  /** For the footer. */
  text() {
    return this.#player ? "" : this.pulse.text(Date.now());
  }

  /** @param {Source} [source] */
  #leave(source = new ServerSource(() => this.bounds)) {
    const { onHello, onFrame, onChange } = this.#tell;
    this.fault = "";
    this.#source = source;
    this.#player = new Player(source, {
      onHello: (hello) => onHello(this.#served(hello)),
      onFrame,
      onMove: () => this.#say(),
      onEnd: () => {
        if (this.file === null) this.live();
        else onChange();
      },
      onEvents: (events) => {
        for (const { name, frame } of events) this.chronicle.add(name, frame);
      },
      onFault: (error) => this.complain(error),
    });
    return this.#player;
  }

  /**
   * A recording of another version names libraries that this server does not have: they are taken from where the page is.
   * @param {Hello} recorded
   * @returns {Hello}
   */
  #served(recorded) {
    if (this.#hello === null) return recorded;
    const { viz, uplot, uplotCss } = this.#hello;
    return { ...recorded, viz, ...(uplot && { uplot }), ...(uplotCss && { uplotCss }) };
  }

  /** @param {Hello} hello */
  #greet(hello) {
    const another = this.#hello !== null && hello.epoch !== this.#hello.epoch;
    this.#hello = hello;
    this.pulse.greet(hello);
    if (another) {
      this.#presentChronicle.clear();
      this.#present = hello.now;
      // What was shown belongs to a program that is no more.
      if (this.#player && this.file === null) this.live();
    }
    if (!this.#player) this.#tell.onHello(hello);
  }

  /**
   * @param {string} name
   * @param {any} frame
   */
  #take(name, frame) {
    if (HAPPENINGS.includes(name)) this.#presentChronicle.add(name, frame);
    if (VALUES.includes(name)) {
      this.#present = frame.t;
      this.pulse.beat(frame, Date.now());
    }
    if (!this.#player) this.#tell.onFrame(name, frame);
    this.#tell.onChange();
  }

  /** The state is said when it changes, and not again: the page can have put another word in its place. */
  #say() {
    const [state, text] = stateWords({
      state: this.#state,
      position: this.position,
      speed: this.speed,
      file: this.file,
      present: this.#present,
      lag: this.pulse.lag(Date.now()),
    });
    const said = `${state} ${text}`;
    if (said !== this.#said) this.#tell.onState(state, text);
    this.#said = said;
    this.#tell.onChange();
  }
}
