import {
  itemOf,
  misuse,
  number,
  type OptionFault,
  type Place,
  placed,
  shown,
} from "../../option_faults.ts";

/** More of them would make every answer long. */
const MOST = 10;

const checkPercent = number(
  (percent) => percent > 0 && percent <= 100,
  "give a number above 0, at most 100",
);

/** What is wrong with the percentiles that are to be told besides those that always are. */
export function checkPercentiles(percents: unknown, place: Place): readonly OptionFault[] {
  if (!Array.isArray(percents)) {
    return [misuse(`${placed(place)} is ${shown(percents)}, give an array such as [95, 99.9]`)];
  }
  const many = percents.length <= MOST
    ? []
    : [misuse(`${placed(place)} has ${percents.length} of them, give at most ${MOST}`)];
  return [...many, ...percents.flatMap((one, index) => checkPercent(one, itemOf(place, index)))];
}
