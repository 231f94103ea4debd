import type { Api } from "./api.ts";
import { Controls } from "./controls.tsx";
import { Facts } from "./fact-list.tsx";
import { Icon } from "./icon.tsx";
import { Metrics } from "./metrics.tsx";
import { type JSX, useEffect, useRef } from "./preact.ts";
import { planRelations, type Relation } from "./relation.ts";
import { Tables } from "./tables.tsx";
import type { NodeView, World } from "./world.ts";

/** What the panel shows. */
export interface DetailsProps {
  readonly node: NodeView;
  readonly world: World;
  readonly api: Api;
  readonly now: number;
  /** Whether the panel shall take the focus: it was opened by keyboard. */
  readonly takesFocus: boolean;
  readonly onSelect: (key: string, byKeyboard: boolean) => void;
}

/** Everything that is known of a node. */
export function Details({ node, world, api, now, takesFocus, onSelect }: DetailsProps): JSX.Element {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takesFocus) panel.current?.focus();
  }, [node.key, takesFocus]);
  const close = (): void => onSelect("", true);
  return (
    <aside class="details" aria-label={`Details of ${node.label}`} tabIndex={-1} ref={panel}>
      <header>
        <p class={`kind kind-${node.kind.name}`}>{node.kindLabel}</p>
        <h2>{node.label}</h2>
        <p class="id">{node.id}</p>
        <button type="button" class="close" title="Close (Esc)" aria-label="Close details" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <Controls key={`controls ${node.key}`} node={node} api={api} onRemoved={close} />
      <Metrics node={node} />
      <Facts key={`facts ${node.key}`} node={node} now={now} />
      <Tables node={node} now={now} />
      {planRelations(node, world).map((relation) => (
        <Relations key={`${node.key} ${relation.label}`} relation={relation} onSelect={onSelect} />
      ))}
    </aside>
  );
}

interface RelationsProps {
  readonly relation: Relation;
  readonly onSelect: (key: string, byKeyboard: boolean) => void;
}

/** Links shown at once: a host may contain a thousand processes. */
const maxLinks = 60;

function Relations({ relation: { label, nodes }, onSelect }: RelationsProps): JSX.Element {
  const hidden = nodes.length - maxLinks;
  return (
    <section aria-label={label}>
      <h3>
        {label} <span class="count">{nodes.length}</span>
      </h3>
      <ul class="links">
        {nodes.slice(0, maxLinks).map((node) => (
          <li key={node.key}>
            <button
              type="button"
              class={`link kind-${node.kind.name}`}
              title={node.id}
              onClick={() => onSelect(node.key, true)}
            >
              {node.label}
            </button>
          </li>
        ))}
      </ul>
      {hidden > 0 ? <p class="note">{`and ${hidden} more; search for them`}</p> : null}
    </section>
  );
}
