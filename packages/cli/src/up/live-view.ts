import type { GroupStatus } from "@infrakit/infrakit/operator";
import { createTextLogger } from "../logger.ts";
import { renderFrame, type ShownGroup } from "./frame.ts";
import { Screen, type TerminalStream } from "./screen.ts";
import type { View } from "./view.ts";

/** A terminal that tells when its size changes. */
export interface ResizingStream extends TerminalStream {
  on(event: "resize", listener: () => void): unknown;
  off(event: "resize", listener: () => void): unknown;
}

/** Where a group stands at this moment: also what is no news, such as when it is looked at again. */
export type CurrentStatus = (id: string) => GroupStatus | undefined;

/** How often ages and waits are drawn anew. */
const redrawMs = 1000;

/** A table of all groups that is redrawn in its place. */
export function openLiveView(stream: ResizingStream, current: CurrentStatus): View {
  const screen = new Screen(stream);
  const groups = new Map<string, ShownGroup>();
  const frame = (): readonly string[] => {
    const fresh = [...groups.values()].map((group) => ({
      ...group,
      status: current(group.id) ?? group.status,
    }));
    return renderFrame(fresh, screen.size, Date.now());
  };
  const draw = (): void => screen.draw(frame());
  const redraw = (): void => screen.resize(frame());
  const timer = setInterval(draw, redrawMs);
  stream.on("resize", redraw);
  const say = (line: string): void => screen.print(line);
  return {
    logger: createTextLogger({ level: "warn", print: say }),
    say,
    show(id, status) {
      if (status === null) groups.delete(id);
      else groups.set(id, shownGroup(id, status, { before: groups.get(id), now: Date.now() }));
      draw();
    },
    close(lastWords) {
      clearInterval(timer);
      stream.off("resize", redraw);
      for (const line of lastWords) stream.write(`${line}\n`);
    },
  };
}

/** A slot is as it is since its instance or its state changed. */
export function shownGroup(
  id: string,
  status: GroupStatus,
  { before, now }: { readonly before: ShownGroup | undefined; readonly now: number },
): ShownGroup {
  const wordsBefore = new Map(
    before?.status.slots.map((slot) => [slot.slot, `${slot.state} ${slot.instance}`]),
  );
  const sinceBySlot = new Map(
    status.slots.map(({ slot, state, instance }) => {
      const isSame = wordsBefore.get(slot) === `${state} ${instance}`;
      return [slot, isSame ? (before?.sinceBySlot.get(slot) ?? now) : now];
    }),
  );
  return { id, status, sinceBySlot };
}
