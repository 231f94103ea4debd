import type { Tags } from "@infrakit/spi/data";

/** Tells whether an instance carries all of the wanted tags; an empty query wants every instance. */
export function hasTags(tags: Tags, wanted: Tags): boolean {
  return Object.entries(wanted).every(([name, value]) => Object.hasOwn(tags, name) && tags[name] === value);
}
