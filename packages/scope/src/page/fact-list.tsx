import { type FactRow, planFacts } from "./facts.ts";
import { type JSX, useState } from "./preact.ts";
import { formatFact } from "./value-format.ts";
import type { NodeView } from "./world.ts";

/** Facts of a node: those that templates put first, the others on demand. */
export function Facts({ node, now }: { readonly node: NodeView; readonly now: number }): JSX.Element | null {
  const { first, more, other } = planFacts(node);
  const [isOpen, setIsOpen] = useState(first.length === 0);
  const rest = [...more, ...other];
  if (first.length + rest.length === 0) return null;
  return (
    <section aria-label="Facts">
      <h3>Facts</h3>
      <dl>
        {[...first, ...(isOpen ? rest : [])].map((row) => (
          <FactLine key={row.id} row={row} now={now} />
        ))}
      </dl>
      {rest.length === 0 || first.length === 0 ? null : (
        <button type="button" class="more" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? "Show less" : `Show ${rest.length} more`}
        </button>
      )}
    </section>
  );
}

function FactLine({ row, now }: { readonly row: FactRow; readonly now: number }): JSX.Element {
  const text = formatFact(row.value, row.dataType, now);
  const isCut = row.truncate > 0 && text.length > row.truncate;
  return (
    <div>
      <dt>{row.label}</dt>
      <dd title={isCut || text !== row.value ? row.value : undefined}>
        <FactValue
          text={isCut ? `${text.slice(0, row.truncate)}…` : text}
          value={row.value}
          dataType={row.dataType}
        />
      </dd>
    </div>
  );
}

interface FactValueProps {
  readonly text: string;
  readonly value: string;
  readonly dataType: string;
}

/** A value; a link can be followed if it leads to the web: plugins may send any text. */
export function FactValue({ text, value, dataType }: FactValueProps): JSX.Element {
  if (dataType !== "link" || !/^https?:\/\//i.test(value)) return <>{text}</>;
  return (
    <a href={value} target="_blank" rel="noopener noreferrer">
      {text}
    </a>
  );
}
