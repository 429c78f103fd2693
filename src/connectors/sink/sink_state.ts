import { f64, type StateFigure } from "../../actor/mod.ts";

/** The state of a sink: its figures. */
export type SinkState = Readonly<
  Record<"dead" | "put" | "reconnects" | "refused", typeof f64>
>;

/** The cells of a sink. */
export const SINK_STATE: SinkState = { dead: f64, put: f64, reconnects: f64, refused: f64 };

/** What a sink tells of its own. */
export const SINK_FIGURES: Readonly<Record<keyof SinkState, StateFigure>> = {
  put: { about: "Messages that the service has for good.", unit: "total" },
  refused: {
    about: "How often the service refused a message for now, so that it was put again.",
    unit: "total",
  },
  dead: { about: "Messages that were given up: dead letters.", unit: "total" },
  reconnects: { about: "Connections that have failed.", unit: "total" },
};
