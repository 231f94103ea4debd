import { expect, test } from "vitest";
import { createEventParser } from "./event-parser.ts";

const stream =
  ": hello\n\nevent: report\ndata: {}\n\nevent: plugins\r\ndata: {}\r\n\r\ndata: {}\n\nevent: none\n\n";

test.for([1, 2, 7, 1000])("createEventParser() names every event when pieces are %d long", (size) => {
  const parse = createEventParser();
  const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, index) =>
    stream.slice(index * size, (index + 1) * size),
  );
  expect(pieces.flatMap((piece) => parse(piece))).toEqual(["report", "plugins", "message"]);
});
