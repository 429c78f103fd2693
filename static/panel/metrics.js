// @ts-check
// What is measured of actors and channels: how it is called, how it is written, and which chart it is drawn in.

import {
  bytesRateText,
  bytesText,
  countText,
  latencyText,
  percentText,
  rateText,
} from "../words/numbers.js";

/**
 * @typedef {import("../feed/model.js").Side} Side
 * @typedef {import("./chart.js").ChartLook} ChartLook
 * @typedef {readonly [name: string, title: string, text: (value: number | null) => string]} Statistic
 * @typedef {readonly [name: string, title: string, milliseconds: number]} Span
 */

/**
 * Whether an id is of an actor or of a channel.
 * @param {string} id
 * @returns {Side}
 */
export function sideOf(id) {
  return id.startsWith("a") ? "a" : "c";
}

/** @param {number | null} share */
const shareText = (share) => percentText(share === null ? null : share * 100);

/**
 * The charts of an actor and of a channel. Names are those of the model and of `/api/history`.
 * @type {Readonly<Record<Side, readonly ChartLook[]>>}
 */
export const CHARTS = {
  a: [
    {
      title: "time, in percent",
      top: 100,
      text: percentText,
      lines: [
        { name: "busy", title: "busy", color: "--busy" },
        { name: "outside", title: "outside", color: "--outside" },
        { name: "blocked", title: "blocked", color: "--blocked" },
        { name: "waiting", title: "waiting", color: "--muted" },
      ],
    },
    {
      title: "turns",
      top: null,
      text: rateText,
      lines: [{ name: "turnRate", title: "turns", color: "--accent" }],
    },
    {
      title: "messages a turn",
      top: null,
      text: countText,
      lines: [{ name: "batch", title: "messages", color: "--accent" }],
    },
    {
      title: "heap of its worker",
      top: null,
      text: bytesText,
      lines: [{ name: "heapBytes", title: "heap", color: "--v1" }],
    },
  ],
  c: [
    {
      title: "fill, in percent",
      top: 100,
      text: percentText,
      lines: [{ name: "fill", title: "fill", color: "--busy" }],
    },
    {
      title: "rate",
      top: null,
      text: rateText,
      lines: [{ name: "rate", title: "messages", color: "--accent" }],
    },
    {
      title: "latency",
      top: null,
      text: latencyText,
      lines: [
        { name: "p99", title: "p99", color: "--v3" },
        { name: "p50", title: "p50", color: "--busy" },
      ],
    },
    {
      title: "bytes",
      top: null,
      text: bytesRateText,
      lines: [{ name: "bytesRate", title: "bytes", color: "--v1" }],
    },
  ],
};

/**
 * The statistics over a window. Names and units are those of `/api/detail`.
 * @type {Readonly<Record<Side, readonly Statistic[]>>}
 */
export const STATISTICS = {
  a: [
    ["busy", "busy", shareText],
    ["outside", "outside", shareText],
    ["blocked", "blocked", shareText],
    ["waiting", "waiting", shareText],
    ["turnRate", "turns", rateText],
    ["batch", "batch", countText],
  ],
  c: [
    ["fill", "fill", shareText],
    ["rate", "rate", rateText],
    ["bytesRate", "bytes", bytesRateText],
    ["latency", "latency", latencyText],
  ],
};

/**
 * The windows: name as in `/api/detail`, title, and length in milliseconds.
 * @type {readonly [Span, Span, Span]}
 */
export const SPANS = [
  ["10s", "10 s", 10_000],
  ["1m", "1 min", 60_000],
  ["15m", "15 min", 900_000],
];
