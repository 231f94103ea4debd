import { list, member, object, string } from "@infrakit/spi/document";
import { describe, expect, test } from "vitest";
import { RepeatedAnswer } from "./repeated-answer.ts";

const names = object({ names: member("Names", list(string)) });

function answer(result: string, id: string): string {
  return `{"jsonrpc":"2.0","result":${result},"id":${id}}`;
}

describe("RepeatedAnswer.read()", () => {
  test("gives the same result when nothing but the id differs", () => {
    const answers = new RepeatedAnswer(names);
    const first = answers.read(answer('{"Names":["a"]}', "9"));
    expect(first).toEqual({ names: ["a"] });
    expect(answers.read(answer('{"Names":["a"]}', "10"))).toBe(first);
    expect(answers.read(`${answer('{"Names":["a"]}', "11")}\n`)).toBe(first);
  });

  test.for([
    { name: "another name", body: answer('{"Names":["b"]}', "10"), names: ["b"] },
    { name: "one name more", body: answer('{"Names":["a","b"]}', "10"), names: ["a", "b"] },
    { name: "one name less", body: answer('{"Names":[]}', "10"), names: [] },
    { name: "the id before the result", body: '{"id":10,"result":{"Names":["a"]}}', names: ["a"] },
    {
      name: "what looks like an id at the end of a name",
      body: '{"id":1,"result":{"Names":["a,\\"id\\":1}"]}}',
      names: ['a,"id":1}'],
    },
  ])("reads anew what has $name", ({ body, names: expected }) => {
    const answers = new RepeatedAnswer(names);
    const first = answers.read(answer('{"Names":["a"]}', "9"));
    const second = answers.read(body);
    expect(second).not.toBe(first);
    expect(second).toEqual({ names: expected });
    expect(answers.read(answer('{"Names":["a"]}', "11"))).toEqual(first);
  });

  test("throws what the plugin answers instead, and again when that is repeated", () => {
    const answers = new RepeatedAnswer(names);
    const refused = '{"jsonrpc":"2.0","error":{"code":-32000,"message":"no","data":null},"id":1}';
    expect(() => answers.read(refused)).toThrow("no");
    expect(() => answers.read(refused)).toThrow("no");
  });
});

describe("RepeatedAnswer.readRest()", () => {
  const long = `{"Names":["${"a".repeat(70_000)}"]}`;

  test("gives the same result when nothing came behind it but an id", () => {
    const answers = new RepeatedAnswer(names);
    const first = answers.read(answer(long, "9"));
    const { before } = answers;
    expect(before?.bytes?.toString()).toBe(answer(long, "9").slice(0, -',"id":9}'.length));
    // What was answered to another question meanwhile changes nothing.
    answers.read(answer('{"Names":[]}', "10"));
    expect(before && answers.readRest(before, ',"id":11}\n')).toBe(first);
  });

  test("reads anew what has something else behind it", () => {
    const answers = new RepeatedAnswer(names);
    answers.read(answer(long, "9"));
    const { before } = answers;
    expect(before && (() => answers.readRest(before, ',"error":{"message":"no"},"id":11}'))).toThrow("no");
  });

  test("has no bytes of a short answer, which comes in one piece", () => {
    const answers = new RepeatedAnswer(names);
    answers.read(answer('{"Names":["a"]}', "9"));
    expect(answers.before?.bytes).toBeUndefined();
  });
});
