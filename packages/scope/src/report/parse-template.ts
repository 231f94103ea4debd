import { emptyList, emptyMap } from "./empty.ts";
import type { JsonReader } from "./json-reader.ts";
import { readElements, readFloat, readInteger, readMap, readMembers, readText } from "./read-value.ts";
import type { Control, MetadataTemplate, MetricTemplate, TableColumn, TableTemplate } from "./report.ts";
import { setText, type Writable } from "./writable.ts";

/** Reads a control. Its key is its id, whatever it says itself: so it is called. */
export function readControl(reader: JsonReader, id: string): Control {
  const control: Writable<Control> = { id, human: "", icon: "", rank: 0 };
  readMembers(reader, (name) => {
    switch (name) {
      case "human":
      case "icon":
        control[name] = readText(reader);
        return;
      case "confirmation":
      case "probeId":
        return setText(control, name, readText(reader));
      case "rank":
        control.rank = readInteger(reader);
        return;
      default:
        reader.skip();
    }
  });
  return control;
}

/** Reads how a fact is shown. */
export function readMetadataTemplate(reader: JsonReader, key: string): MetadataTemplate {
  const template: Writable<MetadataTemplate> = {
    id: key,
    label: "",
    truncate: 0,
    dataType: "",
    priority: 0,
    from: "",
  };
  readMembers(reader, (name) => {
    switch (name) {
      case "id":
      case "label":
      case "dataType":
      case "from":
        template[name] = readText(reader);
        return;
      case "truncate":
        template.truncate = readInteger(reader);
        return;
      case "priority":
        template.priority = readFloat(reader);
        return;
      default:
        reader.skip();
    }
  });
  return template;
}

/** Reads how a metric is shown. */
export function readMetricTemplate(reader: JsonReader, key: string): MetricTemplate {
  const template: Writable<MetricTemplate> = { id: key, label: "", format: "", group: "", priority: 0 };
  readMembers(reader, (name) => {
    switch (name) {
      case "id":
      case "label":
      case "format":
      case "group":
        template[name] = readText(reader);
        return;
      case "priority":
        template.priority = readFloat(reader);
        return;
      default:
        reader.skip();
    }
  });
  return template;
}

/** Reads how a table is read out of the facts. */
export function readTableTemplate(reader: JsonReader, key: string): TableTemplate {
  const template: Writable<TableTemplate> = {
    id: key,
    label: "",
    prefix: "",
    type: "",
    columns: emptyList,
    fixedRows: emptyMap,
  };
  readMembers(reader, (name) => {
    switch (name) {
      case "id":
      case "label":
      case "prefix":
      case "type":
        template[name] = readText(reader);
        return;
      case "columns":
        template.columns = readColumns(reader);
        return;
      case "fixedRows":
        template.fixedRows = readMap(reader, () => readText(reader));
        return;
      default:
        reader.skip();
    }
  });
  return template;
}

function readColumns(reader: JsonReader): readonly TableColumn[] {
  const columns: TableColumn[] = [];
  readElements(reader, () => columns.push(readColumn(reader)));
  return columns;
}

function readColumn(reader: JsonReader): TableColumn {
  const column: Writable<TableColumn> = { id: "", label: "", dataType: "" };
  readMembers(reader, (name) => {
    if (name === "id" || name === "label" || name === "dataType") column[name] = readText(reader);
    else reader.skip();
  });
  return column;
}
