/**
 * Reads a stream of server-sent events from pieces of text, wherever they are cut.
 *
 * @returns A function that takes the next piece and gives the names of the events it completed; an event without a
 * name is `message`. Comments and data mean nothing to the page: events are wake-ups.
 */
export function createEventParser(): (piece: string) => readonly string[] {
  let rest = "";
  let name = "message";
  let hasData = false;
  const readLine = (line: string): readonly string[] => {
    if (line === "") {
      const complete = hasData ? [name] : [];
      name = "message";
      hasData = false;
      return complete;
    }
    if (line.startsWith("event:")) name = line.slice("event:".length).trim();
    if (line.startsWith("data:")) hasData = true;
    return [];
  };
  return (piece) => {
    const lines = (rest + piece).split(/\r\n|\n/);
    rest = lines.pop() ?? "";
    return lines.flatMap(readLine);
  };
}
