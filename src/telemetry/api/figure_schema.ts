import { type TSchema, type TUnsafe, Type } from "typebox";
import type { Figure } from "../figure.ts";
import type { Stretch } from "../over_time.ts";
import { type UnitRules, UNITS } from "../units.ts";

/** The schema of a sample's figures: those that are documented for programs have their types. */
export type FigureSchemas<Sample> = {
  readonly [Name in keyof Sample]-?: TUnsafe<Sample[Name]>;
};

/** The schema of each figure of the catalogue. */
export function figureSchemas<Sample>(
  figures: readonly Pick<Figure<never, Stretch>, "name" | "unit" | "about">[],
): FigureSchemas<Sample> {
  const schemas = figures.map(({ name, unit, about }): [string, TSchema] => {
    const rules: UnitRules = UNITS[unit];
    const { description, ...schema } = rules.schema;
    const whole = description === undefined ? about : `${about} ${description}`;
    return [name, Type.Unsafe({ ...schema, description: whole })];
  });
  return Object.fromEntries(schemas) as unknown as FigureSchemas<Sample>;
}
