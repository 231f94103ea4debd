/** A report as a host has it that looks after two machines, with the controls of one plugin. */
export interface PageReport {
  readonly [topology: string]: unknown;
}

const probeId = "197a7919b8424269";
const stamp = "2026-11-21T09:00:00Z";
const start = Date.parse(stamp);

/** What the nodes of one test's report shall say. */
export interface PageReportOptions {
  /** Last value of every machine's processor load, in percent. */
  readonly load?: number;
  /** Processes more than there are anyway. */
  readonly extraProcesses?: number;
}

const roles = ["web", "web", "web", "api", "api", "queue", "db", "cache"];

/** Two machines, their containers and processes: who calls whom, metrics, a table, controls. */
export function pageReport({ load = 37.5, extraProcesses = 0 }: PageReportOptions = {}): PageReport {
  const hosts = ["node-1", "node-2"];
  const containers = hosts.flatMap((host) => roles.map((role, index) => container(host, role, index)));
  const processes = [
    ...hosts.flatMap((host) => roles.map((role, index) => process(host, role, 2000 + index))),
    ...Array.from({ length: extraProcesses }, (_, index) => process("node-2", "sidecar", 9000 + index)),
  ];
  return {
    Host: { nodes: Object.fromEntries(hosts.map((host) => machine(host, load))), ...hostTemplates },
    Container: { nodes: Object.fromEntries(containers), ...containerTemplates, controls },
    Process: { nodes: Object.fromEntries(processes), ...processTemplates },
    Plugins: [{ id: "groups", label: "Groups", interfaces: ["reporter", "controller"], api_version: "1" }],
  };
}

type Entry = readonly [id: string, node: unknown];

function machine(host: string, load: number): Entry {
  const latest = facts({ host_name: host, os: "linux", kernel_version: "6.1.0-25-amd64", uptime: "934512" });
  const addresses = { local_networks: ["10.0.0.0/8", "172.17.0.0/16"] };
  const metrics = { host_cpu_usage_percent: metric(load, 100), host_mem_usage_bytes: metric(21.4e9, 64e9) };
  return [`${host};<host>`, { latest, sets: addresses, metrics }];
}

function container(host: string, role: string, index: number): Entry {
  const id = containerId(host, index);
  const name = `${role}-${index + 1}`;
  const latest = facts({
    docker_container_name: name,
    group: role,
    health: role === "cache" ? "failing: no answer on port 6379" : "healthy",
    created: "2026-11-20T21:14:09Z",
    restarts: String(index),
    docs: "https://example.com/groups",
    control_probe_id: probeId,
    "env-PATH": "/usr/local/bin:/usr/bin",
    "env-PORT": "8080",
    port_80___host: "0.0.0.0:30080",
    port_80___proto: "tcp",
    port_443___host: "0.0.0.0:30443",
    port_443___proto: "tcp",
    active_controls: "groups~drain;groups~replace;groups~pause",
  });
  const metrics = { cpu: metric(8 + index * 9.5, 100), memory: metric((index + 1) * 96e6, 1024 ** 3) };
  const adjacency = calls(role, index).map((callee) => containerId(host, callee));
  return [
    `${id};<container>`,
    {
      latest,
      metrics,
      adjacency: adjacency.map((other) => `${other};<container>`),
      parents: { host: [`${host};<host>`] },
    },
  ];
}

function process(host: string, role: string, pid: number): Entry {
  const owner = containerId(host, pid - 2000);
  const isContained = pid < 9000;
  const parents = { ...(isContained && { container: [`${owner};<container>`] }), host: [`${host};<host>`] };
  const latest = facts({
    name: `${role}d`,
    pid: String(pid),
    cmdline: `/usr/bin/${role}d --listen 8080`,
    threads: "12",
  });
  return [`${host};${pid}`, { latest, parents }];
}

/** Sixty-four hexadecimal digits, as an engine gives them. */
function containerId(host: string, index: number): string {
  return `${host === "node-1" ? "3f9c" : "b07e"}${index}`.padEnd(64, "a1");
}

/** Positions of whom a container calls, by its role and its own position. */
function calls(role: string, index: number): readonly number[] {
  if (role === "web") return [3 + (index % 2), 7];
  return role === "api" ? [5, 6] : [];
}

function facts(values: Readonly<Record<string, string>>): unknown {
  return Object.fromEntries(Object.entries(values).map(([id, value]) => [id, { timestamp: stamp, value }]));
}

/** A minute of samples that end with a value. */
function metric(last: number, max: number): unknown {
  const samples = Array.from({ length: 30 }, (_, index) => ({
    date: new Date(start + (index - 29) * 2000).toISOString(),
    value:
      index === 29
        ? last
        : Math.max(0, last * (0.75 + 0.35 * Math.sin(index / 2.7) + 0.1 * Math.cos(index * 1.9))),
  }));
  return { samples, min: 0, max };
}

function metadata(rows: Readonly<Record<string, readonly [label: string, dataType: string]>>): unknown {
  return Object.fromEntries(
    Object.entries(rows).map(([id, [label, dataType]], index) => [
      id,
      { id, label, dataType, priority: index + 1, from: "" },
    ]),
  );
}

const hostTemplates = {
  metadata_templates: metadata({
    host_name: ["Name", ""],
    os: ["System", ""],
    kernel_version: ["Kernel", ""],
    uptime: ["Up for", "duration"],
    local_networks: ["Networks", "ip"],
  }),
  metric_templates: {
    host_cpu_usage_percent: {
      id: "host_cpu_usage_percent",
      label: "Processor",
      format: "percent",
      priority: 1,
    },
    host_mem_usage_bytes: { id: "host_mem_usage_bytes", label: "Memory", format: "filesize", priority: 2 },
  },
};

const containerTemplates = {
  metadata_templates: metadata({
    group: ["Group", ""],
    health: ["Health", ""],
    created: ["Created", "datetime"],
    restarts: ["Restarts", "number"],
    docs: ["Documents", "link"],
  }),
  metric_templates: {
    cpu: { id: "cpu", label: "Processor", format: "percent", priority: 1 },
    memory: { id: "memory", label: "Memory", format: "filesize", priority: 2 },
  },
  table_templates: {
    env: { id: "env", label: "Environment", prefix: "env-" },
    ports: {
      id: "ports",
      label: "Ports",
      prefix: "port_",
      type: "multicolumn-table",
      columns: [
        { id: "host", label: "Address", dataType: "" },
        { id: "proto", label: "Protocol", dataType: "" },
      ],
    },
  },
};

const processTemplates = {
  metadata_templates: metadata({
    pid: ["PID", ""],
    cmdline: ["Command", ""],
    threads: ["Threads", "number"],
  }),
};

const controls = {
  "groups~drain": { id: "groups~drain", human: "Drain", icon: "fa-sign-out", rank: 1 },
  "groups~replace": {
    id: "groups~replace",
    human: "Replace",
    icon: "fa-repeat",
    confirmation: "Replace this instance? A new one takes its slot",
    rank: 2,
  },
  "groups~pause": { id: "groups~pause", human: "Pause updates", icon: "fa-pause", rank: 3 },
};
