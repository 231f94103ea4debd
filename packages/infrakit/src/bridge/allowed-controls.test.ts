import { expect, test } from "vitest";
import { parseAllowedControls } from "./allowed-controls.ts";

test("parseAllowedControls() gathers the controls of a group when it is named twice", () => {
  expect(parseAllowedControls(["web:pause,resume", "db:drain", "web:rollback"])).toEqual(
    new Map([
      ["web", new Set(["pause", "resume", "rollback"])],
      ["db", new Set(["drain"])],
    ]),
  );
});

test("parseAllowedControls() allows nothing when nothing is named", () => {
  expect(parseAllowedControls([])).toEqual(new Map());
});

test("parseAllowedControls() takes the last colon when an id has one too", () => {
  expect(parseAllowedControls(["eu:web:pause"])).toEqual(new Map([["eu:web", new Set(["pause"])]]));
});

test.for([
  ["web", 'Cannot allow "web": write a group and its controls, such as web:scale-up,pause'],
  [":pause", 'Cannot allow ":pause": write a group and its controls, such as web:scale-up,pause'],
  ["web:puase", 'Cannot allow "web:puase": there is no control "puase"; did you mean "pause"?'],
  [
    "web:*",
    'Cannot allow "web:*": there is no control "*"; there are scale-up, scale-down, pause, resume, rollback, drain, replace',
  ],
] as const)("parseAllowedControls() says what is wrong when it is given %j", ([text, message]) => {
  expect(() => parseAllowedControls([text])).toThrow(message);
});
