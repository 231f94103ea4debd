import type { Api } from "./api.ts";
import { type ControlView, planControls } from "./control.ts";
import { Icon } from "./icon.tsx";
import { type JSX, useEffect, useRef, useState } from "./preact.ts";
import type { NodeView } from "./world.ts";

/** What the controls need. */
export interface ControlsProps {
  readonly node: NodeView;
  readonly api: Api;
  /** The control removed the node. */
  readonly onRemoved: () => void;
}

/** How far the last press of a button went. */
type Press =
  | { readonly state: "asked" | "sent" | "done"; readonly control: ControlView; readonly text: string }
  | { readonly state: "failed"; readonly control: ControlView; readonly text: string };

/** The buttons of a node. Each asks before it does anything, and tells what became of it. */
export function Controls({ node, api, onRemoved }: ControlsProps): JSX.Element | null {
  const [press, setPress] = useState<Press | undefined>(undefined);
  const section = useRef<HTMLElement>(null);
  const controls = planControls(node);
  if (controls.length === 0 && press === undefined) return null;
  // The button that had the focus is gone: the keyboard shall go on from here, not from the top of the page.
  const takeFocus = (): void => section.current?.focus();
  const cancel = (): void => {
    setPress(undefined);
    takeFocus();
  };
  const send = async (control: ControlView): Promise<void> => {
    takeFocus();
    setPress({ state: "sent", control, text: "" });
    const call = { probeId: control.probeId, nodeId: node.id, controlId: control.id };
    try {
      const { value, removedNode } = await api.control(call, AbortSignal.timeout(controlTimeoutMs));
      setPress({ state: "done", control, text: showValue(value) });
      if (removedNode !== undefined && removedNode !== "") onRemoved();
    } catch (error) {
      setPress({ state: "failed", control, text: error instanceof Error ? error.message : String(error) });
    }
  };
  // Also on the button that asked: the question takes the focus a moment after it is shown.
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || press?.state !== "asked") return;
    event.stopPropagation();
    cancel();
  };
  return (
    <section aria-label="Controls" tabIndex={-1} ref={section} onKeyDown={onKeyDown}>
      <h3>Controls</h3>
      <div class="controls">
        {controls.map((control) => (
          <button
            key={control.id}
            type="button"
            title={control.plugin === "" ? control.human : `${control.human} (plugin ${control.plugin})`}
            disabled={press?.state === "sent"}
            onClick={() => setPress({ state: "asked", control, text: "" })}
          >
            <Icon name={control.icon} />
            {control.human}
          </button>
        ))}
      </div>
      {press?.state === "asked" ? (
        <Question control={press.control} onYes={() => void send(press.control)} onNo={cancel} />
      ) : null}
      <Outcome press={press} />
    </section>
  );
}

/** Longer than any host gives a plugin; a host that is gone answers nothing at all. */
const controlTimeoutMs = 30_000;

interface QuestionProps {
  readonly control: ControlView;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

function Question({ control, onYes, onNo }: QuestionProps): JSX.Element {
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => yes.current?.focus(), [control.id]);
  return (
    <div class="question" role="alertdialog" aria-labelledby="question">
      <p id="question">{control.question}</p>
      <button type="button" class="primary" ref={yes} onClick={onYes}>
        {control.human}
      </button>
      <button type="button" onClick={onNo}>
        Cancel
      </button>
    </div>
  );
}

function Outcome({ press }: { readonly press: Press | undefined }): JSX.Element | null {
  switch (press?.state) {
    case "sent":
      return <p class="outcome" role="status">{`${press.control.human} …`}</p>;
    case "done":
      return (
        <div class="outcome done" role="status">
          <p>{`${press.control.human}: done`}</p>
          {press.text === "" ? null : <pre>{press.text}</pre>}
        </div>
      );
    case "failed":
      return <p class="outcome failed" role="alert">{`${press.control.human}: ${press.text}`}</p>;
    case "asked":
    case undefined:
      return null;
  }
}

function showValue(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value, undefined, 2);
}
