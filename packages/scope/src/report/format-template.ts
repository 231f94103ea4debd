import type { Control, MetadataTemplate, MetricTemplate, TableTemplate } from "./report.ts";

/** What to write of a control. As in Scope, what is optional and empty is left out; so in all of these. */
export function controlToWire({ id, human, icon, confirmation, rank, probeId }: Control): object {
  return { id, human, icon, confirmation: orAbsent(confirmation), rank, probeId: orAbsent(probeId) };
}

/** What to write of how a fact is shown. */
export function metadataTemplateToWire(template: MetadataTemplate): object {
  return {
    id: template.id,
    label: orAbsent(template.label),
    truncate: orAbsent(template.truncate),
    dataType: orAbsent(template.dataType),
    priority: orAbsent(template.priority),
    from: orAbsent(template.from),
  };
}

/** What to write of how a metric is shown. */
export function metricTemplateToWire(template: MetricTemplate): object {
  return {
    id: template.id,
    label: orAbsent(template.label),
    format: orAbsent(template.format),
    group: orAbsent(template.group),
    priority: orAbsent(template.priority),
  };
}

/** What to write of how a table is read. */
export function tableTemplateToWire(template: TableTemplate): object {
  return {
    id: template.id,
    label: template.label,
    prefix: template.prefix,
    type: template.type,
    columns: template.columns.map(({ id, label, dataType }) => ({ id, label, dataType })),
    fixedRows: Object.fromEntries(template.fixedRows),
  };
}

function orAbsent<T extends string | number>(value: T | undefined): T | undefined {
  return value === "" || value === 0 ? undefined : value;
}
