import { emptyList } from "./empty.ts";
import type { JsonReader } from "./json-reader.ts";
import { readElements, readFloat, readMembers, readTime } from "./read-value.ts";
import type { Metric, Sample } from "./report.ts";
import { compareTimes, zeroTime } from "./time.ts";
import type { Writable } from "./writable.ts";

/** Reads a metric. Its samples come in the order of time, whatever order they were sent in. */
export function readMetric(reader: JsonReader): Metric {
  const metric: Writable<Metric> = { samples: emptyList, min: 0, max: 0 };
  readMembers(reader, (name) => {
    if (name === "samples") metric.samples = readSamples(reader);
    else if (name === "min" || name === "max") metric[name] = readFloat(reader);
    else reader.skip();
  });
  return metric;
}

function readSamples(reader: JsonReader): readonly Sample[] {
  const samples: Sample[] = [];
  let isOrdered = true;
  readElements(reader, () => {
    const sample = readSample(reader);
    const before = samples.at(-1);
    isOrdered &&= before === undefined || compareTimes(before.date, sample.date) <= 0;
    samples.push(sample);
  });
  return isOrdered ? samples : samples.sort((a, b) => compareTimes(a.date, b.date));
}

function readSample(reader: JsonReader): Sample {
  const sample: Writable<Sample> = { date: zeroTime, value: 0 };
  readMembers(reader, (name) => {
    if (name === "date") sample.date = readTime(reader) ?? zeroTime;
    else if (name === "value") sample.value = readFloat(reader);
    else reader.skip();
  });
  return sample;
}
