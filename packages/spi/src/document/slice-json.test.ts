import fc from "fast-check";
import { expect, test } from "vitest";
import { type JsonText, jsonText } from "../../test/json-text.ts";
import { sliceJson, type Slices } from "./slice-json.ts";

/** What the slices of one array or object must be, from how the text was made. */
const slicesOf = ({ parts }: JsonText): Slices =>
  new Map([...parts].map(([key, { compact }]) => [key, compact]));

test("sliceJson() cuts an array or object into its parts when the text is any", () => {
  fc.assert(
    fc.property(
      jsonText.filter(({ compact }) => /^[[{]/.test(compact)),
      (text) => {
        const value = JSON.parse(text.spaced) as object;
        expect(sliceJson(text.spaced, value).get(value)).toEqual(slicesOf(text));
      },
    ),
    { numRuns: 500 },
  );
});
